"""The page of one person: all stays, what was changed and by whom, and what tells people of one name apart."""

from datetime import date

import pytest

from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import people
from kanazawa_exchange.accounts.services.former_names import Renaming
from mobility.queries import person_history
from tests.factories import PersonFactory

from .paths import registered

BEFORE = [("latin", "BEFORENAME", "ANNA", ""), ("kanji", "前田", "杏奈", "")]
AFTER = [("latin", "AFTERNAME", "ANNA", ""), ("kanji", "前田", "杏奈", "")]


@pytest.fixture
def renamed(world, sato):
    person = people.register(Newcomer(BEFORE, student_number="A-1"), by=sato)
    changed = Newcomer(AFTER, student_number="A-2", birth_date=date(1999, 5, 6))
    return people.edit(person, changed, by=sato, version=person.version, renaming=Renaming(date(2020, 4, 1)))


def test_the_history_tells_changes_and_never_a_name_borne_before(renamed, sato, sign_in):
    page = sign_in(sato).get(f"/en/people/{renamed.uid}/").text
    history = page.partition("<h2>History</h2>")[2]
    for words in ("A-1", "A-2", "Name changed: Latin", "A former name was entered", "Sato"):
        assert words.lower() in history.lower(), words
    assert f"/en/people/{renamed.uid}/former-names/" in history
    assert "BEFORENAME" not in page.upper()


def test_names_entered_with_the_person_are_one_line(world, sato):
    person = people.register(Newcomer(BEFORE), by=sato)
    assert len(person_history.history(person)) == 1
    people.edit(person, Newcomer(AFTER), by=sato, version=person.version)
    assert len(person_history.history(person)) == 3  # the control: one name, and the former one


def test_whoever_does_not_keep_the_entry_reads_no_history(world, aiko, sign_in):
    page = sign_in(aiko).get(f"/en/people/{aiko.person.uid}/").text
    assert "<h2>Stays</h2>" in page
    assert "<h2>History</h2>" not in page


def test_people_of_one_name_are_told_apart_by_their_last_stay(world, sato, sign_in):
    browser = sign_in(sato)
    twins = [PersonFactory(names=[("latin", "SAKURAI", "Misaki", "")]) for _ in range(2)]
    registered(world, sato, person=twins[0], receiving=world.irkutsk)
    other = PersonFactory(names=[("latin", "TANAKA", "Ken", "")])
    registered(world, sato, person=other, receiving=world.irkutsk)
    for page in ("/en/people/?q=", f"/en/mobility-records/register/?run={world.outbound.uid}&q="):
        assert browser.get(f"{page}sakurai").text.count("Last stay: Irkutsk State University") == 1
        assert "Last stay:" not in browser.get(f"{page}tanaka").text  # nobody to be taken for


@pytest.mark.parametrize("address", ["/en/people/{}/", "/en/mobility-records/{}/"])
def test_paper_tells_the_day_it_was_printed(world, sato, sign_in, address):
    stay = registered(world, sato)
    uid = stay.uid if "records" in address else stay.person.uid
    assert '<p class="on-paper">Printed on' in sign_in(sato).get(address.format(uid)).text
