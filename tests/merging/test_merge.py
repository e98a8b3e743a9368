"""Two entries of one person become one and two again; what cannot be one person is refused by name."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import translation

from kanazawa_exchange.accounts.models import (
    AuditEvent,
    Invitation,
    Person,
    PersonMerge,
    PersonWord,
    RoleGrant,
    User,
)
from kanazawa_exchange.accounts.queries.namesakes import Newcomer, namesakes
from kanazawa_exchange.accounts.services import former_names, merging, people
from kanazawa_exchange.accounts.services.editing import Gone
from kanazawa_exchange.accounts.services.merging import CannotMerge, CannotUnmerge, Choice
from kanazawa_exchange.lib import clock
from mobility.models import Mobility, StageLink
from mobility.queries import history, person_history, persons
from mobility.queries.people import people_visible_to
from mobility.services import stages
from partners.models import Representative
from programs.models import Coordinator
from rubric.models import Response
from tests.factories import PersonFactory, UserFactory, World
from tests.mobility.paths import registered
from tests.rubric.surveys import staff, wave
from tests.rubric.waves import in_use

LATIN = [("latin", "SAKURAI", "MISAKI", "")]
BOTH = [("latin", "Misaki", "Sakurai", ""), ("kanji", "櫻井", "美咲", "")]


@pytest.fixture
def kept(world: World) -> Person:
    person: Person = PersonFactory(names=LATIN, student_number="A-1", nationality="")
    return person


@pytest.fixture
def absorbed(world: World) -> Person:
    person: Person = PersonFactory(names=BOTH, student_number="A-2", birth_date=date(1998, 5, 4))
    return person


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def merged(kept: Person, absorbed: Person, by: User, **choice: Any) -> PersonMerge:
    act = merging.merge(kept, absorbed, Choice(**choice), by=by, now=clock.now())
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    return act


def undone(act: PersonMerge, by: User) -> PersonMerge:
    return merging.unmerge(act, by=by, now=clock.now())


def found(text: str, user: User) -> list[Any]:
    return [row.uid for row in persons.page(people_visible_to(user), text=text).rows]


# --- What becomes of the two -----------------------------------------------------------------------------------------


def test_the_kept_entry_has_the_records_and_lacks_nothing_that_the_other_one_knew(
    world: World, sato: User, kept: Person, absorbed: Person
) -> None:
    stay = world.sent(person=absorbed)
    merged(kept, absorbed, sato)

    stay.refresh_from_db()
    assert stay.person == kept
    assert (kept.student_number, kept.nationality, kept.birth_date) == ("A-1", "JP", date(1998, 5, 4))
    assert {name.script: name.family for name in kept.names.all()} == {"latin": "SAKURAI", "kanji": "櫻井"}
    assert [(name.script, name.family) for name in kept.former_names.all()] == [("latin", "Misaki")]
    assert kept.sort_ja != Person.objects.get(pk=absorbed.pk).sort_ja
    assert absorbed.merged_into == kept


@pytest.mark.parametrize("text", ["櫻井美咲", "桜井", "Misaki Sakurai", "A-1", "A-2"])
def test_whatever_either_entry_was_found_by_finds_the_kept_one_alone(
    sato: User, kept: Person, absorbed: Person, text: str
) -> None:
    act = merged(kept, absorbed, sato)
    assert found(text, sato) == [kept.uid]
    people.rebuild_keys()
    people.fill_keys()
    assert found(text, sato) == [kept.uid]
    undone(act, sato)
    assert absorbed.uid in found("A-2", sato)
    assert found("A-1", sato) == [kept.uid]


def test_a_chosen_fact_is_that_of_the_absorbed_entry_and_the_undoing_brings_the_other_one_back(
    sato: User, kept: Person, absorbed: Person
) -> None:
    act = merged(kept, absorbed, sato, taken=["student_number"])
    assert kept.student_number == "A-2"
    undone(act, sato)
    kept.refresh_from_db()
    assert (kept.student_number, kept.nationality, kept.birth_date) == ("A-1", "", None)
    assert [name.script for name in kept.names.all()] == ["latin"]
    assert not kept.former_names.exists()


@pytest.mark.parametrize("number", ["A-1", "A-2"])
def test_whoever_is_registered_with_either_number_is_asked_about(
    sato: User, kept: Person, absorbed: Person, number: str
) -> None:
    merged(kept, absorbed, sato)
    newcomer = Newcomer([("latin", "Someone", "Else", "")], student_number=number)
    assert [one.uid for one in namesakes(newcomer, people_visible_to(sato))] == [kept.uid]


def test_the_account_goes_along_and_comes_back(world: World, sato: User, kept: Person, absorbed: Person) -> None:
    account = UserFactory(person=absorbed)
    act = merged(kept, absorbed, sato)
    account.refresh_from_db()
    assert account.person == kept
    undone(act, sato)
    account.refresh_from_db()
    assert account.person == absorbed


def test_an_entry_that_was_absorbed_takes_nothing_more(
    world: World, sato: User, kept: Person, absorbed: Person
) -> None:
    merged(kept, absorbed, sato)
    with pytest.raises(Gone):
        registered(world, sato, person=absorbed)
    with pytest.raises(Gone):
        former_names.enter(
            absorbed, {"script": "latin", "family": "X", "given": "", "patronymic": "", "until": None}, by=sato
        )
    assert not PersonWord.objects.filter(person=absorbed).exists()


def test_every_record_tells_that_its_person_was_merged_and_the_log_who_did_it(
    world: World, sato: User, kept: Person, absorbed: Person
) -> None:
    stay = registered(world, sato, person=absorbed)
    undone(merged(kept, absorbed, sato), sato)
    stay.refresh_from_db()
    merged_words, undone_words = (
        "Two entries of this person were merged",
        "The merge of two entries of this person was undone",
    )
    for entries in (history.history(stay, sato), person_history.history(Person.objects.get(pk=kept.pk))):
        told = [entry.what for entry in entries]
        assert told.count(merged_words) == told.count(undone_words) == 1, told
        assert "Test" in {entry.what: entry.by for entry in entries}[merged_words]
    events = AuditEvent.objects.filter(event__in=("people_merged", "people_unmerged"))
    assert [(event.actor, event.record_uid, event.detail) for event in events.order_by("pk")] == [
        (sato, kept.uid, str(absorbed.uid))
    ] * 2


def test_three_entries_of_one_person_are_one_and_fall_apart_in_turn(
    world: World, sato: User, kept: Person, absorbed: Person
) -> None:
    third: Person = PersonFactory(names=LATIN, student_number="A-3")
    stay = world.sent(person=absorbed)
    first = merged(third, absorbed, sato)
    second = merged(kept, third, sato)
    stay.refresh_from_db()
    assert stay.person == kept
    assert found("A-2", sato) == [kept.uid]
    with pytest.raises(CannotUnmerge, match="merged with a further one since"):
        undone(first, sato)
    undone(second, sato)
    undone(first, sato)
    stay.refresh_from_db()
    assert stay.person == absorbed
    assert found("A-2", sato) == [absorbed.uid]


# --- What is refused -------------------------------------------------------------------------------------------------


def overlapping(world: World, kept: Person, absorbed: Person) -> str:
    world.sent(person=kept)
    world.sent(person=absorbed, receiving=world.irkutsk, actual_starts_on=date(2018, 8, 10))
    return "One person cannot be on both of these stays: .*Irkutsk.*Kazan"


def same_journey(world: World, kept: Person, absorbed: Person) -> str:
    planned = {"status": "planned", "planned_starts_on": date(2019, 1, 1), "planned_ends_on": date(2019, 2, 1)}
    for person in (kept, absorbed):
        world.sent(person=person, actual_starts_on=None, actual_ends_on=None, **planned)
    return "One person cannot be on both of these stays"


def still_there(world: World, kept: Person, absorbed: Person) -> str:
    world.sent(person=kept, status="on_site", actual_starts_on=date(2018, 5, 1), actual_ends_on=None)
    world.sent(person=absorbed)
    return "One person cannot be on both of these stays"


def two_accounts(world: World, kept: Person, absorbed: Person) -> str:
    UserFactory(person=kept, email="one@example.org")
    UserFactory(person=absorbed, email="two@example.org")
    return "Both entries have an account: one@example.org and two@example.org"


def open_invitation(world: World, kept: Person, absorbed: Person) -> str:
    now = clock.now()
    Invitation.objects.create(
        person=absorbed, email="new@example.org", token_hash="x", created_at=now, expires_at=now + timedelta(days=1)
    )
    return "still open: new@example.org"


def same_role(world: World, kept: Person, absorbed: Person) -> str:
    for person in (kept, absorbed):
        RoleGrant.objects.create(person=person, role="reviewer", starts_on=date(2018, 4, 1))
    return "same authority on the same days: Reviewer"


def same_institution(world: World, kept: Person, absorbed: Person) -> str:
    for person in (kept, absorbed):
        Representative.objects.create(person=person, institution=world.kazan, starts_on=date(2018, 4, 1))
    return "same authority on the same days: Kazan Federal University"


def same_program(world: World, kept: Person, absorbed: Person) -> str:
    for person in (kept, absorbed):
        Coordinator.objects.create(person=person, program=world.cultural, starts_on=date(2018, 4, 1))
    return "same authority on the same days: Cultural Exchange Program"


def rated_by_the_other(world: World, kept: Person, absorbed: Person) -> str:
    stay, teacher = world.sent(person=kept), UserFactory(person=absorbed)
    asked = wave(world.outbound, in_use(world.user("ueda", role="administrator")))
    now = clock.now()
    Response.objects.create(
        wave=asked, mobility=stay, language="en", begun_at=now, saved_at=now, sent_at=now, **staff(teacher)
    )
    return "has rated a stay of the other one: .*Kazan"


@pytest.mark.parametrize(
    "clash",
    [
        overlapping,
        same_journey,
        still_there,
        two_accounts,
        open_invitation,
        same_role,
        same_institution,
        same_program,
        rated_by_the_other,
    ],
)
def test_two_entries_that_cannot_be_one_person_are_refused_by_name(
    world: World, admin: User, kept: Person, absorbed: Person, clash: Any
) -> None:
    sentence = clash(world, kept, absorbed)
    with pytest.raises(CannotMerge, match=sentence):
        merged(kept, absorbed, admin)
    assert not PersonMerge.objects.exists()


def test_an_entry_is_not_merged_with_itself_nor_twice(sato: User, kept: Person, absorbed: Person) -> None:
    with pytest.raises(CannotMerge, match="not two entries"):
        merged(kept, kept, sato)
    merged(kept, absorbed, sato)
    with pytest.raises(CannotMerge, match="in the meantime"):
        merged(kept, absorbed, sato)


def test_what_was_read_before_somebody_changed_it_is_not_merged(sato: User, kept: Person, absorbed: Person) -> None:
    with pytest.raises(CannotMerge, match="changed after this page"):
        merged(kept, absorbed, sato, versions=(kept.version, absorbed.version + 1))


def test_only_the_office_merges_and_only_an_administrator_whoever_holds_a_role(
    world: World, sato: User, admin: User, kimura: User, aiko: User, kept: Person, absorbed: Person
) -> None:
    for user in (kimura, aiko):
        with pytest.raises(PermissionDenied):
            merged(kept, absorbed, user)
    grant = RoleGrant.objects.create(
        person=absorbed, role="reviewer", starts_on=date(2018, 4, 1), ends_on=date(2018, 5, 1)
    )
    with pytest.raises(PermissionDenied):
        merged(kept, absorbed, sato)
    act = merged(kept, absorbed, admin)
    with pytest.raises(PermissionDenied):
        undone(act, sato)
    undone(act, admin)
    grant.refresh_from_db()
    assert grant.person == absorbed


def test_without_a_merge_no_stay_changes_its_person(world: World, sato: User, kept: Person, absorbed: Person) -> None:
    stay, own = (
        world.sent(person=absorbed),
        world.sent(person=kept, actual_starts_on=date(2017, 8, 1), actual_ends_on=date(2017, 8, 9)),
    )
    for one, person in ((stay, kept), (own, absorbed)):
        one.person = person
        with pytest.raises(IntegrityError, match="mobility_who_and_where_fixed"), transaction.atomic():
            one.save()
    act = merged(kept, absorbed, sato)
    with pytest.raises(IntegrityError, match="mobility_who_and_where_fixed"), transaction.atomic():
        own.save()
    undone(act, sato)


# --- Taking apart ----------------------------------------------------------------------------------------------------


def test_what_was_edited_since_is_listed_and_nothing_is_put_back(
    world: World, sato: User, kept: Person, absorbed: Person
) -> None:
    stay = world.sent(person=absorbed)
    act = merged(kept, absorbed, sato)
    stay.refresh_from_db()
    stay.note, stay.version = "Edited", stay.version + 1
    stay.save()
    with pytest.raises(CannotUnmerge, match=r"changed since.*: .*Kazan"):
        undone(act, sato)
    assert Mobility.objects.get(pk=stay.pk).person == kept


def test_a_name_that_was_edited_since_is_listed(sato: User, kept: Person, absorbed: Person) -> None:
    act = merged(kept, absorbed, sato)
    former_names.take_away(kept.former_names.get(), by=sato)
    with pytest.raises(CannotUnmerge, match="name or data of the person"):
        undone(act, sato)


def test_what_was_registered_since_stays_with_the_kept_entry(
    world: World, sato: User, kept: Person, absorbed: Person
) -> None:
    old = world.sent(person=absorbed)
    act = merged(kept, absorbed, sato)
    new = world.sent(person=kept, actual_starts_on=date(2019, 1, 1), actual_ends_on=date(2019, 1, 9))
    undone(act, sato)
    assert {stay.pk: stay.person for stay in Mobility.objects.all()} == {old.pk: absorbed, new.pk: kept}


def test_stages_that_were_linked_across_the_two_are_named(
    world: World, sato: User, kept: Person, absorbed: Person
) -> None:
    one = world.sent(person=absorbed)
    two = world.sent(person=kept, actual_starts_on=date(2018, 9, 1), actual_ends_on=date(2018, 9, 9))
    act = merged(kept, absorbed, sato)
    one.refresh_from_db()
    link = stages.link_stages(one, two, by=sato)
    with pytest.raises(CannotUnmerge, match="linked as stages of one stay since"):
        undone(act, sato)
    stages.unlink_stages(link, by=sato)
    undone(act, sato)
    assert not StageLink.objects.exists()


def test_undone_once_it_is_undone(sato: User, kept: Person, absorbed: Person) -> None:
    act = merged(kept, absorbed, sato)
    undone(act, sato)
    with pytest.raises(CannotUnmerge, match="undone already"):
        undone(act, sato)
    assert merged(kept, absorbed, sato).pk != act.pk
