"""nginx itself, with the file of production: it takes the file, and it follows the web container to a new address."""

import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.receiving import STAMP
from tests.trial_servers import free_port

from .processes import ROOT, until

FORGED = "t=1522508399.999"
A_TICK = timedelta(seconds=1)
"""nginx looks at the clock once for all that it does at a time."""
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(not NGINX or not OPENSSL, reason="no nginx or no openssl on this machine")


def file_of_production(folder: Path, **changes: str) -> Path:
    """deploy/nginx.conf with the folders and ports of this test."""
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    subprocess.run([OPENSSL, *words, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    text = (ROOT / "deploy/nginx.conf").read_text().replace("/tmp/", f"{folder}/")  # noqa: S108
    text = text.replace("/etc/nginx/certs", str(folder))
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "nginx.conf"
    path.write_text(text)
    return path


def test_nginx_itself_accepts_the_configuration(tmp_path):
    done = subprocess.run([NGINX, "-t", "-c", file_of_production(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


class Names:
    """A name server that knows one address for every name, until it is told another one."""

    def __init__(self) -> None:
        self.address = "127.0.0.2"
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                asked, whence = self.socket.recvfrom(512)
            except OSError:
                return
            question = asked[12 : asked.index(b"\0", 12) + 5]
            head = asked[:2] + struct.pack(">HHHHH", 0x8180, 1, 1, 0, 0)
            answer = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 1, 4) + socket.inet_aton(self.address)
            self.socket.sendto(head + question + answer, whence)


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


@contextmanager
def proxy(folder: Path, names: Names, port: int, https: int, **more: str) -> Iterator[None]:
    path = file_of_production(
        folder,
        **{
            "resolver 127.0.0.11 valid=5s": f"resolver 127.0.0.1:{names.port} valid=1s",
            "web:8000": f"web:{port}",
            "127.0.0.1:8081": f"127.0.0.1:{free_port()}",
            "listen 443 ": f"listen 127.0.0.1:{https} ",
            "listen 80 ": f"listen 127.0.0.1:{free_port()} ",
            "listen [::]:443 ssl default_server;": "",
            "listen [::]:80 default_server;": "",
            **more,
        },
    )
    running = subprocess.Popen([NGINX, "-c", path, "-g", "daemon off;"], stderr=subprocess.PIPE)
    try:
        yield
    finally:
        running.terminate()
        running.communicate(timeout=60)


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
