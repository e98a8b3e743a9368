"""The server of one computer has limits and time-outs, and refuses what can be read in two ways."""

import contextlib
import socket
import threading
import time

import pytest

from kanazawa_exchange.embedded import Server


def application(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body) + 2))])
    return [b"ok" + body]


@contextlib.contextmanager
def serving(**limits):
    server = Server(("127.0.0.1", 0), application, connections=limits.pop("connections", 20))
    for name, value in limits.items():
        setattr(server, name, value)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[:2]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def talk(address, request: bytes, seconds: float = 5) -> bytes:
    """Everything the server says until it closes."""
    with socket.create_connection(address, timeout=seconds) as client:
        client.sendall(request)
        said = b""
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while chunk := client.recv(65536):
                said += chunk
        return said


def status(said: bytes) -> int:
    return int(said.split(b" ", 2)[1]) if said.startswith(b"HTTP/") else 0


HOST = b"Host: localhost\r\n"


def test_a_plain_request_is_answered_and_the_connection_kept_on_wish():
    with serving() as address:
        said = talk(
            address, b"GET / HTTP/1.1\r\n" + HOST + b"\r\nGET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
        )
    assert said.count(b"200 OK") == 2


def test_a_form_with_a_file_comes_through():
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF\r\n--b--\r\n'
    kind = b"Content-Type: multipart/form-data; boundary=b\r\n"
    length = b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body)

    with serving() as address:
        said = talk(address, b"POST / HTTP/1.1\r\n" + HOST + kind + length + body)

    assert status(said) == 200
    assert said.endswith(b"ok" + body)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: -4\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1_0\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: 1\r\n" % n for n in range(200)) + b"\r\n", 431),
        (b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", 505),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"NONSENSE\r\n\r\n", 400),
    ],
)
def test_doubtful_requests_are_refused_and_the_server_goes_on(head, expected):
    with serving() as address:
        said = talk(address, head)
        after = talk(address, b"GET / HTTP/1.0\r\n" + HOST + b"\r\n")
    assert status(said) == expected, said[:200]
    assert said.count(b"HTTP/1.") <= 1 + said.count(b"100 Continue")
    assert status(after) == 200


def test_who_sends_the_head_too_slowly_is_cut_off():
    with serving(head_seconds=0.5) as address:
        began = time.monotonic()
        said = talk(address, b"GET / HT")
    assert said == b""
    assert time.monotonic() - began < 4


def test_who_sends_the_body_too_slowly_is_cut_off():
    with serving(body_seconds=0.5) as address:
        began = time.monotonic()
        talk(address, b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\n\r\nabc")
    assert time.monotonic() - began < 4


def test_control_without_the_limit_the_slow_client_holds_on():
    with serving(head_seconds=60) as address:
        began = time.monotonic()
        talk(address, b"GET / HT", seconds=1.5)
    assert time.monotonic() - began >= 1.5


def test_too_many_at_once_are_turned_away_and_places_come_back():
    with serving(connections=3, head_seconds=1.5) as address:
        idle = [socket.create_connection(address) for _ in range(3)]
        time.sleep(0.3)
        turned_away = talk(address, b"GET / HTTP/1.0\r\n" + HOST + b"\r\n")
        for client in idle:
            client.close()
        time.sleep(0.5)
        after = talk(address, b"GET / HTTP/1.0\r\n" + HOST + b"\r\n")
    assert (status(turned_away), status(after)) == (503, 200)
