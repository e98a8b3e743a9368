"""S20: whatever stands in a text of the office, a partner or an author, nothing of it comes alive where everybody reads it.

Every column of text of every record is filled with texts that try to, straight into the database, past all that forms refuse. Then
every address that answers the anonymous is asked for, in each language: a page has no element and no attribute that it has not with
harmless texts, apart from what marks make; feeds and calendars can be read, and have as many entries as before.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time
from html.parser import HTMLParser
from typing import Any

import pytest
from defusedxml import ElementTree
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.translation import override
from icalendar import Calendar

from kanazawa_exchange.accounts.models import Picture, Purpose, StoredFile, User
from kanazawa_exchange.lib import clock, mails
from kanazawa_exchange.lib.mail import message_of
from kanazawa_exchange.lib.uploads import renditions
from mobility.models import ActivityReport, ReportAuthor, ReportPhoto
from mobility.services.activity_reports import photos
from partners.models import Contact, Office
from programs.models import RequiredDocument, Requirement
from tests import factories, field_catalogue
from tests.attacks import ADDRESS, HARMLESS, PAYLOADS, alive
from tests.lib import corpus
from tests.mobility.activity_reports.published import imported, translated
from tests.mobility.activity_reports.writing import agrees
from tests.permission_rows import Row
from tests.permissions.table import all_rows, build_world, undone
from tests.uploads.corpus import picture, scene, upload

pytestmark = pytest.mark.django_db
LANGUAGES = ("ja", "en", "ru")
APPS = ("accounts", "partners", "programs", "mobility", "rubric", "reports")
MACHINE = (models.SlugField, models.EmailField, models.URLField, models.UUIDField)
CODES = {
    "time_zone", "zone", "country", "language", "state", "status", "kind", "code", "script", "record_type", "weekdays",
}  # fmt: skip
"""Columns that hold words of the portal, not of people."""
AUTHORS = {
    ("ActivityReportTranslation", "title"), ("ActivityReportTranslation", "text"), ("PersonName", "family"),
    ("ReportAuthor", "penname"), ("ReportAuthor", "affiliation"),
}  # fmt: skip
"""What people give to the public of their own will; the catalogue calls it personal."""
ELSEWHERE = {
    ("ConsentText", "text"), ("CountrySheet", "measures"), ("CountrySheet", "source"), ("CountrySheet", "summary"),
    ("Criterion", "help"), ("Criterion", "name"), ("InstitutionGroup", "basis"), ("Instrument", "introduction"),
    ("Instrument", "name"), ("Item", "note"), ("Item", "prompt"), ("Option", "text"), ("Question", "help"),
    ("Question", "text"), ("QuestionOption", "text"), ("Rubric", "name"),
}  # fmt: skip
"""Read by whoever has signed in alone; nothing of it is personal."""
KEPT = {("Ability", "definition"), ("Ability", "name"), ("Descriptor", "text"), ("Level", "caption")}
"""Of a rubric in use: the database itself lets nobody change them."""
SEARCHED = {("Institution", "aliases")}
"""Printed nowhere."""
MARK = re.compile("QQ([A-Za-z]+)xx([a-z]+)QQ")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What the forms refuse (tests/lib/test_fields.py), and XML and databases with them."""
EDGES = [corpus.value(item) for item in corpus.ITEMS if item["kind"] == "text"]
TEXTS = [FORBIDDEN.sub("", text) for text in (*PAYLOADS, *EDGES)]
ROUNDS = [TEXTS[start::2] for start in range(2)]
PLAIN = "雪の**金沢**で [学](https://example.org/) んだこと svg\n\n- Winter\n- зима\n\n> 1\n"
MADE_BY_MARKS = {(tag, names[:count]) for tag, names in HARMLESS.items() for count in range(len(names) + 1)}
Kinds = set[tuple[str, tuple[str, ...]]]
"""Elements with the names of their attributes."""
ADDRESSES = ("href", "src", "action", "formaction", "poster", "srcset")


# --- What is read ----------------------------------------------------------------------------------------------------


@dataclass
class Read(HTMLParser):
    """A page: kinds of elements with their attributes' names, addresses, data for machines."""

    kinds: Kinds = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    data: list[str] = field(default_factory=list)
    is_data: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.kinds.add((tag, tuple(name for name, _value in attrs)))
        self.addresses |= {str(value) for name, value in attrs if name in ADDRESSES}
        self.is_data = ("type", "application/ld+json") in attrs
        if self.is_data:
            self.data.append("")

    def handle_data(self, data: str) -> None:
        if self.is_data:
            self.data[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.is_data = False

    def handle_comment(self, data: str) -> None:
        self.kinds.add(("<!--", ()))

    def handle_pi(self, data: str) -> None:
        self.kinds.add(("<?", ()))


def read(html: str) -> Read:
    page = Read()
    page.feed(html)
    page.close()
    return page


def faults_of_page(html: str, kinds: Kinds) -> Iterator[str]:
    page = read(html)
    new = page.kinds - kinds - MADE_BY_MARKS
    yield from (f"<{tag} {' '.join(names)}>" for tag, names in sorted(new))
    for address in page.addresses:
        if not ADDRESS.match(address) and not re.match(r"[#?]|tel:[-+0-9()]*$|data:image/", address):
            yield f"leads to {address[:60]}"
    for data in page.data:
        json.loads(data)


def parts_of_feed(xml: str) -> Iterator[str]:
    """Its elements; what a reader takes for HTML has none."""
    for node in ElementTree.fromstring(xml.encode()).iter():
        yield node.tag
        if node.get("type") == "html":
            yield from alive(node.text or "")


def parts_of_calendar(text: str) -> Iterator[str]:
    yield from (str(part.name) for part in Calendar.from_ical(text).walk())


PAGE, FEEDS = "text/html", dict.fromkeys(("application/atom+xml", "application/xml", "text/xml"), parts_of_feed)
READERS = {**FEEDS, "text/calendar": parts_of_calendar}


# --- What is written -------------------------------------------------------------------------------------------------


def columns() -> Iterator[tuple[type[models.Model], models.Field]]:
    """Every column for words of people, of every record of ours."""
    for model in apps.get_models():
        if model._meta.app_label not in APPS or hasattr(model, "instance_type"):
            continue
        for column in model._meta.concrete_fields:
            is_text = isinstance(column, models.CharField | models.TextField) and not isinstance(column, MACHINE)
            if is_text and not column.choices and not column.unique and column.name not in CODES:
                yield model, column


def mark(model: type[models.Model], column: models.Field) -> str:
    return f"QQ{model.__name__}xx{column.name.replace('_', '')}QQ"


def fill(text: str) -> None:
    """Each column that the database lets be changed, with its mark before the text."""
    for model, column in columns():
        words = f"{mark(model, column)} {text}"
        if connection.vendor == "postgresql" and column.max_length:
            words = words[: column.max_length]
        with suppress(IntegrityError), transaction.atomic():
            models.QuerySet(model).update(**{column.name: words})
    models.QuerySet(ReportAuthor).filter(person__isnull=False).update(pen_name="")  # else nobody is named


def add_what_the_table_lacks(world: Any) -> None:
    """Of everything that is public there is something: a report with its photo and authors, a contact, an office."""
    _report(world)
    factories.MilestoneFactory(), factories.FaqFactory(program=world.program), factories.DownloadFactory()
    RequiredDocument.objects.create(call=world.open_call, name_en="Letter", help_en="Of a teacher")
    Requirement.objects.create(call=world.open_call, kind="level", values=["master"], note_en="Or higher")
    hours = {"weekdays": "12345", "opens_at": time(9), "closes_at": time(17), "closures_en": "Holidays"}
    Contact.objects.create(institution=world.partner, name_en="Desk", phone="+7 843 233-71-09", **hours)
    Office.objects.create(name_en="Office", run_by=world.home, located_at=world.partner, opened_on=clock.today())


def _report(world: Any) -> None:
    by: User = world.users["coordinator"]
    student: User = world.users["student"]
    for purpose in (Purpose.PUBLICATION_OF_TEXT, Purpose.PUBLICATION_OF_NAME, Purpose.PUBLICATION_OF_AFFILIATION):
        agrees(student, purpose, now=clock.now())
    report = imported(77, by=by, city=world.city, program=world.program, happened_on=clock.today())
    ReportAuthor.objects.create(report=report, person=student.person, order=2, affiliation="KU")
    for language in ("ja", "en"):
        translated(report, language, "Winter", by=by, translator=world.people["translator"])
    report.hosts.add(world.partner)
    world.text_reports = report, _pictured(by, student)


def _pictured(by: User, student: User) -> ActivityReport:
    """A report of an earlier site with a photo, which somebody has added for its authors."""
    report = imported(78, by=by)
    rows: models.QuerySet[ActivityReport] = models.QuerySet(ActivityReport).filter(pk=report.pk)
    helper = ReportAuthor.objects.create(report=report, person=student.person, order=2)
    rows.update(status="draft")
    photo = photos.add(rows.get(), upload(picture("JPEG", scene(400, 300)), "snow.jpg"), by=student, now=clock.now())
    models.QuerySet(ReportPhoto).filter(pk=photo.pk).update(alt="Ice", people="nobody", is_cover=True)
    sizes = [one.name for one in renditions.planned(400, 300)]
    Picture.objects.filter(files=photo.file).update(made_at=clock.now(), renditions=sizes)
    models.QuerySet(ReportAuthor).filter(pk=helper.pk).delete()
    models.QuerySet(StoredFile).filter(pk=photo.file_id).update(owner=None)
    rows.update(status="published")
    return report


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with django_db_blocker.unblock(), override_settings(PUBLIC_PAGE_SECONDS=0), transaction.atomic():
        made = build_world()
        add_what_the_table_lacks(made)
        yield made
        transaction.set_rollback(True)


def addresses(world: Any, language: str) -> list[str]:
    """All that answer the anonymous with something."""
    rows: Iterable[Row] = (row for row in all_rows() if row.method == "GET" and row.status("anonymous") == 200)
    with override(language):
        found = [reverse(row.name, kwargs=row.kwargs(world)) + (f"?{row.query}" if row.query else "") for row in rows]
        found += [reverse("mobility:activity_report_detail", args=[report.slug]) for report in world.text_reports]
        found.append(reverse("mobility:activity_report_list") + "?q=svg")
    return list(dict.fromkeys(found))


def expected(language: str) -> set[tuple[str, str]]:
    """The columns that the field catalogue calls public, in this language, but those that are read after the sign-in alone."""
    public = {(entry.model, entry.field) for entry in field_catalogue.read() if entry.kind == "public"}
    found = set(AUTHORS)
    for model, column in columns():
        name = field_catalogue.base_field(model, column.name)
        is_translated = any(other.name == f"{name}_ja" for other in model._meta.concrete_fields)
        is_of_language = column.name == (f"{name}_{language}" if is_translated else name)
        if (
            is_of_language
            and (model.__name__, name) in public
            and (model.__name__, name) not in ELSEWHERE | KEPT | SEARCHED
        ):
            found.add((model.__name__, column.name.replace("_", "")))
    return found


@dataclass(frozen=True)
class Answer:
    kind: str
    text: str


def answers(world: Any, language: str) -> dict[str, Answer]:
    client, found = Client(), {}
    for address in addresses(world, language):
        answer = client.get(address)
        assert answer.status_code == 200, address
        if not answer.streaming:
            found[address] = Answer(answer["Content-Type"].split(";")[0], answer.content.decode())
    return found


def faults(harmless: dict[str, Answer], found: dict[str, Answer]) -> Iterator[str]:
    """Pages have the kinds of elements that some harmless page has; a feed has the very parts that it had."""
    kinds = set().union(*(read(answer.text).kinds for answer in harmless.values() if answer.kind == PAGE))
    for address, answer in found.items():
        if answer.kind == PAGE:
            yield from (f"{address}: {fault}" for fault in faults_of_page(answer.text, kinds))
        elif reader := READERS.get(answer.kind):
            was, now = (list(reader(text)) for text in (harmless[address].text, answer.text))
            if was != now:
                yield f"{address}: other parts than before"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_comes_alive_where_everybody_reads_it(world: Any, language: str) -> None:
    seen: set[tuple[str, str]] = set()
    with undone():
        fill(PLAIN)
        harmless = answers(world, language)
        for texts in ROUNDS:
            fill(" ".join(texts))
            found = answers(world, language)
            assert list(faults(harmless, found)) == []
            seen |= {pair for answer in found.values() for pair in MARK.findall(answer.text)}
    assert ", ".join(map(".".join, sorted(expected(language) - seen))) == "", (
        "it stands on no page: the test looks at nothing"
    )


@pytest.mark.usefixtures("prints_differently")
def test_control_one_text_drawn_as_it_is_comes_alive(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.template.base.conditional_escape", str)
    with undone():
        fill(PLAIN)
        harmless = answers(world, "en")
        fill(" ".join(PAYLOADS[:20]))
        assert len(list(faults(harmless, answers(world, "en")))) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_plain_text_whatever_stands_in_it(language: str) -> None:
    words = " ".join(" ".join(TEXTS).split())
    for kind in mails.kinds():
        if body := kind.texts[language].body if kind.texts else "":
            text = mails.filled(body, dict.fromkeys(kind.names, words))
            letter = Letter("Subject", text, "anna@example.org", "<1@example.org>", clock.now())
            message = message_of(letter).message()
            assert (message.get_content_type(), message.is_multipart()) == ("text/plain", False)
            payload: Any = message.get_payload(decode=True)
            assert words in " ".join(payload.decode().split()), kind.code


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    address: str
    message_id: str
    written_at: datetime
