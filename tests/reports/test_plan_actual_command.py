"""The figures without a browser: what stands on the standard output, and nothing else."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories import ProjectFactory, World


def printed(**options: Any) -> str:
    out, err = StringIO(), StringIO()
    call_command("plan_actual", stdout=out, stderr=err, **options)
    assert err.getvalue() == ""
    return out.getvalue()


def rows(text: str) -> list[list[str]]:
    return [line.split(",")[:4] for line in text.splitlines()]


def test_the_csv_is_the_published_table(published: World) -> None:
    text = printed(rule="mext", as_of="2019-03-31", by="direction", format="csv")

    assert text.startswith("fiscal_year,direction,plan,actual,")
    assert rows(text)[1:] == [
        ["2017", "outbound", "20", "38"],
        ["2017", "inbound", "5", "6"],
        ["2018", "outbound", "35", "65"],
        ["2018", "inbound", "17", "37"],
    ]


def test_a_year_earlier_only_its_year_is_printed(published: World) -> None:
    text = printed(as_of="2018-03-31", format="csv")

    assert rows(text)[1:] == [["2017", "outbound", "20", "38"], ["2017", "inbound", "5", "6"]]


def test_every_year_from_the_first_to_that_of_the_date_has_its_rows(world: World, rule: Any) -> None:
    text = printed(as_of="2020-04-01", format="csv")

    assert rows(text)[1:] == [
        [str(year), direction, "", "0"] for year in range(2017, 2021) for direction in ("outbound", "inbound")
    ]


def test_before_the_project_there_is_only_the_head(world: World, rule: Any) -> None:
    assert len(printed(as_of="2017-03-31", format="csv").splitlines()) == 1


def test_json_carries_totals_and_head_counts(published: World) -> None:
    content = json.loads(printed(as_of="2019-03-31", format="json"))

    assert [(row["plan"], row["actual"]) for row in content["rows"]] == [(20, 38), (5, 6), (35, 65), (17, 37)]
    assert content["total"]["rate"] == 189.6
    assert content["total"]["persons"] == 146


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ru", "План по направлению и приёму студентов превышался два года подряд"),
        ("ja", "派遣も受入も、2年続けて計画を上回りました"),
    ],
)
def test_the_table_speaks_the_language_asked_for(published: World, language: str, title: str) -> None:
    text = printed(as_of="2019-03-31", format="table", lang=language)

    assert text.splitlines()[0] == title
    assert "146" in text


def test_a_breakdown_adds_up(published: World) -> None:
    text = printed(as_of="2019-03-31", format="csv", by="mode")

    assert sum(int(row[3]) for row in rows(text)[1:]) == 146


def test_another_project_is_named_by_its_code(published: World) -> None:
    ProjectFactory(code="successor", first_fiscal_year=2018, last_fiscal_year=2020)

    assert rows(printed(as_of="2019-03-31", format="csv", project="successor"))[1:] == [
        ["2018", "outbound", "", "0"],
        ["2018", "inbound", "", "0"],
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"as_of": "2019-02-30"}, "--as-of: There is no day 30 in month 2 of 2019."),
        ({"project": "nowhere"}, "There is no project 'nowhere'."),
        ({"rule": "guess"}, "There is no counting rule 'guess'"),
    ],
)
def test_a_wrong_word_is_refused_in_a_sentence(world: World, rule: Any, options: dict[str, str], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        printed(lang="en", format="csv", **options)

    assert str(refused.value).startswith(sentence)
