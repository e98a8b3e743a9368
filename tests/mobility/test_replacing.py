"""A wrong partner: the record is voided and the same stay registered anew, in one act."""

import re
from datetime import timedelta

import pytest

from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.facts import Places
from mobility.models import Mobility, Replacement, StageLink
from mobility.queries import history, integrity
from mobility.services import replacing
from mobility.services.refusals import CannotRegister
from mobility.services.replacing import Right
from partners.models import Agreement, AgreementParty
from tests.factories import LegFactory
from tests.permissions.table import digest

from .paths import END, START, WHY, in_state, make, registered

MISTAKE = Step(reason_code="mistake", reason="It was Irkutsk")


def replaced(stay, by, world, **more):
    right = Right(Places(stay.sending, more.pop("receiving", world.irkutsk)), more.pop("run", stay.run), None)
    return replacing.replace_record(stay, right, MISTAKE, by=by, now=clock.now(), **more)


@pytest.mark.parametrize("state", ["planned", "ready", "on_site", "returned", "completed", "closed", "interrupted"])
def test_the_new_record_is_what_the_old_one_was_but_for_the_institution(world, sato, state):
    old = in_state(world, sato, state, note="Kept", level="master")
    new = replaced(old, sato, world)
    old.refresh_from_db()
    assert (old.status, new.status, new.receiving) == ("voided", state, world.irkutsk)
    same = (
        "person_id",
        "planned_ends_on",
        "actual_starts_on",
        "actual_ends_on",
        "level",
        "note",
        "interruption_counts",
    )
    assert [getattr(new, name) for name in same] == [getattr(old, name) for name in same]
    assert Replacement.objects.get() == old.replaced_by
    assert old.replaced_by.new == new
    assert integrity.findings() == ()


def test_an_uncounted_early_end_stays_uncounted(world, sato):
    old = make(in_state(world, sato, "on_site"), "interrupt", sato, Step(END, "own_wish", "She left", {"counts": None}))
    new = replaced(old, sato, world)
    assert (new.interruption_counts, new.uncounted_from) == (False, END)


def test_hosts_and_links_go_with_it(world, sato):
    old = in_state(world, sato, "returned")
    LegFactory(mobility=old, host=world.kazan, starts_on=START, ends_on=END)
    after = registered(
        world,
        sato,
        person=old.person,
        receiving=world.irkutsk,
        actual_starts_on=END,
        actual_ends_on=END + timedelta(days=9),
        is_stage=True,
    )
    new = replaced(old, sato, world)
    assert list(StageLink.objects.values_list("first_id", "second_id")) == [(new.pk, after.pk)]
    assert new.legs.get().host == world.kazan
    assert integrity.findings() == ()


def test_both_histories_name_the_other_and_lead_to_it(world, sato, sign_in):
    old = in_state(world, sato, "returned")
    new = replaced(old, sato, world)
    for one, other, host in ((old, new, "国立イルクーツク大学"), (new, old, "カザン連邦大学")):
        (address,) = [entry.address for entry in history.history(one, sato) if host in entry.what]
        assert address == f"/ja/mobility-records/{other.uid}/"
        assert f'href="{address}"' in sign_in(sato).get(f"/ja/mobility-records/{one.uid}/").text


def test_whoever_may_not_know_the_other_record_is_led_nowhere(world, sato, kimura):
    old = in_state(world, sato, "planned")
    replaced(old, sato, world, run=world.basic_outbound)
    (told,) = [entry for entry in history.history(old, kimura) if "ほかのプログラム" in entry.what]
    assert told.address == ""


@pytest.mark.parametrize("state", ["cancelled", "voided"])
def test_what_is_out_is_not_corrected(world, sato, state):
    with pytest.raises(CannotRegister, match="訂正できません"):
        replaced(in_state(world, sato, state), sato, world)


def test_all_of_it_or_nothing(world, sato):
    stay = in_state(world, sato, "returned")
    before = digest()
    with pytest.raises(CannotRegister):
        replaced(stay, sato, world, run=world.inbound)
    with pytest.raises(CannotRegister, match="変わっていません"):
        replaced(stay, sato, world, receiving=world.kazan)
    with pytest.raises(StaleEdit):
        replaced(stay, sato, world, version=stay.version + 1)
    assert digest() == before


def test_a_dispatch_that_was_an_acceptance_changes_its_run(world, sato):
    old = in_state(world, sato, "on_site")
    right = Right(Places(world.kazan, world.kanazawa), world.inbound, None)
    new = replacing.replace_record(old, right, MISTAKE, by=sato, now=clock.now())
    assert (new.run, new.status) == (world.inbound, "on_site")


# --- What the form offers --------------------------------------------------------------------------------------------
@pytest.fixture
def with_kazan(world):
    agreement = Agreement.objects.create(title_en="A", type="exchange", scope="university")
    for party in (world.kanazawa, world.kazan):
        AgreementParty.objects.create(agreement=agreement, institution=party)
    return agreement


def corrected(world, old, **more):
    fields = {"sending": world.kanazawa, "receiving": world.irkutsk, "run": old.run, "agreement": old.agreement, **more}
    chosen = {name: str(thing.uid) if thing else "" for name, thing in fields.items()}
    return {"version": old.version, **chosen, **WHY}


def chosen_agreement(page):
    box = re.search(r'<select name="agreement".*?</select>', page, re.DOTALL)[0]
    return re.findall(r'value="([^"]*)" selected', box)


def test_an_agreement_of_the_old_partner_does_not_stay_chosen_for_the_new_one(world, sato, sign_in, with_kazan):
    old = in_state(world, sato, "returned", agreement=with_kazan)
    browser, address = sign_in(sato), f"/en/mobility-records/{old.uid}/replace/"
    assert chosen_agreement(browser.get(address).text) == [str(with_kazan.uid)]
    page = browser.post(address, corrected(world, old)).text
    assert "Choose one of its own agreements, or none." in page
    assert chosen_agreement(page) in ([], [""])
    assert WHY["reason"] in page
    assert browser.post(address, corrected(world, old, agreement=None)).status_code == 302
    assert Mobility.objects.get(receiving=world.irkutsk).agreement is None


def test_another_refusal_leaves_the_agreement_chosen(world, sato, sign_in, with_kazan):
    old = in_state(world, sato, "returned", agreement=with_kazan)
    page = (
        sign_in(sato)
        .post(f"/en/mobility-records/{old.uid}/replace/", corrected(world, old, receiving=world.kazan))
        .text
    )
    assert "The institutions have not changed." in page
    assert chosen_agreement(page) == [str(with_kazan.uid)]


def test_a_record_of_a_closed_run_is_corrected_in_it(world, sato, sign_in):
    old = in_state(world, sato, "returned")
    for run in (world.outbound, world.basic_outbound):
        run.is_closed = True
        run.save()
    browser, address = sign_in(sato), f"/en/mobility-records/{old.uid}/replace/"
    offered = browser.get(address).text
    assert f'value="{world.outbound.uid}" selected' in offered
    assert str(world.basic_outbound.uid) not in offered
    assert str(world.inbound.uid) in offered
    assert browser.post(address, corrected(world, old)).status_code == 302
    assert Mobility.objects.get(receiving=world.irkutsk).run == world.outbound


def test_another_closed_run_is_not_entered(world, sato):
    old = in_state(world, sato, "planned")
    world.basic_outbound.is_closed = True
    world.basic_outbound.save()
    with pytest.raises(CannotRegister, match="締め切"):
        replaced(old, sato, world, run=world.basic_outbound)


def test_the_old_record_is_not_restored_beside_the_new_one(world, sato):
    old = registered(world, sato)
    new = replaced(old, sato, world)
    old.refresh_from_db()
    with pytest.raises(MoveRefused, match="国立イルクーツク大学"):
        make(old, "restore", sato)
    make(new, "void", sato)
    assert make(old, "restore", sato).status == "planned"


def test_the_notice_of_the_voided_record_leads_to_the_new_one(world, sato, sign_in):
    old, other = in_state(world, sato, "returned"), in_state(world, sato, "voided")
    new = replaced(old, sato, world)
    browser, words = sign_in(sato), "Show the record that stands in its place"
    page = browser.get(f"/en/mobility-records/{old.uid}/").text
    assert words in page.partition("<dl")[0]
    assert f'href="/en/mobility-records/{new.uid}/"' in page.partition("<dl")[0]
    for stay in (new, other):
        assert words not in browser.get(f"/en/mobility-records/{stay.uid}/").text


def test_on_the_screen_it_is_one_form(world, sato, sign_in):
    old = in_state(world, sato, "returned")
    browser, address = sign_in(sato), f"/en/mobility-records/{old.uid}/replace/"
    assert f'href="{address}"' in browser.get(f"/en/mobility-records/{old.uid}/").text
    form = {
        "version": old.version,
        "sending": str(world.kanazawa.uid),
        "receiving": str(world.irkutsk.uid),
        "run": str(world.outbound.uid),
        "agreement": "",
        **WHY,
    }
    assert (
        "The institutions have not changed." in browser.post(address, form | {"receiving": str(world.kazan.uid)}).text
    )
    page = browser.post(address, form, follow=True)
    assert "The wrong record is voided" in page.text
    assert Mobility.objects.get(receiving=world.irkutsk).status == "returned"
    assert "This is not possible now" in browser.get(address).text
