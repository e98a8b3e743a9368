"""Activity Reports as tests need them: made by the services, in each state."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from kanazawa_exchange.accounts.models import Purpose, User
from kanazawa_exchange.accounts.queries.consents import text_in_force
from kanazawa_exchange.accounts.services import consents as service
from kanazawa_exchange.accounts.services.consents import Shown
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from kanazawa_exchange.lib.typed_boxes import Change, stamp_of
from mobility.models import ActivityReport, Mobility, ReportPhoto
from mobility.services.activity_reports import moving, writing
from tests import consents
from tests.factories import World
from tests.mobility.paths import in_state

NOW = datetime(2019, 3, 1, 3, 0, tzinfo=UTC)
WORDS = {
    "title": "Байкал зимой",
    "text": "Лёд **прозрачный**, и под ним видно дно.",
    "happened_on": "2019-02-18",
    "city": "kazan",
}
WHY = {"return": "The second sentence names somebody.", "take_down": "Asked for by the host."}
WAYS: Mapping[str, tuple[str, ...]] = {
    "draft": (),
    "submitted": ("submit",),
    "published": ("submit", "publish"),
    "returned": ("submit", "return"),
    "withdrawn": ("withdraw",),
}
OF_AUTHORS = ("submit", "withdraw")


def agrees(user: User, purpose: Purpose = Purpose.PUBLICATION_OF_TEXT, *, now: datetime = NOW) -> None:
    """The author agrees to the text in force, which is written where there is none."""
    shown = text_in_force(purpose, clock.tokyo_date(now)) or consents.text(purpose)
    service.give(consents.person_of(user), purpose, Shown(shown, "ja"), by=user, now=now)


def withdraws(user: User, purpose: Purpose = Purpose.PUBLICATION_OF_TEXT, *, now: datetime = NOW) -> None:
    service.withdraw(consents.person_of(user), purpose, by=user, now=now)


def agrees_to_photos(user: User, *photos: ReportPhoto, now: datetime = NOW) -> None:
    """The author agrees to the publication of each of these photos."""
    purpose = Purpose.PUBLICATION_OF_PHOTO
    shown = Shown(text_in_force(purpose, clock.tokyo_date(now)) or consents.text(purpose), "ja")
    for photo in photos:
        service.give(consents.person_of(user), purpose, shown, scope=photo.scope, by=user, now=now)


def begun(world: World, office: User, author: User, *, language: str = "ru", now: datetime = NOW) -> ActivityReport:
    """An empty draft of somebody who has been in Kazan."""
    person = consents.person_of(author)
    stay = Mobility.objects.filter(person=person).first() or in_state(world, office, "returned", person=person)
    return writing.begin(stay, language=language, by=author, now=now)


def typed(report: ActivityReport, by: User, *, now: datetime = NOW, **words: str) -> ActivityReport:
    """What an author types on a device that has seen what stands there; it is taken."""
    before = writing.standing(report, by)
    changes = [Change(key, text, stamp_of(before[key])) for key, text in words.items()]
    saved = writing.save(report, changes, by=by, now=now)
    assert (saved.errors, saved.newer) == ({}, {})
    return moving.rows().get(pk=report.pk)


def moved(report: ActivityReport, name: str, by: User, *, now: datetime = NOW, **step: Any) -> ActivityReport:
    return moving.move(report, name, Step(**{"reason": WHY.get(name, ""), **step}), by=by, now=now)


def written(
    world: World, office: User, author: User, status: str = "draft", *, now: datetime = NOW, **words: str
) -> ActivityReport:
    """A whole report that has come into this state move by move."""
    report = typed(begun(world, office, author, now=now), author, now=now, **(WORDS | words))
    agrees(author, now=now)
    for name in WAYS[status]:
        report = moved(report, name, author if name in OF_AUTHORS else office, now=now)
    return report
