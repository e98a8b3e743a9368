# The portal as one image: web, worker, beat and the commands differ only in what they are told to run.
FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /srv/venv
WORKDIR /srv/portal
COPY requirements.lock ./
# The lock also names the tools of the tests; what only drives a browser stays out of the image.
RUN /srv/venv/bin/pip install --only-binary :all: --require-hashes -r requirements.lock \
 && /srv/venv/bin/pip uninstall -y playwright pytest-playwright axe-playwright-python pytest-base-url hypothesis coverage pillow
COPY . .
# Catalogues and static files belong to the image. The keys here open nothing: they exist only in this step.
RUN PORTAL_PRODUCTION=1 SECRET_KEY=opens-nothing-and-is-used-only-while-the-image-is-built FIELD_KEY=b25seS13aGlsZS10aGUtaW1hZ2UtaXMtYnVpbHQtLS0= \
    ALLOWED_HOSTS=localhost PORTAL_URL=https://localhost PORTAL_DATA_DIR=/tmp/build STATIC_ROOT=/srv/static \
    sh -c '/srv/venv/bin/python manage.py compile_catalogs && /srv/venv/bin/python manage.py collectstatic --noinput -v 0'

FROM python:3.12-slim-bookworm
RUN groupadd --system --gid 10001 portal \
 && useradd --system --uid 10001 --gid portal --home-dir /data --shell /usr/sbin/nologin portal \
 && install -d -o portal -g portal -m 0700 /data
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/portal /srv/portal
WORKDIR /srv/portal
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_PRODUCTION=1 PORTAL_DATA_DIR=/data STATIC_ROOT=/srv/static
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=40s CMD ["python", "deploy/healthcheck.py", "database", "broker"]
CMD ["gunicorn", "-c", "deploy/gunicorn.conf.py", "kanazawa_exchange.wsgi"]
