"""Who sits in a committee or evaluates from outside cannot recover the answers of fewer than five people, whatever they open."""

from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import User
from programs.models import Coordinator
from rubric.models import RubricVersion
from rubric.queries.cohort_runs import Reads
from rubric.suppression import publication
from rubric.suppression.groups import crossed
from rubric.suppression.marks import SMALLEST, Marks
from rubric.views import cohort_question
from tests.factories import LONG_AGO
from tests.rubric import attacks, public_reader, seat_reader, versions
from tests.rubric.cohorts import Counted, ended
from tests.rubric.public_worlds import FEW, brought_out, recovered, withheld

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(sato: User) -> RubricVersion:
    return versions.first(sato)


@pytest.fixture
def seat(mori: User, sign_in: Any) -> Client:
    client: Client = sign_in(mori)
    return client


@pytest.mark.parametrize("who", ["mori", "hayashi"])
def test_no_pair_of_filters_pages_and_files_gives_a_small_group_away(
    world: Any, version: RubricVersion, request: pytest.FixtureRequest, sign_in: Any, who: str
) -> None:
    brought_out(world, version, FEW)

    seen = seat_reader.everything(sign_in(request.getfixturevalue(who)))

    hidden = withheld(seen, FEW)
    assert seen.addresses == 3 * 4  # directions, programmes, and all of them
    assert ("outbound", "basic") in hidden
    assert recovered(FEW, hidden) == set()
    assert seen.pairs["russia-2018", "", ""] == sum(FEW.values())
    groups = crossed(FEW, publication.VIEWS)
    sizes = {counts["outbound", "basic"] for counts in attacks.possible(groups, FEW, hidden, spare=SMALLEST)}
    assert max(sizes) - min(sizes) >= SMALLEST


def test_several_years_and_the_public_page_together_give_none_away(
    world: Any, version: RubricVersion, seat: Client
) -> None:
    other = {**FEW, ("outbound", "basic"): 12, ("inbound", "advanced"): 2}
    for year, finest in {2016: other, 2018: FEW}.items():
        brought_out(world, version, finest, year)

    seen = seat_reader.everything(seat)
    public = public_reader.everything(Client(), ("en",))

    assert {where[0] for where in seen.pairs} == {"russia-2016", "russia-2018"}
    assert set(seen.pairs) <= set(public.pairs)
    for year, finest in {2016: other, 2018: FEW}.items():
        assert recovered(finest, withheld(seen, finest, f"russia-{year}")) == set()


def test_control_whoever_reads_everything_finds_the_small_group(
    world: Any, version: RubricVersion, seat: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought_out(world, version, FEW)
    monkeypatch.setattr(cohort_question, "reads", lambda *_asked: Reads.ALL)
    page = seat.get(seat_reader.AT, {"direction": "outbound", "program": "basic"}).content.decode()
    assert "3 pairs, 0 missing" in " ".join(page.split())
    assert seat.get(f"{seat_reader.AT}csv/", {"direction": "outbound", "program": "basic"}).status_code == 200


def test_control_without_complementary_groups_it_follows_by_subtraction(
    world: Any, version: RubricVersion, seat: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "marked", lambda groups: Marks(groups.small(SMALLEST), frozenset(), 0))
    monkeypatch.setattr(publication, "recoverable", lambda groups, hidden: frozenset())
    brought_out(world, version, FEW)

    hidden = withheld(seat_reader.everything(seat), FEW)

    assert hidden == recovered(FEW, hidden) == {("outbound", "basic")}


def test_a_later_run_with_one_answer_more_changes_nothing(world: Any, version: RubricVersion, seat: Client) -> None:
    """Two runs of the same people would tell of whoever is in one of them only."""
    brought_out(world, version, FEW)
    before = seat_reader.everything(seat)
    later = ended(version, Counted(world.outbound, world.kazan, ((0, 3, 1),)))

    after = seat_reader.everything(seat)
    asked = seat.get(seat_reader.AT, {"run": str(later.uid)}).content.decode()

    assert (after.pairs, after.figures) == (before.pairs, before.figures)
    assert f"{sum(FEW.values())} pairs, 0 missing" in " ".join(asked.split())


@pytest.mark.parametrize("finer", [{"partner": "kazan"}, {"level": "master"}, {"home": "RU"}, {"compare": "later"}])
@pytest.mark.parametrize("page", ["", "programs/", "years/", "csv/", "xlsx/", "pdf/"])
def test_a_finer_address_is_refused_in_words(
    world: Any, version: RubricVersion, seat: Client, finer: dict[str, str], page: str
) -> None:
    brought_out(world, version, FEW)
    answer = seat.get(f"{seat_reader.AT}{page}", finer)
    assert answer.status_code == (400 if page[:-1] in seat_reader.FILES else 200)
    text = " ".join(answer.content.decode().split())
    assert "read published years by direction and programme only" in text
    assert "pairs" not in text


def test_what_is_withheld_says_why_in_three_languages(world: Any, version: RubricVersion, seat: Client) -> None:
    brought_out(world, version, FEW)
    words = {"ja": "数値は表示しません", "en": "are withheld", "ru": "не показываются"}
    for language, sentence in words.items():
        address = f"/{language}/rubric/cohorts/"
        asked = {"direction": "outbound", "program": "basic"}
        assert sentence in seat.get(address, asked).content.decode().replace("\u00a0", " ")
        assert all(seat.get(f"{address}{kind}/", asked).status_code == 400 for kind in seat_reader.FILES)


def test_before_a_year_is_published_the_page_says_when_it_will_be(
    world: Any, version: RubricVersion, seat: Client
) -> None:
    ended(version, Counted(world.outbound, world.kazan))
    text = seat.get(seat_reader.AT).content.decode()
    assert "No fiscal year is published yet" in text
    assert (
        "The figures of this fiscal year are not published" in seat.get(seat_reader.AT, {"fy": "2018"}).content.decode()
    )


def test_office_and_the_coordinator_of_the_programme_read_it_with_the_caution(
    world: Any, version: RubricVersion, sato: User, kimura: User, sign_in: Any
) -> None:
    brought_out(world, version, {**FEW, ("outbound", "cultural"): 3})
    for user in (sato, kimura):
        page = sign_in(user).get(seat_reader.AT, {"direction": "outbound", "program": "cultural"}).content.decode()
        assert "fewer than 5: not for publication" in page


def test_who_coordinates_and_sits_in_a_committee_reads_the_own_programme_whole(
    world: Any, version: RubricVersion, mori: User, sign_in: Any
) -> None:
    Coordinator.objects.create(person=mori.person, program=world.cultural, starts_on=LONG_AGO)
    brought_out(world, version, {**FEW, ("outbound", "cultural"): 3})
    client = sign_in(mori)
    own = client.get(seat_reader.AT, {"direction": "outbound", "program": "cultural"}).content.decode()
    assert "fewer than 5: not for publication" in own
    other = client.get(seat_reader.AT, {"direction": "outbound", "program": "basic"}).content.decode()
    assert "are withheld" in other


def test_the_figures_are_those_that_are_public(world: Any, version: RubricVersion, seat: Client) -> None:
    brought_out(world, version, FEW)
    seen = seat_reader.everything(seat)
    public = public_reader.everything(Client(), ("en",))
    assert seen.figures == {where: figures for where, figures in public.figures.items() if where in seen.figures}
    assert len(seen.figures) > 3
