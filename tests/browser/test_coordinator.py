"""A coordinator in Japanese keeps a survey: who is missing is reminded, the answers are scored, and the cohort's figures are there.

A portal of its own: its server, its worker, its mail server. The worker holds one part of the run until the test lets it go, so that
the run is stopped in its middle however quick the computer is.
"""

import re
from collections.abc import Iterator
from email import message_from_string
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from rubric.services import score_parts
from tests.jobs.trials import Embedded, Work
from tests.mail_server import MailServer, mail_server
from tests.platform import processes
from tests.trial_servers import free_port

from .survey_world import ANSWERED, MISSING

ANSWERS = 12 + ANSWERED
RUN = Work("tests.browser.survey_world:make", "", (), "tests.browser.survey_world:cut_small", score_parts.ANSWERS)


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[tuple[Embedded, MailServer, str]]:
    """A portal in which a survey is under way, with its letters, and its address."""
    port = free_port()
    with mail_server() as letters:
        env = processes.environment(
            tmp_path / "portal", EMAIL_URL=f"smtp://127.0.0.1:{letters.port}", PORT=str(port), LANGUAGE_CODE="ja"
        )
        processes.prepare(env)
        trial = Embedded(env, tmp_path)
        trial.given(RUN, held=True, pause=0.02)
        trial.worker(RUN.start)
        server = processes.start(env, "manage.py", "serve", str(port), log=tmp_path / "serve.log")
        try:
            processes.until(lambda: processes.health(port).get("worker"), what="server and worker")
            yield trial, letters, f"http://127.0.0.1:{port}"
        finally:
            trial.let_go()
            trial.kill_workers()
            processes.stop(server)


@pytest.fixture
def screen(portal: tuple[Embedded, MailServer, str], page: Any) -> Any:
    """The browser of the coordinator, who has signed in."""
    trial, _letters, address = portal
    ((key,),) = trial.ask("SELECT session_key FROM django_session")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}])
    return page


def press(page: Any, words: str | re.Pattern[str], role: str = "button") -> None:
    page.get_by_role(role, name=words).first.click()


def shows(page: Any, words: str | re.Pattern[str]) -> None:
    expect(page.locator("main")).to_contain_text(words)


def test_who_is_missing_is_reminded_and_a_run_is_watched_stopped_and_taken_up_again(
    screen: Any, portal: tuple[Embedded, MailServer, str]
) -> None:
    trial, letters, address = portal
    reminds_who_is_missing(screen, letters, address)
    starts_and_watches(screen, trial, address)
    stops(screen, trial)
    goes_on(screen, trial)
    sees_the_figures(screen)


def reminds_who_is_missing(page: Any, letters: MailServer, address: str) -> None:
    page.goto(f"{address}/ja/office/surveys/")
    page.locator("main tbody tr", has_text="事後").get_by_role("link").first.click()
    shows(page, f"{ANSWERS - ANSWERED}人中{ANSWERED}人が回答")
    for name in MISSING:
        shows(page, re.compile(name, re.IGNORECASE))
    press(page, "3人にリマインドする", "link")
    press(page, "メール3通を送る")
    shows(page, "メール3通を送信しています。")
    processes.until(lambda: len(letters.letters) == len(MISSING), what="the letters")
    subjects = {to: message_from_string(text, policy=default)["subject"] for (to,), text in letters.letters}
    assert set(subjects) == {f"{name}@example.org" for name in MISSING}
    assert {to for to, subject in subjects.items() if re.search("[а-я]", subject)} == {"ivan@example.org"}


def starts_and_watches(page: Any, trial: Embedded, address: str) -> None:
    """The page tells how far the run is while it stays open: all answers are scored but the one that is held."""
    page.goto(f"{address}/ja/office/surveys/scoring/")
    press(page, "集計処理を始める", "link")
    press(page, "始める")
    shows(page, "集計処理を始めました")
    trial.victim()
    processes.until(lambda: trial.left() == 1, what="all answers but one")
    shows(page, f"件のうち{ANSWERS}件が完了")  # the plan, and all answers but one
    shows(page, "進行中")


def stops(page: Any, trial: Embedded) -> None:
    press(page, "処理を中止する")
    shows(page, "処理の中止を受け付けました")
    shows(page, "中止しています")
    trial.let_go()
    expect(page.get_by_role("button", name="処理を再開する")).to_be_visible()
    assert trial.endings() == {"cancelled"}
    assert trial.number("rubric_cohortcell") == 0


def goes_on(page: Any, trial: Embedded) -> None:
    press(page, "処理を再開する")
    expect(page.get_by_role("link", name="結果を見る")).to_be_visible()
    assert trial.endings() == {"done"}
    assert trial.number("rubric_responsescore") == ANSWERS


def sees_the_figures(page: Any) -> None:
    press(page, "結果を見る", "link")
    press(page, "能力の変化", "link")
    rose = f"{ANSWERED}人のうち、上がった人は{ANSWERED}人、同じ段階の人は0人、下がった人は0人です。"
    shows(page, rose)
