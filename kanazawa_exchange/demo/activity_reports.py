"""The demo's Activity Reports: each begun from its stay, written, sent in on the consents of its authors, and moderated.

The texts are in `data/activity_reports/`, one file for each language in which they were written. 79 of them were published by the
end of March 2019; some came later, and a few are in every other state.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress

from kanazawa_exchange.accounts.models import Person, Purpose, User
from kanazawa_exchange.accounts.services import editing
from kanazawa_exchange.lib.states import Step
from kanazawa_exchange.lib.typed_boxes import Change, stamp_of
from mobility.models import ActivityReport, Mobility, People, ReportAuthor, TranslationState
from mobility.services.activity_reports import moving, photos, remarking, sending, translating, writing

from . import DEMO_DATE, consents, drawings, letters

FOLDER = Path(__file__).parent / "data" / "activity_reports"
WROTE = ("returned", "completed", "closed")
"""States of the stays of which somebody writes."""
DRAWN_FROM = "2018-11-20"
"""Reports published from this day on have a drawn picture, every third of them a second one: those of the first page of the feed."""
READ_FOR, TRANSLATED_AFTER, CORRECTED_AFTER = timedelta(days=3), timedelta(days=5), timedelta(days=12)
WHY_RETURNED = {
    "ja": "文章はとてもよく書けています。一か所だけ直してください。",
    "ru": "Отчёт хороший, поправьте, пожалуйста, одно место.",
}


@dataclass(frozen=True, kw_only=True)
class Written:
    """One report of the files.

    `stays`: direction, partner, programme and fiscal year of the stays of its authors, who are those numbers of them. `day`: a
    day, or so many from the demo's. Without `published` it is in `status`, and was sent in a few days ago. `remark`: a sentence
    and what is said of it. `corrected`: what stood there first, and what does now; that leaves translations `stale`.
    """

    language: str
    stays: str
    who: Sequence[int]
    day: str | int
    title: str
    text: str
    published: str = ""
    status: str = "published"
    pen_name: str = ""
    is_unnamed: bool = False
    remark: Sequence[str] = ()
    corrected: Sequence[str] = ()
    stale: Sequence[str] = ()
    translations: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def happened_on(self) -> date:
        return date.fromisoformat(self.day) if isinstance(self.day, str) else DEMO_DATE + timedelta(days=self.day)

    @property
    def first_text(self) -> str:
        return self.text.replace(self.corrected[1], self.corrected[0]) if self.corrected else self.text

    @property
    def agreed(self) -> tuple[Purpose, ...]:
        """To what its authors have agreed before it was sent in."""
        named = (Purpose.PUBLICATION_OF_NAME, Purpose.PUBLICATION_OF_AFFILIATION)
        return (Purpose.PUBLICATION_OF_TEXT, *(() if self.pen_name or self.is_unnamed else named))


def texts() -> list[Written]:
    """Every report of the files."""
    files = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
    return [Written(language=language, **row) for language, rows in files.items() for row in rows]


def enter(users: Mapping[str, User], *, now: datetime) -> None:
    """All of them, through the services that authors and moderators use; each author gets an account."""
    desk = Desk(users, now)
    for number, one in enumerate(texts()):
        desk.enter(one, number)


class Desk:
    """Enters reports one after the other, and remembers whose accounts it has made."""

    def __init__(self, users: Mapping[str, User], now: datetime) -> None:
        self.now, self.moderator, self.password = now, users["suzuki"], users["aiko"].password
        self.accounts = {user.person_id: user for user in users.values()}
        self.stays = _stays()

    def enter(self, one: Written, number: int) -> None:
        decided = datetime.fromisoformat(one.published) if one.published else self.now - timedelta(days=2)
        report, authors = self._write(one, decided - READ_FOR - timedelta(hours=20))
        if one.published >= DRAWN_FROM:
            self._draw(report, number, authors[0], decided - READ_FOR - timedelta(hours=10))
        if one.status == "draft":
            return
        for author in authors:
            self._agree(one, report, author, decided - READ_FOR - timedelta(hours=1))
        report = self._send(report, authors, decided - READ_FOR)
        self._decide(one, report, authors[0], decided)
        letters.taken(decided)
        if one.translations:
            self._translate(one, report, decided + TRANSLATED_AFTER)
        if one.corrected:
            self._correct(one, report, authors, decided + CORRECTED_AFTER)

    def _write(self, one: Written, at: datetime) -> tuple[ActivityReport, list[User]]:
        stays = [self.stays[one.stays][number] for number in one.who]
        authors = [self._account(stay.person, one.language) for stay in stays]
        report = writing.begin(stays[0], language=one.language, by=authors[0], now=at)
        first = report.authors.get()
        for order, stay in enumerate(stays[1:], start=2):
            fellow = ReportAuthor(report=report, person=stay.person, order=order, affiliation=first.affiliation)
            editing.write(fellow, by=authors[0])
        words = {"title": one.title, "text": one.first_text, "happened_on": one.happened_on.isoformat()}
        self._type(report, words | ({"pen_name": one.pen_name} if one.pen_name else {}), authors[0], at)
        return report, authors

    def _draw(self, report: ActivityReport, number: int, by: User, at: datetime) -> None:
        """Pictures of the place, with words for whoever does not see them; nobody is in them."""
        city = report.city.slug if report.city else ""
        shown = dict.fromkeys([drawings.scene_for(city, number), *(["houses"] if number % 3 == 0 else [])])
        for scene in shown:
            photo = photos.add(report, drawings.drawn(scene, number), by=by, now=at)
            words = drawings.SCENES[scene][1][report.language]
            changes = [Change(f"alt-{photo.uid}", words), Change(f"people-{photo.uid}", People.NOBODY)]
            photos.describe(report, changes, by=by, now=at)

    def _agree(self, one: Written, report: ActivityReport, author: User, at: datetime) -> None:
        for purpose in one.agreed:
            consents.agree(author, purpose, now=at)
        for photo in report.photos.all():
            consents.agree(author, Purpose.PUBLICATION_OF_PHOTO, scope=photo.scope, now=at)

    def _type(self, report: ActivityReport, words: Mapping[str, str], by: User, at: datetime) -> None:
        before = writing.standing(report, by)
        changes = [Change(box, words[box], stamp_of(before[box])) for box in words]
        saved = writing.save(report, changes, by=by, now=at)
        if saved.errors or saved.newer:
            raise ValueError(f"{words['title']}: {saved.errors or saved.newer}")

    def _account(self, person: Person, language: str) -> User:
        if person.pk not in self.accounts:
            email = f"student-{len(self.accounts)}@example.org"
            user = User.objects.create(email=email, person=person, language=language, password=self.password)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            self.accounts[person.pk] = user
        return self.accounts[person.pk]

    def _send(self, report: ActivityReport, authors: Sequence[User], at: datetime) -> ActivityReport:
        """The others agree to it first, each by themselves; whoever has begun it sends it in."""
        for fellow in authors[1:]:
            sending.agree(report, {}, by=fellow, now=at - timedelta(minutes=30))
        return moving.move(report, "submit", Step(), by=authors[0], now=at)

    def _decide(self, one: Written, report: ActivityReport, author: User, at: datetime) -> None:
        if one.status == "published":
            moving.move(report, "publish", Step(), by=self.moderator, now=at)
        elif one.status == "returned":
            remarking.remark(report, *one.remark, by=self.moderator, now=at)
            moving.move(report, "return", Step(reason=WHY_RETURNED[one.language]), by=self.moderator, now=at)
        elif one.status == "withdrawn":
            moving.move(report, "withdraw", Step(), by=author, now=at)

    # --- After it was published ---

    def _translate(self, one: Written, report: ActivityReport, at: datetime) -> None:
        for language, (title, text) in one.translations.items():
            words = {"title": title, "text": text}
            translating.keep(report.uid, language, words, by=self.moderator, now=at, version=None)

    def _correct(self, one: Written, report: ActivityReport, authors: Sequence[User], at: datetime) -> None:
        """Returned once more and corrected; the translator has looked at some translations since, others are not shown."""
        moving.move(report, "return", Step(reason=WHY_RETURNED[one.language]), by=self.moderator, now=at)
        self._type(moving.rows().get(pk=report.pk), {"title": one.title, "text": one.text}, authors[0], at)
        self._send(report, authors, at + timedelta(hours=2))
        moving.move(report, "publish", Step(), by=self.moderator, now=at + READ_FOR)
        for row in report.texts.filter(state=TranslationState.DRAFT).exclude(language__in=one.stale):
            words = {"title": row.title, "text": row.text}
            translating.keep(report.uid, row.language, words, by=self.moderator, now=at + READ_FOR, version=row.version)
        letters.taken(at + READ_FOR)


def _stays() -> Mapping[str, Sequence[Mobility]]:
    """Direction, partner, programme and fiscal year → students who were there, in the order in which they were entered."""
    rows = Mobility.objects.filter(category="student", status__in=WROTE).order_by("pk")
    found: dict[str, list[Mobility]] = defaultdict(list)
    for stay in rows.select_related("run__program", "person", "sending__city", "receiving__city"):
        partner = stay.receiving if stay.run.direction == "outbound" else stay.sending
        found[f"{stay.run.direction} {partner.slug} {stay.run.program.code} {stay.run.fiscal_year}"].append(stay)
    return found
