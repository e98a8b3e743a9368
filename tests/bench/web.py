"""The web server of production for a bench: gunicorn with the project's own file, behind clients that stand where nginx stands."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.conf import settings

from tests.platform import processes, proxy
from tests.trial_servers import free_port

from .browsers import HOST, Browser

READY_SECONDS = 120
OURS = "kanazawa_exchange.settings"


def _environment(settings_module: str, port: int) -> dict[str, str]:
    """Production with the database, broker and cache of the bench."""
    keys = {name: processes.PRODUCTION[name] for name in ("SECRET_KEY", "FIELD_KEY")}
    return {
        **os.environ,
        **keys,
        "DJANGO_SETTINGS_MODULE": settings_module,
        "PORTAL_PRODUCTION": "1",
        "PORTAL_DEMO": "0",
        "ALLOWED_HOSTS": HOST,
        "PORTAL_URL": f"https://{HOST}",
        "EMAIL_URL": "smtp://127.0.0.1:1",  # nobody sends: letters are counted as they were written
        "LOG_LEVEL": "ERROR",
        "TRUSTED_REQUEST_START": "1",
        "WEB_BIND": f"127.0.0.1:{port}",
    }


def prepare() -> None:
    """What an image is built with: catalogues, and static files under their names."""
    environment = _environment(OURS, 8000)
    for words in (["compile_catalogs", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        manage = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *words]
        subprocess.run(manage, env=environment, check=True)


@contextlib.contextmanager
def serving(settings_module: str = OURS) -> Iterator[int]:
    """The port of 127.0.0.1 on which it answers; its processes end with the block."""
    port = free_port()
    words = ["-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "kanazawa_exchange.wsgi"]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "web.log"
        process = processes.start(_environment(settings_module, port), *words, log=log)
        try:
            _until_it_answers(port, process, log)
            yield port
        finally:
            processes.stop(process)


@contextlib.contextmanager
def through_nginx(port: int) -> Iterator[int]:
    """The port of nginx with the file of production, whose certificate is of this hour, before the web server on `port`."""
    https, names = free_port(), proxy.Names("127.0.0.1")
    with tempfile.TemporaryDirectory() as folder, closing(names.socket), proxy.proxy(Path(folder), names, port, https):
        _until_it_listens(https)
        yield https


def _until_it_listens(port: int) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("nginx does not listen")


def _until_it_answers(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if Browser(port, 0).ask("GET", "/ja/accounts/login/").status == 200:
            return
        time.sleep(0.2)
    raise RuntimeError(f"the web server of the bench does not answer: {log.read_text()[-3000:]}")
