"""A stay stated once: every fact is asked, may be edited, is told in the history, printed on the page and exported."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from kanazawa_exchange.lib.localized import LANGUAGES
from mobility import facts
from mobility.facts import CONCERNED, EVERYBODY, GROUPS, OFFICE, FundingValues, LegValues
from mobility.forms.mobilities import EditForm, RegisterForm
from mobility.forms.record_forms import RecordForms
from mobility.models import Mobility
from mobility.queries.fact_lines import HEADED, lines
from partners.models import Agreement

from .paths import END, START, registered

ELSEWHERE = {
    "person": "who travels: chosen first",
    "sending": "from where: never changes",
    "receiving": "to where: never changes",
    "status": "changes by moves",
    "actual_starts_on": "changes by moves and corrections",
    "actual_ends_on": "changes by moves and corrections",
    "interruption_counts": "decided by the move that ends a stay early",
    "uncounted_from": "decided by the move that ends a stay early, or voids it",
    "id": "the database's",
    "uid": "the public id",
    "version": "counted by every edit",
    "created_at": "the ledger's",
    "updated_at": "the ledger's",
    "fiscal_year": "computed",
    "starts_on": "computed",
}
"""Columns of a record that are no facts, and why."""


def test_every_column_is_a_fact_or_says_why_not():
    columns = {field.name for field in Mobility._meta.concrete_fields}
    assert columns == set(facts.COLUMNS) | set(ELSEWHERE)
    assert not set(facts.COLUMNS) & set(ELSEWHERE)


@pytest.mark.parametrize("name", facts.NAMES)
def test_a_fact_has_its_group_its_readers_and_a_name_in_every_language(name):
    shown = facts.shown(name)
    assert shown.group in GROUPS
    assert shown.readers in {EVERYBODY, CONCERNED, OFFICE}
    words = set()
    for language in LANGUAGES:
        with translation.override(language):
            words.add(facts.label(name))
    assert len(words) == len(LANGUAGES), words


@pytest.mark.parametrize("form_class", [RegisterForm, EditForm])
def test_every_fact_that_is_a_column_has_a_box(world, sato, form_class):
    forms = RecordForms(form_class(user=sato))
    boxes = [box.name for block in forms.blocks() for pair in block.pairs for box in pair]
    assert sorted(boxes) == sorted(facts.COLUMNS)


def test_every_fact_that_is_said_stands_on_the_record_page(world, sato):
    """Said otherwise, each fact changes what the office reads; none is swallowed."""
    stay = registered(world, sato, legs=[LegValues(world.kazan, START, END)], fundings=[FundingValues("jasso", 1)])
    agreement = Agreement.objects.create(title_en="Exchange", type="exchange", scope="university")
    stated = facts.facts_of(stay)
    otherwise = OTHERWISE | {"agreement": agreement}
    assert set(otherwise) | set(HEADED) == set(facts.NAMES)
    for name, value in otherwise.items():
        assert printed(stated) != printed(replace(stated, **{name: value})), f"{name} is printed nowhere"


def printed(stated):
    return lines(stated, concerned=True, office=True)


def test_others_read_what_is_theirs(world, sato):
    stated = replace(facts.facts_of(registered(world, sato)), **OTHERWISE)
    office = {fact.label for fact in lines(stated, concerned=True, office=True)}
    own = {fact.label for fact in lines(stated, concerned=True, office=False)}
    readers = {fact.label for fact in lines(stated, concerned=False, office=False)}
    # nothing is said of agreement and funding here: the office alone is told that they are missing
    assert office - own == {facts.label(name) for name in ("note", "agreement", "fundings")}
    assert own - readers == {facts.label("residence_status"), "単位"}


OTHERWISE = {
    "category": "researcher",
    "level": "doctor",
    "activity": "research",
    "mode": "online",
    "planned_starts_on": START + timedelta(days=1),
    "planned_ends_on": END + timedelta(days=1),
    "credits_expected": Decimal(2),
    "credits_recognised": Decimal(1),
    "leads_to_degree": True,
    "enrolled_on": START,
    "residence_status": "student",
    "note": "Remember the form.",
    "legs": (),
    "fundings": (),
}
