"""The list of nominations as a file, pasted or handed in again as it is: every row tells of the nomination that is there, and nothing
is to be sent."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from mobility.models import ImportBatch, Nomination
from mobility.nomination_moves import LIVING
from tests.factories import PersonFactory, World
from tests.import_kinds import problems, rows_of
from tests.list_files import content_of

from .nominated import RECEIVER_WAYS, SENDER_WAYS, agreed, come, inbound

WAYS = {**SENDER_WAYS, **RECEIVER_WAYS}
LANGUAGES = ("ja", "en", "ru")
FAMILIES = (
    ("Белов", "Belov"), ("Волков", "Volkov"), ("Громов", "Gromov"), ("Дроздов", "Drozdov"), ("Ершов", "Ershov"),
    ("Зимин", "Zimin"), ("Котов", "Kotov"), ("Лебедев", "Lebedev"), ("Морозов", "Morozov"),
)  # fmt: skip


@pytest.fixture
def desk(world: World, sato: User, petrova: User, sign_in: Any) -> Client:
    """A representative whose institution has a nomination in every state of either side, but for drafts."""
    agreed(world)
    for number, (state, way) in enumerate(WAYS.items()):
        if state == "draft":
            continue
        family, latin = FAMILIES[number]
        names = [("cyrillic", family, "Иван", ""), ("latin", latin, "Ivan", "")]
        person = PersonFactory(nationality="RU", student_number=f"K-{number}", names=names)
        way = way if state != "cancelled" else (("send", "sender"), *way)
        come(inbound(world, petrova, person=person), way, sender=petrova, receiver=sato)
    client: Client = sign_in(petrova)
    return client


def exported(desk: Client, kind: str, language: str) -> bytes:
    with override(language):
        return content_of(desk.get(reverse(f"mobility:nomination_list_{kind}"), {"direction": "inbound"}))


def taken(desk: Client, language: str, **sent: Any) -> ImportBatch:
    """The columns are left as they were understood."""
    with override(language):
        desk.post(reverse("mobility:import_start"), {"kind": "nominations", "text": "", **sent})
        batch = ImportBatch.objects.latest("pk")
        columns = reverse("mobility:import_columns", args=[batch.uid])
        form = desk.get(columns).context["form"]
        desk.post(columns, {name: form[name].value() or "" for name in form.fields})
    batch.refresh_from_db()
    return batch


def as_text(data: bytes) -> str:
    """What is copied out of a spreadsheet that holds the file."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    return "\r\n".join("\t".join(row) for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", ["xlsx", "csv", "paste"])
def test_every_row_of_the_list_is_the_nomination_it_tells_of(desk: Client, way: str, language: str) -> None:
    data = exported(desk, "xlsx" if way == "xlsx" else "csv", language)
    before = list(Nomination.objects.order_by("pk").values())
    sent = {"text": as_text(data)} if way == "paste" else {"file": SimpleUploadedFile(f"list.{way}", data)}
    batch = taken(desk, language, **sent)
    assert [row.verdict for row in rows_of(batch)] == ["same"] * Nomination.objects.count(), problems(batch)
    assert list(Nomination.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_control_rows_that_say_another_year_are_not_the_same(desk: Client, language: str) -> None:
    """But for what is called off: of that a table tells no facts."""
    text = as_text(exported(desk, "csv", language))
    batch = taken(desk, language, text=text.replace("2030", "2032").replace("2031", "2033"))
    called_off = Nomination.objects.exclude(LIVING).count()
    verdicts = [row.verdict for row in rows_of(batch)]
    assert called_off == 2
    assert (verdicts.count("same"), verdicts.count("wrong")) == (called_off, len(verdicts) - called_off)


@pytest.mark.parametrize("language", LANGUAGES)
def test_control_a_file_read_by_another_language_says_the_same(desk: Client, language: str) -> None:
    """The heads of a file are known in every language, whoever hands it in."""
    other = LANGUAGES[LANGUAGES.index(language) - 1]
    batch = taken(desk, other, text=as_text(exported(desk, "csv", language)))
    assert {row.verdict for row in rows_of(batch)} == {"same"}, problems(batch)
