"""The bench of the last minute counts what stands in the database: one lost, one twice and one too late are seen."""

import contextlib
import io
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from kanazawa_exchange.accounts.models import Letter, tracked_writes_allowed
from kanazawa_exchange.lib import clock
from mobility.models import Application
from mobility.services.applications import submitting

from . import deadline_rush, rush_offers, rush_people
from .browsers import Answer
from .management.commands.bench import Command
from .rush_clicks import Clicks

APPLICANTS = 4


@pytest.mark.django_db
def test_its_numbers_are_those_of_its_own_call() -> None:
    people = rush_people.create(APPLICANTS)
    drafts, others = rush_people.call_with_drafts(people), rush_people.call_with_drafts(people)
    rush_people.close(drafts[0].call, 60)
    now = clock.now()
    for each, user in zip(drafts, people.users, strict=True):
        for _turn in range(2):
            submitting.submit(each, language="ja", by=user, now=now)
    submitting.submit(others[0], language="ja", by=people.users[0], now=now)
    assert deadline_rush.counted(drafts) == (APPLICANTS, APPLICANTS, APPLICANTS)
    assert deadline_rush.counted(others) == (1, 1, 1)


@pytest.mark.django_db
def test_control_one_that_was_lost_and_a_letter_that_went_twice_are_seen() -> None:
    people = rush_people.create(APPLICANTS)
    drafts = rush_people.call_with_drafts(people)
    closes = datetime.fromtimestamp(rush_people.close(drafts[0].call, 60), UTC)
    for each, user in zip(drafts[1:], people.users[1:], strict=True):
        submitting.submit(each, language="ja", by=user, now=clock.now())
    twice = Letter.objects.get(ref__startswith=str(drafts[1].uid))
    twice.pk, twice.uid, twice.ref, twice.message_id = None, drafts[1].uid, f"{drafts[1].uid} again", "<again@bench>"
    twice.save()
    with tracked_writes_allowed():
        Application.objects.filter(pk=drafts[2].pk).update(submitted_at=closes + timedelta(milliseconds=1))
    assert deadline_rush.counted(drafts) == (APPLICANTS - 2, APPLICANTS, APPLICANTS - 1)


@pytest.mark.django_db(transaction=True)
def test_offers_at_once_are_as_many_as_places() -> None:
    people = rush_people.create(2 * APPLICANTS)
    drafts, others = rush_people.call_with_drafts(people), rush_people.call_with_drafts(people)
    for each in (drafts, others):
        for draft, user in zip(each, people.users, strict=True):
            submitting.submit(draft, language="ja", by=user, now=clock.now())
    out = io.StringIO()
    assert rush_offers.run(drafts, others, out)
    assert re.search(r"^8 offers at once for 1 places +1$", out.getvalue(), re.M)
    assert re.search(r"^  the naive way +[1-8]$", out.getvalue(), re.M)


def test_the_share_of_answers_and_those_that_came_after_the_closing() -> None:
    sent = [Answer(302, "", "", sent_at=second, seconds=seconds) for second, seconds in ((1, 4), (2, 1), (6, 1))]
    clicks = Clicks(closes_at=4.5, sent=sent)
    assert [deadline_rush.share_of(sent, share) for share in (0.5, 0.95, 1)] == [1, 4, 4]
    assert clicks.answered_after_closing == 1


def test_what_is_not_measured_on_a_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(CommandError, match="not measured on sqlite"):
        call_command(Command(), "scoring", "--database", "sqlite", stdout=io.StringIO())


@pytest.mark.faults
def test_a_handful_sends_through_the_web_server_of_production(tmp_path: Path) -> None:
    """On SQLite, which is the slower one: nobody is lost, nobody counts twice, and nothing is left behind."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "TMPDIR": str(tmp_path)}
    words = ["manage.py", "bench", "deadline_rush", "--database", "sqlite", "--applicants", str(APPLICANTS)]
    command = [sys.executable, *words]
    ran = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said
    assert re.fullmatch(r"4 applications, 4 mails, 0 errors, p95 [0-9.]+ s", ran.stdout.splitlines()[-1]), said
    assert re.search(r"^the naive way: \d applications of 4 ", ran.stdout, re.M), said
    assert re.search(r"^4 offers at once for 1 places +1$", ran.stdout, re.M), said
    assert list(tmp_path.iterdir()) == []
    assert _running_in(tmp_path) == []


def _running_in(folder: Path) -> list[str]:
    """The processes that were told of this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended, or belongs to somebody else
            if str(folder).encode() in (process / "environ").read_bytes():
                found.append(process.name)
    return found
