"""Whoever chooses the known person after the question about namesakes takes the stay along."""

import html
import re
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import KeptForm, Person, User
from kanazawa_exchange.accounts.views import marks
from mobility.models import Mobility
from tests.factories import PersonFactory, World

from .creating import mark_of, stay
from .test_kept_forms import boxes


@pytest.mark.parametrize(
    "more",
    [
        {"note": "Comes by ship.\r\nArrives at night."},
        {"fundings-TOTAL_FORMS": "1", "fundings-0-source": "jasso", "fundings-0-monthly_yen": "80000", "note": "二"},
    ],
)
def test_the_stay_goes_with_the_person(world: World, sato: User, sign_in: Any, more: dict[str, str]) -> None:
    known = PersonFactory(names=[("latin", "FIGURE", "TWICE", "")])
    browser = sign_in(sato)
    page = f"/en/mobility-records/register/?run={world.inbound.uid}&person=new"
    typed = {"latin_family": "FIGURE", "latin_given": "TWICE", **stay(world), **more}
    asked = browser.post(page, {**typed, "person": "new", marks.FIELD: mark_of(browser.get(page))})
    assert Mobility.objects.count() == 0

    link = next(
        html.unescape(address)
        for address in re.findall(r'href="([^"]+)"', asked.content.decode())
        if f"person={known.uid}" in address
    )
    chosen = browser.get(link)

    shown = boxes(chosen)
    for name in ("run", "sending", "receiving", "planned_starts_on", "planned_ends_on", *more):
        if name in shown:
            assert shown[name].replace("\r\n", "\n") == typed[name].replace("\r\n", "\n"), name
    assert "note" in shown
    answer = browser.post(link, {**typed, "person": str(known.uid), marks.FIELD: mark_of(chosen)})
    assert answer.status_code == 302, answer.content.decode()
    record = Mobility.objects.get()
    assert (record.person, record.note) == (known, more["note"].replace("\r\n", "\n"))
    assert record.fundings.count() == ("fundings-0-source" in more)
    assert Person.objects.filter(names__family="FIGURE").count() == 1
    assert not KeptForm.objects.exists()
