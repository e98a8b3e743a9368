"""Questions whose SQL is made once: they answer as the query itself does, each time from the records as they are."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.db.models import Count, QuerySet
from django.utils import timezone, translation

from kanazawa_exchange.lib import prepared
from partners.models import City, Institution
from programs.models import Program, ProgramRun
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    prepared._kept.clear()
    yield
    prepared._kept.clear()


def _institutions(country: str) -> QuerySet[Institution]:
    return Institution.objects.filter(city__country=country).select_related("city").order_by("slug")


def _by_country() -> QuerySet[City, dict[str, Any]]:
    return City.objects.values("country").annotate(number=Count("*")).order_by("country")


def _names() -> QuerySet[Program, tuple[Any, ...]]:
    return Program.objects.order_by("pk").values_list("slug", "name")


def _in_two_parts() -> QuerySet[ProgramRun, Any]:
    rows = ProgramRun.objects.order_by().values_list("pk", flat=True)
    return rows.filter(direction="outbound").union(rows.filter(direction="inbound"), all=True)


@pytest.mark.parametrize(
    ("build", "of"), [(_institutions, ("RU",)), (_by_country, ()), (_names, ()), (_in_two_parts, ())]
)
def test_each_asking_gives_the_rows_of_the_query(
    world: World, build: Any, of: Any, django_assert_num_queries: Any
) -> None:
    for _time in range(3):
        expected = list(build(*of))
        with django_assert_num_queries(1):
            found = prepared.rows(build, *of)
        assert found == expected
        assert found


def test_records_come_with_what_was_joined(world: World, django_assert_num_queries: Any) -> None:
    prepared.rows(_institutions, "RU")
    with django_assert_num_queries(1):
        assert {place.city.country for place in prepared.rows(_institutions, "RU")} == {"RU"}


def test_a_change_is_seen_at_once(world: World) -> None:
    assert prepared.rows(_institutions, "RU")
    world.kazan.website = "https://changed.example.org/"
    world.kazan.save()
    assert "https://changed.example.org/" in {place.website for place in prepared.rows(_institutions, "RU")}
    for city in City.objects.filter(country="RU"):
        city.country = "JP"
        city.save()
    assert prepared.rows(_institutions, "RU") == []


def test_the_sql_is_made_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "compares", False)
    made = []

    def counted(country: str) -> QuerySet[Institution]:
        made.append(country)
        return _institutions(country)

    for country in ("RU", "JP", "RU", "JP"):
        assert prepared.rows(counted, country) == list(_institutions(country))
    assert made == ["RU", "JP"]


def test_a_moment_is_filled_in_at_each_asking(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "compares", False)
    now, made = timezone.now(), []

    def since(moment: datetime, country: str) -> QuerySet[Institution]:
        made.append(moment)
        return _institutions(country).filter(created_at__gte=moment)

    for hours, there in ((-1, True), (1, False), (-2, True)):
        assert bool(prepared.rows(since, now + timedelta(hours=hours), "RU")) is there
        assert bool(prepared.rows(since, moment=now + timedelta(hours=hours), country="RU")) is there
    assert len(made) == 2  # once for each way of writing it


def test_each_language_has_its_own(world: World) -> None:
    world.cultural.name_ja, world.cultural.name_ru = "文化", "Культура"
    world.cultural.save()
    for language, name in (("ja", "文化"), ("ru", "Культура"), ("ja", "文化")):
        with translation.override(language):
            assert name in dict(prepared.rows(_names)).values()


def test_of_what_can_be_nothing_nothing_is_asked(world: World, django_assert_num_queries: Any) -> None:
    def none() -> QuerySet[Institution]:
        return Institution.objects.filter(pk__in=[])

    with django_assert_num_queries(0):
        assert prepared.rows(none) == prepared.rows(none) == []


def test_a_question_must_not_depend_on_what_was_not_given(world: World) -> None:
    country = "RU"

    def hidden() -> QuerySet[Institution]:
        return _institutions(country)

    assert prepared.rows(hidden) == prepared.rows(hidden)
    country = "JP"
    with pytest.raises(prepared.NotTheSame, match="hidden"):
        prepared.rows(hidden)


def test_a_question_must_not_ask_while_it_is_made(world: World) -> None:
    def asks() -> QuerySet[Institution]:
        return Institution.objects.filter(city__in=list(City.objects.values_list("pk", flat=True)))

    with pytest.raises(RuntimeError, match="asks while it is made"):
        prepared.rows(asks)
    with pytest.raises(RuntimeError, match="one query"):
        prepared.rows(lambda: Institution.objects.prefetch_related("units"))


def test_what_was_not_asked_for_longest_goes_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "KEPT", 2)
    for country in ("RU", "JP", "RU", "KZ"):
        prepared.rows(_institutions, country)
    assert [key[2][1] for key in prepared._kept[connections["default"]]] == ["RU", "KZ"]


# --- What belongs to rows --------------------------------------------------------------------------------------------


def _programs() -> QuerySet[Program]:
    return Program.objects.order_by("pk")


def _runs(programs: prepared.Keys) -> QuerySet[ProgramRun]:
    return ProgramRun.objects.filter(program_id__in=programs).order_by("-pk")


def test_each_record_is_given_its_own_rows_in_their_order(world: World, django_assert_num_queries: Any) -> None:
    programs = prepared.rows(_programs)
    with django_assert_num_queries(1):
        prepared.fill(programs, "runs", _runs)
    expected = {program.pk: list(_runs(prepared.Keys((program.pk,)))) for program in programs}
    with django_assert_num_queries(0):
        found = {program.pk: list(program.runs.all()) for program in programs}
        assert all(run.program is program for program in programs for run in program.runs.all())
    assert found == expected
    assert sum(map(len, found.values())) == ProgramRun.objects.count() > 2


def test_keys_are_filled_in_however_many_they_are(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "compares", False)
    made = []

    def counted(programs: prepared.Keys) -> QuerySet[ProgramRun]:
        made.append(programs)
        return _runs(programs)

    every = Program.objects.order_by("pk").values_list("pk", flat=True)
    for keys in (every[:1], every, every[1:], []):
        assert prepared.rows(counted, prepared.Keys(keys)) == list(_runs(prepared.Keys(keys)))
    assert len(made) == 1


def test_nothing_is_asked_for_nobody(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        prepared.fill([], "runs", _runs)


def test_nothing_narrower_is_asked_of_what_was_filled_in(world: World) -> None:
    programs = prepared.rows(_programs)
    prepared.fill(programs, "runs", _runs)
    with pytest.raises(AttributeError):
        programs[0].runs.filter(direction="outbound")
    assert list(Program.objects.get(pk=programs[0].pk).runs.filter(pk__gte=0))  # a record that was not filled
