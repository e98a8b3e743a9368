"""The WSGI application that gunicorn and the embedded server run."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanazawa_exchange.settings")
application = get_wsgi_application()
