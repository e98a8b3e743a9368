"""What an installation knows of the partners on its first day, from public sources only."""

from datetime import date

import pytest

from partners import reference
from partners.models import Agreement, City, GroupMembership, Institution, InstitutionGroup, Office, OrgUnit
from partners.queries.groups import group_pages
from partners.queries.institutions import find
from partners.queries.places import partner_map
from partners.services import institutions


@pytest.fixture
def loaded(db: None) -> None:
    reference.load()


MODELS = (City, Institution, OrgUnit, InstitutionGroup, GroupMembership, Office, Agreement)


def test_loading_again_changes_nothing(loaded: None) -> None:
    before = [(model, model.objects.count(), model.history.count()) for model in MODELS]
    reference.load()
    assert [(model, model.objects.count(), model.history.count()) for model in MODELS] == before


def test_what_the_office_has_changed_stays(loaded: None) -> None:
    kazan = Institution.objects.get(slug="kazan-federal-university")
    institutions.edit(kazan, {"name_en": "Kazan (Volga Region) Federal University"}, by=None, version=1)
    reference.load()
    kazan.refresh_from_db()
    assert kazan.name_en == "Kazan (Volga Region) Federal University"


def test_everything_is_written_in_three_languages(loaded: None) -> None:
    for model, fields in (
        (City, ("name", "region")),
        (Institution, ("name", "description")),
        (InstitutionGroup, ("name", "description", "basis")),
        (Office, ("name", "date_basis", "activity")),
        (Agreement, ("title", "date_basis")),
        (OrgUnit, ("name",)),
    ):
        for record in model.objects.all():
            for field in fields:
                for code in ("ja", "en", "ru"):
                    assert getattr(record, f"{field}_{code}"), f"{record} {field} {code}"


def test_two_partners_are_unconfirmed_and_say_so(loaded: None) -> None:
    unconfirmed = set(Institution.objects.filter(is_confirmed=False).values_list("slug", flat=True))
    assert unconfirmed == {"lomonosov-moscow-state-university", "saint-petersburg-state-university"}


def test_the_three_sets_print_what_their_sources_declare(loaded: None) -> None:
    found = {page.kind: (page.declared, page.registered, page.differs) for page in group_pages(date(2020, 4, 1))}
    assert found == {
        "agreement_holders": (12, 4, True),
        "programme_partners": (10, 10, False),
        "consortium": (8, 1, True),
    }


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("イルクーツク大学", "irkutsk-state-university"),
        ("国立イルクーツク大学", "irkutsk-state-university"),
        ("КФУ", "kazan-federal-university"),
        ("タタールスタン", "tatarstan-cancer-center"),
        ("理研", "riken"),
        ("ДВФУ", "far-eastern-federal-university"),
    ],
)
def test_the_partners_are_found_by_their_other_names(loaded: None, words: str, slug: str) -> None:
    assert slug in [line.slug for line in find(words).lines]


def test_the_thread_runs_from_kanazawa_to_saint_petersburg(loaded: None) -> None:
    rows = partner_map(date(2019, 1, 15)).rows
    assert [row.slug for row in rows] == [
        "kanazawa",
        "vladivostok",
        "irkutsk",
        "krasnoyarsk",
        "barnaul",
        "kazan",
        "moscow",
        "saint-petersburg",
        "wako",
    ]
    assert [row.time_difference for row in rows[1:8]] == ["+1 h", "−1 h", "−2 h", "−2 h", "−6 h", "−6 h", "−6 h"]
    kazan = rows[5]
    assert [item.slug for item in kazan.institutions] == ["kazan-federal-university", "tatarstan-cancer-center"]
    assert [str(office) for office in kazan.offices] == ["Kanazawa University Kazan Office"]


def test_agreements_of_the_past_are_signed_by_a_named_source_without_invented_days(loaded: None) -> None:
    for agreement in Agreement.objects.all():
        assert agreement.status == "signed"
        assert (agreement.effective_on, agreement.expires_on, agreement.document) == (None, None, None)
        assert agreement.parties.count() >= 2
    first = Agreement.objects.get(title_en="Agreement on joint research and exchange")
    assert (first.signed_on.year, first.signed_precision) == (1998, "year")


def test_sources_that_disagree_on_the_opening_day_are_both_named(loaded: None) -> None:
    office = Office.objects.get(name_en="Kazan Federal University Kanazawa Office")
    assert (office.opened_on, office.opened_precision) == (date(2019, 2, 1), "month")
    assert "July 2018" in office.date_basis_en
