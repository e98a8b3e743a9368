"""While a decision is hidden no page, act or JSON of its applicant differs from that of an application in review."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.urls import reverse

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.application_moves import APPLICATION_MOVES
from mobility.application_states import STATES
from mobility.models import Application
from mobility.permissions import is_own
from mobility.queries.applications.boxes import document_box
from mobility.services.applications import machine
from mobility.services.selection import deciding
from mobility.services.selection.deciding import Wanted
from mobility.urls import urlpatterns
from programs.models import RequiredDocument
from tests.mobility.applications.paths import in_state, make
from tests.mobility.applications.test_own_pages import boxes

from .paths import NOW, call_with, in_review, place_of

DECISIONS = ("offer", "waitlist", "decline")
OFFICE_WORDS = ("decided", "not released", "decision", "waitlist", "not selected", "offered")

NO_FILE = "00000000-0000-4000-8000-000000000000"
PARTS: Mapping[str, tuple[str, ...]] = {
    "application_topic": ("about",),
    "application_save": ("about",),
    "application_upload": ("DOCUMENT",),
    "own_application_file": (NO_FILE,),
    "own_application_move": ("withdraw",),
}
"""What stands in the addresses behind the application."""
NAMES = sorted(
    str(pattern.name) for pattern in urlpatterns if str(pattern.pattern).startswith("applications/<uuid:uid>/")
)
"""Every address of an applicant: one that is added is swept, too."""


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture(params=DECISIONS)
def pair(request: Any, world: Any, aiko: Any) -> list[Application]:
    """Two applications of one person: in review, and decided without a word."""
    both = []
    for _each in range(2):
        call = call_with(world)
        RequiredDocument.objects.create(call=call, order=1, name_en="Transcript")
        both.append(in_review(world, call, aiko))
    place = place_of(both[1].call) if request.param == "offer" else None
    wanted = Wanted(both[1], request.param, place, 1 if request.param == "waitlist" else None)
    assert deciding.decide([wanted], by=None, now=NOW).refused == ()
    return both


def address(name: str, application: Application) -> str:
    parts = [
        document_box(application.call.documents.get()) if part == "DOCUMENT" else part for part in PARTS.get(name, ())
    ]
    return reverse(f"mobility:{name}", args=[application.uid, *parts]).replace("/ja/", "/en/", 1)


def told(answer: Any, application: Application) -> tuple[int, str, str, list[str]]:
    """Status, way onward, words and versions of an answer, without what names the application itself."""
    text = "" if answer.streaming else answer.content.decode()
    main = re.search(r"<main.*?</main>", text, re.DOTALL)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0] if main else text))
    document = document_box(application.call.documents.get())
    location = answer.get("Location", "")
    for name in (application.call.title_en, str(application.uid), application.uid.hex[:8].upper(), document):
        location, words = location.replace(name, "·"), words.replace(name, "·")
    versions = re.findall(r'name="version" value="(\d*)"', text)
    return answer.status_code, location, words, versions


@pytest.mark.parametrize("method", ["get", "post", "post from an opened page"])
@pytest.mark.parametrize("name", NAMES)
def test_no_address_tells_a_hidden_decision_from_a_review(pair, aiko, client, name, method):
    client.force_login(aiko)
    answers = []
    for application in pair:
        sent = boxes(client.get(address(name, application))) if "opened" in method else {}
        way = address(name, application)
        first = client.get(way) if method == "get" else client.post(way, sent)
        follow = client.get(first["Location"]) if first.status_code == 302 else first
        answers.append((told(first, application), told(follow, application)))
    assert answers[0] == answers[1]


def test_a_page_that_was_opened_before_the_review_learns_no_number_either(world, aiko, client):
    """Beside it the control: after the review has begun, a page names another version than before."""
    submitted, call = in_state(world, aiko, "submitted"), call_with(world)
    client.force_login(aiko)
    opened = client.get(address("own_application_move", submitted))
    reviewed = make(submitted, "review", None)
    decided = make(in_review(world, call, aiko), "decide_decline", None)
    found = []
    for application in (reviewed, decided):
        way = address("own_application_move", application)
        answer = client.post(way, {**boxes(opened), "version": "1"})
        assert answer.status_code == 409
        found.append(boxes(answer)["version"])
    assert found[0] == found[1] == boxes(client.get(way))["version"] != boxes(opened)["version"]


def test_the_list_and_the_first_page_say_the_same_of_both(pair, aiko, client):
    client.force_login(aiko)
    for way in ("/en/applications/", "/en/"):
        text = client.get(way).content.decode().lower()
        main = re.search(r"<main.*?</main>", text, re.DOTALL)
        assert main
        for words in OFFICE_WORDS:
            assert words not in main[0], way


@pytest.mark.parametrize("name", [row.name for row in APPLICATION_MOVES.moves.values() if row.by_person])
def test_a_move_that_is_refused_names_the_state_as_the_applicant_knows_it(pair, aiko, name):
    """Straight at the service, as a page would come to it that forgot to ask first."""
    if APPLICATION_MOVES.allowed("decided", name):
        assert name == "withdraw"
        return
    sentences = []
    for application in pair:
        with pytest.raises(MoveRefused) as refused:
            machine.move(application, name, Step(), by=aiko, now=NOW)
        sentences.append(str(refused.value))
    assert sentences[0] == sentences[1]


def test_the_moves_of_the_office_name_it_as_the_office_does(pair, sato):
    """The control: the words that are looked for above exist, and the office reads them."""
    with pytest.raises(MoveRefused) as refused:
        machine.move(pair[1], "review", Step(), by=sato, now=NOW)
    assert str(STATES["decided"].office) in str(refused.value)
    assert str(STATES["decided"].office) != str(STATES["in_review"].office)


def test_every_move_of_the_applicant_is_refused_in_the_words_for_the_applicant():
    assert {row.name for row in APPLICATION_MOVES.moves.values() if row.by_person} == {
        row.name for row in APPLICATION_MOVES.moves.values() if row.may is is_own
    }
