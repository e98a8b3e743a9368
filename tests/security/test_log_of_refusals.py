"""What clients do wrong is one warning a line, without a trace, and cannot fill the log; faults of our own keep theirs."""

import io
import json
import logging
from collections.abc import Iterator
from traceback import format_exception
from typing import Any
from unittest.mock import patch

import pytest
from celery.app.trace import LOG_FAILURE
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.logs import JsonFormatter, RefusedRequests, trace_of
from tests.factories import CityFactory

FORM = "application/x-www-form-urlencoded"
FIELDS = {f"field{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 3)}
CANARY = ("canary", "slug")
"""In pieces: a trace quotes the lines of the program."""
FILES = {f"file{number}": io.BytesIO(b"x") for number in range(101)}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The handler of the settings, its lines kept."""
    written = io.StringIO()
    (handler,) = [one for one in logging.getLogger().handlers if isinstance(one.formatter, JsonFormatter)]
    before = handler.setStream(written)  # type: ignore[attr-defined]
    kept, handler.filters[:] = list(handler.filters), [RefusedRequests()]
    yield written
    handler.filters[:] = kept
    handler.setStream(before)  # type: ignore[attr-defined]


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def wrong_host() -> Any:
    return Client().get("/en/", HTTP_HOST="evil.example.org")


def too_many_fields() -> Any:
    return Client().post("/en/accounts/login/", FIELDS)


def too_many_files() -> Any:
    return Client().post("/en/accounts/login/", FILES)


def body_too_large() -> Any:
    body = b"a=" + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    return Client().post("/en/accounts/login/", body, FORM)


def beyond_the_limit() -> Any:
    return Client().post("/en/accounts/login/", b"", "text/plain", CONTENT_LENGTH=str(settings.REQUEST_MAX_BYTES + 1))


def not_in_utf8() -> Any:
    return Client().post("/en/accounts/login/", b"a=1", f"{FORM}; charset=utf-7")


def outdated_token() -> Any:
    return Client(enforce_csrf_checks=True).post("/en/accounts/login/", {})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (wrong_host, 400),
        (too_many_fields, 400),
        (too_many_files, 400),
        (body_too_large, 400),
        (beyond_the_limit, 413),
        (not_in_utf8, 400),
        (outdated_token, 403),
    ],
)
def test_a_refused_request_is_one_warning_without_a_trace(ask: Any, status: int, log: io.StringIO) -> None:
    assert ask().status_code == status
    (line,) = lines(log)
    assert (line["level"], "trace" in line, "exception" in line) == ("WARNING", False, False)


def test_a_page_that_one_may_not_enter_is_one_warning_without_a_trace(
    aiko: User, sign_in: Any, log: io.StringIO
) -> None:
    assert sign_in(aiko).get("/en/roles/").status_code == 403
    (line,) = lines(log)
    assert (line["level"], "trace" in line) == ("WARNING", False)


@pytest.mark.django_db
def test_control_without_the_rule_they_are_errors_with_a_trace(log: io.StringIO) -> None:
    with patch.object(RefusedRequests, "filter", return_value=True):
        wrong_host()
        too_many_fields()
    assert [(line["level"], "trace" in line) for line in lines(log)] == [("ERROR", True)] * 2


def test_a_fault_of_our_own_keeps_its_trace(aiko: User, sign_in: Any, log: io.StringIO) -> None:
    client = sign_in(aiko)
    client.raise_request_exception = False
    with patch("kanazawa_exchange.accounts.views.users.LanguageForm", side_effect=RuntimeError("broken")):
        client.get("/en/account/settings/")
    (line,) = lines(log)
    assert (line["level"], line["exception"]) == ("ERROR", "RuntimeError")
    assert "Traceback" in line["trace"]


def words_of_errors(log: io.StringIO, canary: str) -> str:
    """What is logged of errors whose words name somebody, one raised from another, by a page and by a worker."""
    try:
        try:
            raise ValueError(f"cannot read {canary}")
        except ValueError as fault:
            raise RuntimeError(f"Failing row contains ({canary})") from fault
    except RuntimeError as error:
        logging.getLogger("accounts").exception("part %d of job %d failed", 3, 7)
        context = {"name": "work", "id": "1", "description": "raised unexpected", "exc": repr(error)}
        logging.getLogger("celery.app.trace").error(LOG_FAILURE, context, exc_info=True)
    return log.getvalue()


def test_the_words_of_an_error_are_not_logged_but_its_kind_and_its_place(log: io.StringIO) -> None:
    text = words_of_errors(log, "CANARYNAME")
    assert "CANARYNAME" not in text
    for line in lines(log):
        assert line["exception"] == "RuntimeError"
        assert "words_of_errors" in line["trace"]
        assert [word for word in line["trace"].split() if word in ("ValueError", "Then:", "RuntimeError")] == [
            "ValueError",
            "Then:",
            "RuntimeError",
        ]
    assert lines(log)[1]["message"] == "Task work[1] raised unexpected: RuntimeError"


def test_control_with_the_words_the_name_stands_in_the_log(log: io.StringIO) -> None:
    with patch("kanazawa_exchange.logs.trace_of", lambda error: "".join(format_exception(error))):
        assert "CANARYNAME" in words_of_errors(log, "CANARYNAME")


@pytest.mark.django_db
def test_what_a_database_refuses_is_named_by_its_constraint_without_the_row(on_sqlite: bool, log: io.StringIO) -> None:
    """PostgreSQL tells the whole row in its words."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        CityFactory(slug="-".join(CANARY), latitude="91")
    trace = trace_of(refusal.value)
    assert "-".join(CANARY) not in trace
    assert "IntegrityError" in trace
    if not on_sqlite:
        assert "-".join(CANARY) in str(refusal.value)
        assert "CheckViolation city_latitude" in trace


def refused_line(name: str = "django.security.DisallowedHost", status: int = 400) -> logging.LogRecord:
    record = logging.LogRecord(name, logging.ERROR, "", 0, "refused", (), (PermissionDenied, PermissionDenied(), None))
    record.status_code = status
    return record


def test_what_is_repeated_does_not_fill_the_log_and_is_counted() -> None:
    now = [0.0]
    rule = RefusedRequests(clock=lambda: now[0])
    hosts = [rule.filter(refused_line()) for _ in range(1000)]
    others = [rule.filter(refused_line("django.request", 404)) for _ in range(3)]
    now[0] = 61.0
    next_one = refused_line()
    assert (sum(hosts), sum(others), rule.filter(next_one)) == (RefusedRequests.A_MINUTE, 3, True)
    assert json.loads(JsonFormatter().format(next_one))["left_out"] == 980


def test_faults_of_our_own_are_never_left_out() -> None:
    rule = RefusedRequests(clock=lambda: 0.0)
    assert all(rule.filter(refused_line("django.request", 500)) for _ in range(1000))
