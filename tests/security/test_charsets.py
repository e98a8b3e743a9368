"""A request that is not in UTF-8 is refused before anything of it is read, in every language and with every header."""

import io
import json
import logging
from collections import deque
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as portal
from django.test import Client

from kanazawa_exchange import charsets
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.logs import JsonFormatter
from kanazawa_exchange.wsgi import application
from tests.permissions.table import HEADERS

LOGIN = "/en/accounts/login/"
PART = (
    b'--limit\r\nContent-Disposition: form-data; name="login"\r\nContent-Type: text/plain; charset=%s\r\n\r\n'
    b"x@example.org\r\n--limit--\r\n"
)
NAMED = (
    b"--limit\r\nContent-Disposition: form-data; name=\"f\"; filename*=%s''a.pdf\r\n"
    b"Content-Type: application/pdf\r\n\r\nx\r\n--limit--\r\n"
)


def raw(body: bytes = b"", **environ: Any) -> SimpleNamespace:
    """The answer of the whole application as a server sees it; the test client would stumble before it."""
    seen: list[Any] = []
    given = {
        "REQUEST_METHOD": "POST", "PATH_INFO": LOGIN, "QUERY_STRING": "next=/ja/", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
        "HTTP_HOST": "localhost", "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(), **environ,
    }  # fmt: skip
    content = b"".join(application(given, lambda status, headers: seen.append((status, dict(headers)))))
    ((status, headers),) = seen
    return SimpleNamespace(status_code=int(status[:3]), headers=headers, content=content)


def refused(answer: Any) -> None:
    assert answer.status_code == 400
    text = answer.content.decode()
    assert all(f'<section lang="{code}">' in text for code in LANGUAGES)
    assert HEADERS.items() <= dict(answer.headers).items()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "charset", ["zip", "idna", "rot13", "unicode_escape", "shift_jis", "utf-7", "utf-16", "none", '""']
)
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=limit"]
)
def test_another_character_set_is_refused(charset: str, kind: str, db: None) -> None:
    refused(raw(b"login=a%00", CONTENT_TYPE=f"{kind}; charset={charset}"))
    refused(raw(REQUEST_METHOD="GET", CONTENT_TYPE=f"{kind}; Charset={charset}"))


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", '"utf-8"', "U8"])
def test_utf_8_is_read_however_it_is_spelled(charset: str, db: None) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"

    answer = Client().generic("POST", LOGIN, b"login=%E9%87%91", content_type=kind)

    assert answer.status_code == 200
    assert answer.wsgi_request.POST["login"] == "金"


@pytest.mark.parametrize("body", [PART % b"shift_jis", PART % b"utf-7", NAMED % b"koi8-r", NAMED % b"rot13"])
def test_a_part_in_another_character_set_is_refused(body: bytes, db: None) -> None:
    refused(Client().post(LOGIN, body, content_type="multipart/form-data; boundary=limit"))


@pytest.mark.parametrize("body", [PART % b"utf-8", NAMED % b"UTF-8", NAMED % b"utf8"])
def test_a_part_in_utf_8_is_read(body: bytes, db: None) -> None:
    assert Client().post(LOGIN, body, content_type="multipart/form-data; boundary=limit").status_code == 200


def test_a_file_may_hold_what_looks_like_the_head_of_a_part(db: None) -> None:
    letter = b"Subject: x\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\nx"

    answer = Client().post(LOGIN, {"login": "x", "file": io.BytesIO(letter)})

    assert answer.status_code == 200


def test_the_head_of_a_part_is_seen_wherever_the_reading_is_cut() -> None:
    body = b"x" * 700 + b"\r\n" + PART % b"zip"
    for size in (1, 7, 64, len(body)):
        parts = charsets.Parts(io.BytesIO(body), "limit")
        with pytest.raises(charsets.BadRequest):
            deque(iter(lambda parts=parts, size=size: parts.read(size), b""), maxlen=0)


@pytest.mark.parametrize("charset", ["zip", "Shift_JIS", "windows-1251"])
def test_a_form_that_names_its_character_set_in_a_field_is_refused(charset: str, db: None) -> None:
    refused(Client().get(f"/en/?_charset_={charset}"))
    refused(Client().post(LOGIN, {"login": "x", "_charset_": charset}))
    assert Client().post(LOGIN, {"login": "x", "_charset_": "UTF-8"}).status_code == 200


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain; charset*=zip''x",
        "text/plain; charset*=nothing''x",
        "text/plain; charset*0*=nothing''x",
        "a; b*=c'd'%00",
    ],
)
def test_what_the_framework_cannot_even_read_is_refused_like_the_rest(kind: str, db: None) -> None:
    refused(raw(CONTENT_TYPE=kind))


@pytest.mark.parametrize("kind", ["text/plain; b*=nothing''x", "text/plain; charset=zip"])
def test_without_the_guard_the_server_would_answer(kind: str, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """The control: the framework itself raises before any middleware."""
    monkeypatch.setattr(charsets, "speaks_utf8", lambda kind: True)

    with pytest.raises((ValueError, LookupError)):
        raw(CONTENT_TYPE=kind)


@pytest.mark.parametrize("name", ["fy", "q"])
def test_what_is_asked_many_times_is_read_once(name: str, sato: Any, sign_in: Any) -> None:
    answer = sign_in(sato).get("/en/mobility-records/?" + "&".join([f"{name}=2018"] * 1500))

    assert answer.status_code == 200
    assert answer.wsgi_request.GET.getlist(name) == ["2018"]


@pytest.mark.parametrize("length", [portal.REQUEST_MAX_BYTES + 1, 600_000_000])
def test_a_body_beyond_the_limit_is_refused_unread(length: int, db: None) -> None:
    answer = raw(CONTENT_LENGTH=str(length), CONTENT_TYPE="multipart/form-data; boundary=limit")

    assert answer.status_code == 413
    text = answer.content.decode()
    assert all(f'<section lang="{code}">' in text for code in LANGUAGES)
    assert HEADERS.items() <= answer.headers.items()


def test_a_bad_host_is_refused_with_every_header(settings: Any, db: None) -> None:
    settings.SECURE_SSL_REDIRECT = True  # the first middleware asks for the host

    refused(Client().get("/en/", HTTP_HOST="evil.example\r\nX: y"))


def test_a_fault_of_a_middleware_and_a_file_carry_the_headers(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError

    style = Client().get("/static/kanazawa_exchange/css/portal.css")
    monkeypatch.setattr("django.middleware.clickjacking.XFrameOptionsMiddleware.get_xframe_options_value", broken)
    fault = Client(raise_request_exception=False).get("/en/accounts/login/")

    style.close()
    assert (style.status_code, fault.status_code) == (200, 500)
    for answer in (style, fault):
        assert {name: answer.get(name) for name in HEADERS} == HEADERS
        assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("message", "values"),
    [
        ("Not Found: %s", ('/a\r\n{"level": "X"}',)),
        ("%s %s", ("one",)),
        ("%d", ("x\x85y\x0bz\x1c",)),
        ("a\udc80\u2029", ()),
    ],
)
def test_the_log_stays_one_object_a_line(message: str, values: tuple[str, ...]) -> None:
    line = JsonFormatter().format(logging.LogRecord("x", logging.WARNING, "", 0, message, values, None))

    assert len(line.splitlines()) == 1
    assert json.loads(line)["level"] == "WARNING"
