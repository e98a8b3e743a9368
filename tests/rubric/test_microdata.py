"""The anonymised file of the office: what stands in it, what never does, and that no row stands alone in the file itself."""

import csv
import io
import re
from collections import Counter
from random import Random
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from kanazawa_exchange.accounts.models import AuditEvent, User
from mobility.models import Mobility
from programs.models import ProgramRun
from rubric.models import Instrument, PublicGroup
from rubric.services.scoring import score_one
from tests import factories
from tests.rubric import scoring_worlds, surveys, versions

pytestmark = pytest.mark.django_db
TRAITS = ("project", "fiscal_year", "direction", "programme", "programme_group", "level", "level_group")
PAGE = "/en/office/surveys/microdata/"


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return surveys.questionnaire(versions.first(sato))


def answered(instrument: Instrument, run: ProgramRun, stays: list[Mobility], *, locked: bool = True) -> None:
    """Everybody answers both waves, which are locked then."""
    chance = Random(f"{run.program.code} {run.direction} {run.fiscal_year}")
    for moment in ("pre", "post"):
        wave = surveys.wave(run, instrument, moment)
        for stay in stays:
            levels = surveys.levels(instrument, *(chance.choice((0, 1, 2, 3)) for _ability in range(5)))
            score_one(surveys.answered(wave, stay, levels, remarks={"remark": "MARKREMARK"}))
        if locked:
            wave.status = "locked"
            wave.save()


def finished(instrument: Instrument, stays: dict[ProgramRun, list[Mobility]]) -> None:
    """The year is answered, locked, scored and published."""
    for run, own in stays.items():
        answered(instrument, run, own)
    scoring_worlds.scored(instrument.rubric_version)


def travelled(world: Any, run: ProgramRun, count: int, **fields: Any) -> list[Mobility]:
    return [world.sent(run=run, **fields) for _person in range(count)]


def rows(office: Client) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(office.get(f"{PAGE}csv/").content.decode("utf-8-sig"))))


def test_no_row_of_the_file_stands_alone(world: Any, instrument: Instrument, sato: User, sign_in: Any) -> None:
    cultural = [*travelled(world, world.outbound, 7), *travelled(world, world.outbound, 2, level="master")]
    basic = [*travelled(world, world.basic_outbound, 4, level="doctor"), *travelled(world, world.basic_outbound, 2)]
    finished(instrument, {world.outbound: cultural, world.basic_outbound: basic})

    classes = Counter(tuple(row[name] for name in TRAITS) for row in rows(sign_in(sato)))

    assert classes == {
        ("russia", "2018", "outbound", "cultural", "undergraduate", "*", "*"): 9,
        ("russia", "2018", "outbound", "basic", "graduate", "*", "*"): 6,
    }


def test_the_programme_stands_only_where_its_group_is_public(
    world: Any, instrument: Instrument, sato: User, sign_in: Any
) -> None:
    """Else the rows of seven people, taken from the public figures of all eleven, would leave those of four."""
    stays = {world.outbound: travelled(world, world.outbound, 4)}
    stays[world.inbound] = [world.received() for _person in range(7)]
    stays[world.basic_outbound] = travelled(world, world.basic_outbound, 9)
    basic_inbound = factories.RunFactory(program=world.basic, direction="inbound")
    stays[basic_inbound] = [world.received(run=basic_inbound) for _person in range(8)]
    finished(instrument, stays)

    found = Counter((row["direction"], row["programme"]) for row in rows(sign_in(sato)))

    shown = {
        (group.direction, group.program.code)
        for group in PublicGroup.objects.exclude(pairs=None).exclude(program=None).exclude(direction="")
        if group.program
    }
    assert ("outbound", "cultural") not in shown
    assert {place for place in found if place[1] != "*"} <= shown
    assert found["outbound", "*"] >= 5


def test_of_a_direction_that_is_withheld_there_is_no_row(
    world: Any, instrument: Instrument, sato: User, sign_in: Any
) -> None:
    stays = {world.outbound: travelled(world, world.outbound, 12)}
    stays[world.inbound] = [world.received() for _person in range(3)]
    finished(instrument, stays)
    office = sign_in(sato)
    withheld = set(PublicGroup.objects.filter(program=None, pairs=None).values_list("direction", flat=True))
    assert "inbound" in withheld
    assert {row["direction"] for row in rows(office)}.isdisjoint(withheld)
    assert "or their direction is withheld" in office.get(PAGE).content.decode()


def test_nothing_of_a_person_is_in_the_file(world: Any, instrument: Instrument, sato: User, sign_in: Any) -> None:
    stays = travelled(world, world.outbound, 6)
    finished(instrument, {world.outbound: stays})
    office = sign_in(sato)
    texts = [office.get(f"{PAGE}{file}/").content.decode("utf-8-sig") for file in ("csv", "codebook")]
    texts.append(office.get(PAGE).content.decode())
    for text in texts:
        for word in ("MARKREMARK", "Kazan Federal", "kazan-federal", *(stay.person.student_number for stay in stays)):
            assert word not in text
    assert set(rows(office)[0]) == {
        *TRAITS,
        *(
            f"{ability.code}_{when}"
            for ability in instrument.rubric_version.abilities.all()
            for when in ("before", "after")
        ),
    }


def test_a_year_with_an_open_wave_is_not_in_the_file(
    world: Any, instrument: Instrument, sato: User, sign_in: Any
) -> None:
    answered(instrument, world.outbound, travelled(world, world.outbound, 6))
    answered(instrument, world.inbound, [world.received()], locked=False)
    scoring_worlds.scored(instrument.rubric_version)
    assert rows(sign_in(sato)) == []


def test_who_answered_once_is_not_in_the_file(world: Any, instrument: Instrument, sato: User, sign_in: Any) -> None:
    stays = travelled(world, world.outbound, 8)
    wave = surveys.wave(world.basic_outbound, instrument, "pre", status="closed")
    for stay in travelled(world, world.basic_outbound, 6):
        score_one(surveys.answered(wave, stay, surveys.levels(instrument, 1, 1, 1, 1, 1)))
    wave.status = "locked"
    wave.save()
    finished(instrument, {world.outbound: stays})

    assert len(rows(sign_in(sato))) == 8


def test_public_figures_less_rows_leave_nothing_or_what_is_public(
    world: Any, instrument: Instrument, sato: User, sign_in: Any
) -> None:
    """Eight masters and one bachelor in one programme, eight and four in the other: nobody stands alone by subtraction."""
    stays = {
        world.outbound: [
            *travelled(world, world.outbound, 8, level="master"),
            *travelled(world, world.outbound, 1, level="bachelor"),
        ],
        world.basic_outbound: [
            *travelled(world, world.basic_outbound, 8, level="master"),
            *travelled(world, world.basic_outbound, 4, level="bachelor"),
        ],
    }
    finished(instrument, stays)

    listed = Counter((row["direction"], row["programme"]) for row in rows(sign_in(sato)))

    assert listed
    for group in PublicGroup.objects.exclude(pairs=None).exclude(program=None).exclude(direction=""):
        assert group.program
        assert listed[group.direction, group.program.code] in (0, group.pairs)


def test_the_workbook_has_rows_and_codebook_in_the_language_of_the_reader(
    world: Any, instrument: Instrument, sato: User, sign_in: Any
) -> None:
    finished(instrument, {world.outbound: travelled(world, world.outbound, 6)})
    answer = sign_in(sato).get(PAGE.replace("/en/", "/ja/") + "xlsx/")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["行", "符号表"]
    assert book["行"].max_row == 7
    words = {str(cell.value) for row in book["符号表"].iter_rows() for cell in row}
    assert "違いを尊重し、双方が納得できる関わり方を仲間とともにつくっている。" in words
    assert any("l-多様性" in word for word in words)
    assert any("本プロジェクトの案（未確認）" in word for word in words)
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("符号表", "違いを尊重し、双方が納得できる関わり方", "回答なし")),
        ("en", ("Codebook", "k-anonymity", "noanswer,whichisnotlevel0")),
        ("ru", ("Кодоваякнига", "k-анонимность", "нетответа")),
    ],
)
def test_the_codebook_is_printed_in_the_language_of_the_reader(
    world: Any, instrument: Instrument, sato: User, sign_in: Any, language: str, words: tuple[str, ...]
) -> None:
    finished(instrument, {world.outbound: travelled(world, world.outbound, 6)})
    answer = sign_in(sato).get(PAGE.replace("/en/", f"/{language}/") + "codebook/pdf/")
    assert f'filename="codebook-{language}-' in answer["Content-Disposition"]
    text = "".join("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.content)).pages).split())
    assert "fiscal_year" in text
    assert "cultural-tolerance_before" in text
    for word in words:
        assert "".join(word.split()) in text


def test_a_code_that_looks_like_a_formula_is_a_text(
    world: Any, instrument: Instrument, sato: User, sign_in: Any
) -> None:
    world.cultural.code = "-cmd"
    world.cultural.save()
    finished(instrument, {world.outbound: travelled(world, world.outbound, 5)})
    assert {row["programme"] for row in rows(sign_in(sato))} == {"'-cmd"}


def test_the_ledger_notes_each_download(world: Any, instrument: Instrument, sato: User, sign_in: Any) -> None:
    finished(instrument, {world.outbound: travelled(world, world.outbound, 6)})
    office = sign_in(sato)
    for address in ("", "codebook/", "csv/", "xlsx/"):
        b"".join(office.get(PAGE + address))
    noted = AuditEvent.objects.filter(event="list_exported", actor=sato).order_by("pk")
    assert list(noted.values_list("detail", flat=True)) == ["microdata csv 6", "microdata xlsx 6"]


def test_the_page_says_how_many_are_left_out_and_what_is_handed_on_does_not(
    world: Any, instrument: Instrument, sato: User, sign_in: Any
) -> None:
    """Four are a group that is withheld: whoever reads the codebook is not told that they are four."""
    finished(instrument, {world.outbound: travelled(world, world.outbound, 4)})
    office = sign_in(sato)
    assert rows(office) == []
    page = " ".join(office.get(PAGE).content.decode().split())
    assert 'left out</th> <td class="n">4</td>' in page
    handed_on = [office.get(f"{PAGE}codebook/").content.decode("utf-8-sig")]
    handed_on += ["".join(one.extract_text() for one in PdfReader(io.BytesIO(printed(office))).pages)]
    for text in handed_on:
        assert "How many these are is not told" in " ".join(text.split())
        assert not re.search(r"(?<![-\d])4(?![-\d])", re.sub(r"\d{4}|FY\d+", "", text).split("abilit")[0])


def printed(office: Client) -> bytes:
    answer: bytes = office.get(f"{PAGE}codebook/pdf/").content
    return answer


def test_without_a_rubric_in_use_the_page_says_so(world: Any, sato: User, sign_in: Any) -> None:
    office = sign_in(sato)
    assert "nothing to export" in office.get(PAGE).content.decode()
    for file in ("csv", "xlsx", "codebook", "codebook/pdf"):
        assert "nothing to export" in office.get(f"{PAGE}{file}/", follow=True).content.decode()


def test_one_row_and_three_cost_the_same(
    world: Any, instrument: Instrument, sato: User, sign_in: Any, django_assert_num_queries: Any
) -> None:
    finished(instrument, {world.outbound: travelled(world, world.outbound, 1)})
    office = sign_in(sato)
    office.get(PAGE)
    with django_assert_num_queries(9) as one:
        office.get(PAGE)
    for _program in range(2):
        program = factories.ProgramFactory(project=world.project)
        run = factories.RunFactory(program=program, direction="outbound", fiscal_year=2019)
        answered(instrument, run, travelled(world, run, 8))
    scoring_worlds.scored(instrument.rubric_version)
    with django_assert_num_queries(len(one)):
        office.get(PAGE)
