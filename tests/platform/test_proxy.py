"""nginx itself, with the file of production: it takes the file, and it follows the web container to a new address."""

import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.receiving import STAMP
from tests.trial_servers import free_port

from .processes import until
from .proxy import NGINX, OPENSSL, Names, file_of_production, proxy

FORGED = "t=1522508399.999"
A_TICK = timedelta(seconds=1)
"""nginx looks at the clock once for all that it does at a time."""
pytestmark = pytest.mark.skipif(not NGINX or not OPENSSL, reason="no nginx or no openssl on this machine")


def test_nginx_itself_accepts_the_configuration(tmp_path):
    done = subprocess.run([NGINX, "-t", "-c", file_of_production(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@contextmanager
def web(address: str, port: int) -> Iterator[None]:
    """A web container that says its address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = ("Host", "X-Forwarded-For", "X-Request-Start")
            body = " ".join([address, *(",".join(self.headers.get_all(name) or []) for name in told)]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer((address, port), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def asked(https: int) -> str:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    claimed = {"X-Forwarded-For": "203.0.113.9", "X-Request-Start": FORGED}
    request = urllib.request.Request(f"https://127.0.0.1:{https}/", headers={"Host": "portal.example.org", **claimed})
    try:
        with urllib.request.urlopen(request, timeout=30, context=trusting) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return str(error.code)
    except OSError:
        return ""


def test_a_new_address_of_the_web_container_is_found(tmp_path):
    names, port, https = Names(), free_port(), free_port()
    with closing(names.socket), proxy(tmp_path, names, port, https):
        with web("127.0.0.2", port):
            first = until(lambda: asked(https).startswith("127.0.0.2") and asked(https), 60, "the first container")
        assert first.startswith("127.0.0.2 portal.example.org 127.0.0.1 t=")
        assert asked(https) == "502"
        names.address = "127.0.0.3"
        with web("127.0.0.3", port):
            until(lambda: asked(https).startswith("127.0.0.3"), 60, "the second container")


def test_the_moment_of_receipt_is_the_proxys_and_not_the_clients(tmp_path):
    names, port, https = Names(), free_port(), free_port()
    with closing(names.socket), proxy(tmp_path, names, port, https), web("127.0.0.2", port):
        until(lambda: asked(https).startswith("127.0.0.2"), 60, "the container")
        before = clock.now()
        stamp = STAMP.fullmatch(asked(https).split()[-1])
        after = clock.now()
    assert stamp is not None
    told = datetime.fromtimestamp(int(stamp[1]), UTC) + timedelta(milliseconds=int(stamp[2]))
    assert before - A_TICK <= told <= after


def test_control_an_address_outside_a_variable_is_kept(tmp_path):
    names, port, https = Names(), free_port(), free_port()
    once = {"proxy_pass http://$portal;": f"proxy_pass http://127.0.0.2:{port};"}
    with closing(names.socket), proxy(tmp_path, names, port, https, **once):
        with web("127.0.0.2", port):
            until(lambda: asked(https).startswith("127.0.0.2"), 60, "the first container")
        names.address = "127.0.0.3"
        with web("127.0.0.3", port):
            time.sleep(2)
            assert asked(https) == "502"
