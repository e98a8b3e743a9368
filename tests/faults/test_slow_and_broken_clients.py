"""Slow clients and malformed requests: the embedded server and the proxy of production stay open to everybody else."""

import contextlib
import re
import selectors
import shutil
import socket
import threading
import time

import pytest

from tests.platform import processes

from .supervisor import Portal, p95, timed

pytestmark = [pytest.mark.faults]
SLOW, SECONDS = 50, 8.0


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with Portal(tmp_path_factory.mktemp("slow") / "portal").prepare() as portal:
        yield portal.start("web")


class SlowClients:
    """Half of them send the head of a request at one byte a second, half of them the body."""

    def __init__(self, port: int, count: int) -> None:
        self.port, self.count, self.over = port, count, threading.Event()
        self.thread = threading.Thread(target=self._drip, daemon=True)
        self.open = 0

    def __enter__(self) -> "SlowClients":
        self.thread.start()
        processes.until(lambda: self.open >= self.count, what="all slow clients")
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.thread.join(60)

    def _drip(self) -> None:
        clients = []
        for number in range(self.count):
            client = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            head = (
                b"POST /ja/accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n"
                if number % 2
                else b""
            )
            client.sendall(head)
            clients.append(client)
            self.open += 1
        while not self.over.wait(1):
            for client in clients:
                with contextlib.suppress(OSError):
                    client.send(b"G")
        for client in clients:
            client.close()


def health_times(port: int, seconds: float) -> list[float]:
    """How long each look at /healthz took; a look without an answer counts as ten seconds."""
    taken, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        took, answer = timed(lambda: processes.health(port))
        taken.append(took if answer else 10.0)
        time.sleep(0.05)
    return taken


def test_fifty_slow_clients_do_not_close_the_embedded_server(portal):
    with SlowClients(portal.port, SLOW):
        taken = health_times(portal.port, SECONDS)
    print(f"{SLOW} slow clients, embedded: health p95 {p95(taken) * 1000:.0f} ms over {len(taken)} looks")
    assert p95(taken) < processes.patience(2)


def test_fifty_slow_clients_do_not_pass_the_proxy(portal, tmp_path):
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin:/usr/local/sbin")
    if not nginx:
        pytest.skip("not run: no nginx on this machine")
    from tests.trial_servers import free_port

    door = free_port()
    text = (processes.ROOT / "deploy/nginx.conf").read_text().replace("/tmp/", f"{tmp_path}/")  # noqa: S108
    text = re.sub(r"(?s)    server \{\s*# for the container.*?\n    \}\n", "", text)
    text = re.sub(r"(?s)    server \{\s*listen 80 default_server;.*?\n    \}\n", "", text)
    text = re.sub(r"\s*ssl_\w+ [^;]+;", "", text).replace("listen 443 ssl default_server;", f"listen 127.0.0.1:{door};")
    text = re.sub(r"\s*listen \[::\]:443 ssl default_server;", "", text)
    with Portal(portal.folder) as behind:
        behind.start("gunicorn")
        text = text.replace("set $portal web:8000;", f"set $portal 127.0.0.1:{behind.port};")
        (tmp_path / "nginx.conf").write_text("daemon off;\n" + text)
        proxy = processes.subprocess.Popen([nginx, "-c", tmp_path / "nginx.conf"], stderr=processes.subprocess.DEVNULL)
        try:
            processes.until(lambda: processes.health(door), what="the proxy")
            with SlowClients(door, SLOW):
                taken = health_times(door, SECONDS)
        finally:
            proxy.terminate()
            proxy.wait(60)
    print(f"{SLOW} slow clients, behind the proxy: health p95 {p95(taken) * 1000:.0f} ms over {len(taken)} looks")
    assert p95(taken) < processes.patience(1)


HOST = b"Host: localhost\r\n"
TOKEN = b"a" * 32
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nCookie: csrftoken=" + TOKEN + b"\r\n"


def form(body: bytes, *more: bytes) -> bytes:
    body = b"csrfmiddlewaretoken=" + TOKEN + b"&" + body
    return (
        b"POST /ja/accounts/login/ HTTP/1.1\r\n"
        + HOST
        + FORM
        + b"".join(more)
        + b"Content-Length: %d\r\n\r\n" % len(body)
        + body
    )


def multipart(parts: int) -> bytes:
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    token = part.replace(b'"a"', b'"csrfmiddlewaretoken"').replace(b"1\r\n", TOKEN + b"\r\n")
    body = token + part * parts + b"--x--\r\n"
    kind = (
        b"Cookie: csrftoken="
        + TOKEN
        + b"\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n" % len(body)
    )
    return b"POST /ja/accounts/login/ HTTP/1.1\r\n" + HOST + kind + body


BROKEN = {
    "both framings": (
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        {400},
    ),
    "chunked": (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400, 411, 501}),
    "two lengths": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", {400}),
    "length of words": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: many\r\n\r\n", {400}),
    "huge length": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999999999999\r\n\r\n", {400, 413}),
    "long address": (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", {414}),
    "long header": (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 70_000 + b"\r\n\r\n", {431}),
    "many headers": (b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: 1\r\n" % n for n in range(500)) + b"\r\n", {431}),
    "no host": (b"GET /ja/accounts/login/ HTTP/1.1\r\n\r\n", {400}),
    "foreign host": (b"GET /ja/accounts/login/ HTTP/1.1\r\nHost: evil.example.org\r\n\r\n", {400}),
    "host with a path": (b"GET /ja/accounts/login/ HTTP/1.1\r\nHost: localhost/x\r\n\r\n", {400}),
    "binary": (bytes(range(256)) + b"\r\n\r\n", {400}),
    "a new version": (b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", {505, 400}),
    "the oldest version": (b"GET /ja/accounts/login/\r\n\r\n", {400}),
    "broken escapes": (b"GET /ja/%ff%fe/?q=%ff%00 HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404}),
    "broken cookie": (
        b"GET /ja/accounts/login/ HTTP/1.1\r\n" + HOST + b"Cookie: sessionid=\xff\x01;;;=;\r\n\r\n",
        {200, 400},
    ),
    "10,000 fields": (form(b"&".join(b"f%d=1" % n for n in range(10_000))), {400}),
    "10,000 parts": (multipart(10_000), {400}),
    "three megabytes in a field": (form(b"login=" + b"a" * 3_000_000), {400, 413}),
    "no boundary": (form(b"x").replace(b"application/x-www-form-urlencoded", b"multipart/form-data"), {400, 403}),
    "an unknown charset": (form(b"login=a").replace(b"urlencoded", b"urlencoded; charset=x-none"), {400, 403, 200}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_malformed_request_is_refused_and_the_server_lives_on(portal, name):
    request, allowed = BROKEN[name]
    response = b""
    with socket.create_connection(("127.0.0.1", portal.port), timeout=60) as client:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            client.sendall(request)
        with contextlib.suppress(ConnectionResetError, TimeoutError), selectors.DefaultSelector() as ready:
            ready.register(client, selectors.EVENT_READ)
            while ready.select(0.5 if response else 60) and (chunk := client.recv(65536)):
                response += chunk
    status = int(response.split(b" ", 2)[1]) if response.startswith(b"HTTP/") else 0
    assert status in allowed, (name, response[:300])
    assert b"Traceback" not in response
    assert processes.health(portal.port)["database"] is True
