"""The forms that create something: their pages, what is typed, what they count; and many posts of one of them at once."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client

from kanazawa_exchange.accounts.models import Invitation, Person, User
from kanazawa_exchange.accounts.views.marks import FIELD
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from partners.models import Agreement, City, Institution
from programs.models import Committee, ProgramRun, Seat, TargetPlan
from tests import factories

POSTS = 8


@dataclass(frozen=True)
class Creating:
    """`page(world)` shows the form, `typed(world)` is what it is sent with, `count()` tells how many of its results there are."""

    page: Callable[[Any], str]
    typed: Callable[[Any], dict[str, Any]]
    count: Callable[[], int]
    without_key: int | None = None
    """Results of as many posts without a key, where every one gives another; None where the service refuses the others."""


def stay(world: Any) -> dict[str, Any]:
    """The boxes of an inbound stay of the run of the world."""
    start = clock.today() + timedelta(days=40)
    rows = {f"{name}-{part}": "0" for name in ("legs", "fundings") for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return {
        **rows,
        "run": str(world.inbound.uid),
        "sending": str(world.kazan.uid),
        "receiving": str(world.kanazawa.uid),
        "category": "student",
        "activity": "studies",
        "mode": "in_person",
        "level": "bachelor",
        "planned_starts_on": start.isoformat(),
        "planned_ends_on": (start + timedelta(days=20)).isoformat(),
        "note": "Comes by ship.",
        "overruled": f"year:{start}:{world.inbound.fiscal_year}",
    }


def new_person(world: Any) -> dict[str, Any]:
    """`different_person` answers the question about namesakes beforehand: without it the question would hide a missing key."""
    return {"latin_family": "FIGURE", "latin_given": "TWICE", "different_person": "on"}


def known_person() -> Person:
    return factories.PersonFactory(names=[("latin", "Invited", "Guest", "")])


def committee(world: Any) -> Committee:
    return Committee.objects.get_or_create(
        slug="steering", defaults={"project": world.project, "kind": "steering", "name_en": "S", "name_ja": "S"}
    )[0]


def waiting(world: Any) -> list[Mobility]:
    """Two people of one run who are ready to arrive."""
    if not Mobility.objects.exists():
        day = clock.today() - timedelta(days=3)
        fields = {"status": "ready", "planned_starts_on": day, "actual_starts_on": None, "actual_ends_on": None}
        for _number in range(2):
            world.sent(**fields)
    return list(Mobility.objects.order_by("pk"))


def arrivals() -> int:
    return Mobility.objects.filter(status="on_site").count() // 2


def person_page(verb: str) -> Callable[[Any], str]:
    return lambda world: f"/en/roles/people/{known_person().uid}/{verb}/"


def group_page(world: Any) -> str:
    return f"/en/mobility-records/arrivals/?run={waiting(world)[0].run.uid}"


TEXT = {"title_en": "Sent twice", "title_ja": "二度"}
FORMS = {
    "person with stay": Creating(
        lambda w: f"/en/mobility-records/register/?run={w.inbound.uid}&person=new",
        lambda w: {"person": "new", **new_person(w), **stay(w)},
        Mobility.objects.count,
        POSTS,
    ),
    "person": Creating(
        lambda w: "/en/roles/people/add/",
        new_person,
        lambda: Person.objects.filter(names__family="FIGURE").count(),
        POSTS,
    ),
    "agreement": Creating(
        lambda w: "/en/agreements/register/",
        lambda w: {
            **TEXT,
            "type": "exchange",
            "scope": "university",
            "ours": str(w.kanazawa.uid),
            "partner": str(w.kazan.uid),
            "signed_precision": "day",
        },
        Agreement.objects.count,
        POSTS,
    ),
    "invitation": Creating(
        person_page("invite"),
        lambda w: {"email": "guest@example.org", "language": "en"},
        Invitation.objects.count,
        POSTS,
    ),
    "plan": Creating(
        lambda w: "/en/target-plans/create/",
        lambda w: {
            **TEXT,
            "project": w.project.code,
            "first_fiscal_year": "2017",
            "last_fiscal_year": "2018",
            "note_policy": "always",
        },
        TargetPlan.objects.count,
    ),
    "run": Creating(
        lambda w: f"/en/office/programs/{w.cultural.uid}/runs/create/",
        lambda w: {"fiscal_year": "2019", "direction": "outbound", "term": "year"},
        lambda: ProgramRun.objects.filter(fiscal_year=2019).count(),
    ),
    "seat": Creating(
        person_page("seat/add"),
        lambda w: {"committee": str(committee(w).uid), "starts_on": clock.today().isoformat()},
        Seat.objects.count,
    ),
    "group arrival": Creating(
        group_page,
        lambda w: {
            "on": (clock.today() - timedelta(days=1)).isoformat(),
            "members": [str(stay.uid) for stay in waiting(w)],
            "confirm": "1",
        },
        arrivals,
    ),
    "city": Creating(
        lambda w: "/en/office/partners/cities/register/",
        lambda w: {
            "slug": "omsk",
            "name_en": "Omsk",
            "name_ja": "オムスク",
            "country": "RU",
            "time_zone": "Asia/Omsk",
            "latitude": "54.98",
            "longitude": "73.37",
        },
        lambda: City.objects.filter(slug="omsk").count(),
    ),
    "institution": Creating(
        lambda w: "/en/office/partners/institutions/register/",
        lambda w: {"slug": "omsk-university", "name_en": "Omsk", "kind": "university", "city": str(w.kazan.city.uid)},
        lambda: Institution.objects.filter(slug="omsk-university").count(),
    ),
}


def mark_of(answer: HttpResponse) -> str:
    """The mark of the forms on a page."""
    found = re.search(rf'name="{FIELD}" value="([^"]+)"', answer.content.decode())
    assert found, answer.content.decode()[:2000]
    return found[1]


def at_once(user: User, path: str, data: dict[str, Any], posts: int = POSTS) -> list[HttpResponse]:
    """The answers to as many posts of one browser, sent in the same moment."""
    browser = Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    together, answers = threading.Barrier(posts), []

    def send() -> None:
        tab = Client()
        tab.cookies = browser.cookies.copy()
        try:
            together.wait(120)
            answers.append(tab.post(path, data))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _number in range(posts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    return answers
