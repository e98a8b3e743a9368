"""The server of one computer has limits and time-outs, and refuses what can be read in two ways."""

import contextlib
import socket
import threading
import time

import pytest
from waitress import buffers

from kanazawa_exchange.embedded import Limits, Server
from kanazawa_exchange.headers import security_headers
from kanazawa_exchange.views import plain_page

from .processes import until

LONG = 60.0
"""Seconds in which a test still hears an answer; a connection that is cut off ends long before."""


def application(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body) + 2))])
    return [b"ok" + body]


@contextlib.contextmanager
def serving(application=application, **limits):
    usual = {"body_bytes": 1_000_000, "headers": security_headers(), "connections": 20}
    server = Server(("127.0.0.1", 0), application, Limits(**usual | limits))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield "127.0.0.1", server.port
    finally:
        server.leave()
        thread.join(LONG)
        assert not thread.is_alive()


def talk(address, request: bytes, seconds: float = LONG) -> bytes:
    """Everything the server says until it closes."""
    with socket.create_connection(address, timeout=seconds) as client:
        client.sendall(request)
        answer = b""
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while chunk := client.recv(65536):
                answer += chunk
        return answer


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0


HOST = b"Host: localhost\r\n"


def test_a_plain_request_is_answered_and_the_connection_kept_on_wish():
    with serving() as address:
        answer = talk(
            address, b"GET / HTTP/1.1\r\n" + HOST + b"\r\nGET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
        )
    assert answer.count(b"200 OK") == 2


def test_a_form_with_a_file_comes_through():
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF\r\n--b--\r\n'
    kind = b"Content-Type: multipart/form-data; boundary=b\r\n"
    length = b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body)

    with serving() as address:
        answer = talk(address, b"POST / HTTP/1.1\r\n" + HOST + kind + length + body)

    assert status(answer) == 200
    assert answer.endswith(b"ok" + body)


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
        answer = talk(address, head)
        after = talk(address, b"GET / HTTP/1.0\r\n" + HOST + b"\r\n")
    assert status(answer) == expected, answer[:200]
    assert answer.count(b"HTTP/1.") <= 1 + answer.count(b"100 Continue")
    assert status(after) == 200


def test_who_sends_the_head_too_slowly_is_cut_off():
    with serving(head_seconds=0.5) as address:
        began = time.monotonic()
        answer = talk(address, b"GET / HT")
    assert answer == b""
    assert time.monotonic() - began < LONG


def test_who_sends_the_body_too_slowly_is_cut_off():
    with serving(request_seconds=0.5) as address:
        began = time.monotonic()
        talk(address, b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\n\r\nabc")
    assert time.monotonic() - began < LONG


def test_control_without_the_limit_the_slow_client_holds_on():
    with serving(head_seconds=60) as address:
        began = time.monotonic()
        talk(address, b"GET / HT", seconds=1.5)
    assert time.monotonic() - began >= 1.5


def test_too_many_at_once_are_turned_away_and_places_come_back():
    with serving(connections=3, head_seconds=LONG) as address:
        idle = [socket.create_connection(address) for _ in range(3)]
        turned_away = talk(address, b"GET / HTTP/1.0\r\n" + HOST + b"\r\n")
        for client in idle:
            client.close()
        until(lambda: status(talk(address, b"GET / HTTP/1.0\r\n" + HOST + b"\r\n")) == 200, what="a place")
    assert status(turned_away) == 503
    assert all(f"\r\n{name}: {value}\r\n".encode() in turned_away for name, value in security_headers().items())


LARGE = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1000001\r\n"


@pytest.mark.parametrize("more", [b"", b"Expect: 100-continue\r\n"])
def test_a_body_over_the_limit_is_refused_before_any_of_it_is_kept(more, monkeypatch):
    kept, called = [], []
    for buffer in (buffers.BytesIOBasedBuffer, buffers.TempfileBasedBuffer):
        monkeypatch.setattr(buffer, "append", lambda self, data: kept.append(data))

    with serving(lambda *request: called.append(request)) as address:
        answer = talk(address, LARGE + more + b"\r\n" + b"a" * 1_000_001)

    assert (status(answer), called) == (413, [])
    assert [data for data in kept if b"a" * 100 in data] == []


def test_the_refusal_of_a_large_body_is_a_page_with_a_sentence_and_the_headers():
    with serving(too_large=plain_page(413)) as address:
        large = talk(address, LARGE + b"\r\n").decode()
        other = talk(address, b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n").decode()

    assert "larger than the portal accepts" in large
    assert "容量が大きすぎて" in large
    for answer, code in ((large, 413), (other, 501)):
        assert status(answer.encode()) == code
        for name, value in security_headers().items():
            assert f"\r\n{name}: {value}\r\n" in answer


def test_every_refusal_carries_the_headers_of_the_pages():
    """A request that waitress itself cannot read, one that we refuse, a head that is too long."""
    bad = [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /" + b"a" * 70_000,
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 101 + b"\r\n",
    ]
    with serving() as address:
        answers = [talk(address, request) for request in bad]
    for answer in answers:
        assert all(f"\r\n{name}: {value}\r\n".encode() in answer for name, value in security_headers().items()), answer


def test_a_body_at_the_limit_is_read():
    with serving() as address:
        answer = talk(
            address,
            b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1000000\r\nConnection: close\r\n\r\n" + b"a" * 1_000_000,
        )
    assert (status(answer), answer.count(b"a" * 1_000_000)) == (200, 1)


def test_a_client_that_sends_on_after_the_refusal_still_gets_it():
    with serving() as address, socket.create_connection(address, timeout=LONG) as client:
        client.sendall(LARGE + b"\r\n")
        for _ in range(10):
            client.sendall(b"a" * 100_000)
            time.sleep(0.02)
        client.shutdown(socket.SHUT_WR)
        assert status(client.recv(65536)) == 413


def test_who_drips_a_byte_now_and_then_is_cut_off_all_the_same():
    with serving(head_seconds=1) as address, socket.create_connection(address, timeout=LONG) as client:
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - began < LONG:
                client.sendall(b"G")
                time.sleep(0.2)
    assert time.monotonic() - began < LONG


def test_an_idle_connection_is_closed():
    with serving(head_seconds=2) as address:
        began = time.monotonic()
        answer = talk(address, b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")
    assert status(answer) == 200
    assert time.monotonic() - began < LONG


def test_a_page_that_takes_longer_than_the_time_for_a_request_is_sent():
    def slow(environ, start_response):
        time.sleep(4.5)
        return application(environ, start_response)

    with serving(slow, head_seconds=2, request_seconds=2) as address:
        assert status(talk(address, b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")) == 200


def test_an_answer_to_head_has_no_body_and_keeps_the_length():
    head = b"HEAD / HTTP/1.1\r\n" + HOST + b"\r\n"
    with serving() as address:
        answer = talk(
            address, head + head.replace(b"HEAD", b"GET").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        )
    first, second, body = answer.split(b"\r\n\r\n")
    assert b"Content-Length: 2" in first
    assert second.startswith(b"HTTP/1.1 200")
    assert body == b"ok"


def test_what_is_under_way_is_answered_when_the_server_stops():
    begun = threading.Event()

    def slow(environ, start_response):
        begun.set()
        time.sleep(1)
        return application(environ, start_response)

    server = Server(("127.0.0.1", 0), slow, Limits(body_bytes=1000, headers={}))
    thread = threading.Thread(target=server.run)
    thread.start()
    with socket.create_connection(("127.0.0.1", server.port), timeout=LONG) as client:
        client.sendall(b"GET / HTTP/1.0\r\n" + HOST + b"\r\n")
        assert begun.wait(LONG)
        server.leave()
        answer = client.recv(65536)
    thread.join(LONG)
    assert status(answer) == 200
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=1)


@pytest.mark.parametrize(
    "head",
    [
        b"GET http://[ HTTP/1.1\r\n" + HOST + b"\r\n",
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: " + b"9" * 6000 + b"\r\n\r\n",
        b"POST / HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nabcd",
    ],
)
def test_what_breaks_the_reading_itself_is_refused(head):
    with serving() as address:
        assert status(talk(address, head)) == 400


def test_a_refusal_repeats_nothing_of_the_request():
    with serving() as address:
        answer = talk(address, b"GET / HTTP/1.1\r\n" + HOST + b"X: <b>loud</b>\n\r\n\r\n")
    assert status(answer) == 400
    assert b"loud" not in answer
    assert b"X-Content-Type-Options: nosniff" in answer
