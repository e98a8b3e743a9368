"""Alpha and kappa of a cohort are those of all its answers at once, whichever cells they were counted in."""

import io
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from kanazawa_exchange.accounts.models import User
from rubric.models import Instrument, RubricVersion, ScoreRun
from rubric.queries.cohort_checks import questionnaires, summed_checks
from rubric.queries.cohorts import CohortFilters, named_project, rows_of, scale_of
from rubric.queries.item_sums import stored_sums
from rubric.scoring.tables import table_of
from rubric.statistics.agreement import weighted_kappa
from rubric.statistics.reliability import cronbach_alpha, item_sums
from rubric.wording import figures as written
from tests.list_files import content_of
from tests.markup import compact

from .cohorts import PLAIN, begun, cell, end, everywhere, stored
from .surveys import questionnaire
from .versions import first

ONE = [(0, 1), (1, 1), (2, 3), (3, 3), (None, 2)]
OTHER = [(Fraction(1, 2), 1), (Fraction(5, 2), Fraction(7, 3)), (0, 0)]
SEEN = ((0, 0, 4), (1, 2, 3), (2, 2, 2), (3, 2, 1), (None, 1, 2))


@pytest.fixture
def version(world: Any, sato: User) -> RubricVersion:
    return first(sato)


@pytest.fixture
def asked(version: RubricVersion) -> Instrument:
    return questionnaire(version, items=2)


def counted(world: Any, version: RubricVersion, asked: Instrument) -> ScoreRun:
    """Two cells: in one staff rated as well."""
    run = begun(version)
    code = version.abilities.all()[0].code
    for partner, answers in ((world.kazan, ONE), (world.irkutsk, OTHER)):
        sums = {"pre": {str(asked.uid): {code: stored_sums(item_sums(2, answers))}}}
        agreement = {"pre": {code: stored(table_of(4, SEEN))}} if partner == world.kazan else {}
        cell(run, world.outbound, partner, everywhere(run, PLAIN), item_sums=sums, agreement=agreement)
    end(run)
    return run


def test_they_are_those_of_all_answers_at_once(world: Any, version: RubricVersion, asked: Instrument) -> None:
    run = counted(world, version, asked)
    rows = rows_of(run, CohortFilters(project=named_project(world.project)))
    found = summed_checks(rows, scale_of(run).sizes).named(questionnaires(version))
    (alpha,) = found.reliabilities
    assert alpha.alpha == cronbach_alpha(item_sums(2, [*ONE, *OTHER]))
    assert (alpha.moment, str(alpha.instrument), alpha.alpha.missing) == ("pre", "Self-assessment", 1)
    assert found.agreements[0].agreement == weighted_kappa(table_of(4, SEEN))
    assert [one.agreement.n for one in found.agreements] == [10, 0, 0, 0, 0]


def test_the_page_tells_them_with_their_numbers(
    world: Any, version: RubricVersion, asked: Instrument, sato: User, sign_in: Any
) -> None:
    counted(world, version, asked)
    office: Client = sign_in(sato)
    text = compact(office.get(reverse("rubric:cohort")).content.decode())
    alpha = cronbach_alpha(item_sums(2, [*ONE, *OTHER])).alpha
    kappa = weighted_kappa(table_of(4, SEEN))
    assert 'Self-assessment</td><td class="n">2</td><td class="n">7</td><td class="n">1</td>' in text
    assert written.decimal(alpha) in text
    assert written.signed(kappa.kappa) in text
    assert written.interval(kappa.interval) in text


@pytest.mark.parametrize(
    ("language", "names"),
    [("en", ("Cronbach's alpha", "Weighted kappa")), ("ja", None), ("ru", None)],
)
def test_the_workbook_holds_them_as_numbers(
    world: Any, version: RubricVersion, asked: Instrument, sato: User, sign_in: Any, language: str, names: Any
) -> None:
    counted(world, version, asked)
    with override(language):
        answer = sign_in(sato).get(reverse("rubric:cohort_xlsx"))
    book = load_workbook(io.BytesIO(content_of(answer)))
    assert len(book.worksheets) == 7
    reliability, agreement = book.worksheets[4:6]
    assert names in (None, (reliability.title, agreement.title))
    alpha, kappa = cronbach_alpha(item_sums(2, [*ONE, *OTHER])), weighted_kappa(table_of(4, SEEN))
    first = [cell.value for cell in reliability[4]]
    assert first[2:7] == ["Self-assessment", 2, 7, 1, pytest.approx(alpha.alpha)]
    first = [cell.value for cell in agreement[4]]
    assert first[2:5] == [kappa.n, kappa.missing, kappa.same]
    assert kappa.interval is not None
    assert first[5:8] == [pytest.approx(each) for each in (kappa.kappa, kappa.interval.low, kappa.interval.high)]


def test_where_nothing_was_asked_twice_nothing_is_said(
    world: Any, version: RubricVersion, sato: User, sign_in: Any
) -> None:
    run = begun(version)
    cell(run, world.outbound, world.kazan, everywhere(run, PLAIN))
    end(run)
    text = sign_in(sato).get(reverse("rubric:cohort")).content.decode()
    assert "alpha" not in text
    assert "kappa" not in text
