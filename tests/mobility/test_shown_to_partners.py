"""What a partner's representative reads of our people is handed over: it passes the gate, is logged once a day, and is withheld else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import LANGUAGES
from mobility.models import Mobility
from mobility.queries import withheld
from mobility.services import showing
from mobility.services.nominations.moving import SENT_FIELDS
from partners.models import CountrySheet, Handover, TransferBasis
from partners.queries.handovers import FIELDS, handed_over
from programs.models import Committee, Seat
from tests.consents import agrees, may_go, sheet, text, withdraws
from tests.factories import LONG_AGO, PersonFactory
from tests.list_files import content_of

from .nominated import agreed, inbound, make, outbound

PAGES = ("mobility_list", "nomination_list")


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def page(name, *parts):
    return reverse(f"mobility:{name}", args=parts)


def planned(world, person, **more):
    start = clock.today() + timedelta(days=5)
    days = {"planned_starts_on": start, "planned_ends_on": start + timedelta(days=90)}
    return world.sent(person=person, status="planned", actual_starts_on=None, actual_ends_on=None, **days, **more)


def lines():
    return sorted(Handover.objects.exclude(kind="nomination").values_list("kind", "ref"))


def test_without_consent_or_basis_nothing_of_ours_is_shown_and_the_page_says_why(world, aiko, petrova, sign_in):
    stay = planned(world, aiko.person)
    sheet(reviewed_on=clock.today(), now=clock.now())
    partner = sign_in(petrova)
    answer = partner.get(page("mobility_list"))
    assert answer.context["page"].rows == ()
    assert "Not shown: 1. There is no consent to hand the data over." in answer.content.decode()
    assert partner.get(page("mobility_detail", stay.uid)).status_code == 404
    assert b"AIKO" not in content_of(partner.get(page("mobility_list_csv"))).upper()
    assert "AIKO" not in partner.get("/en/").content.decode().upper()
    assert Handover.objects.count() == 0


@pytest.mark.parametrize("reviewed", [None, 400])
def test_without_a_current_country_sheet_a_consent_does_not_help(world, aiko, petrova, sign_in, reviewed):
    planned(world, aiko.person)
    now = clock.now()
    if reviewed:
        sheet(reviewed_on=clock.today() - timedelta(days=reviewed), now=now)
    agrees(aiko, world.kazan, text(), now=now - timedelta(minutes=5))
    answer = sign_in(petrova).get(page("mobility_list"))
    assert answer.context["page"].rows == ()
    assert "data protection in your country" in answer.content.decode()


def test_with_a_consent_it_is_shown_and_logged_once_a_day(world, aiko, petrova, sign_in):
    stay = planned(world, aiko.person)
    now = clock.now()
    sheet(reviewed_on=clock.today(), now=now)
    consent = agrees(aiko, world.kazan, text(), now=now - timedelta(minutes=5))
    partner = sign_in(petrova)
    for _again in range(2):
        assert len(partner.get(page("mobility_list")).context["page"].rows) == 1
        assert partner.get(page("mobility_detail", stay.uid)).status_code == 200
        assert partner.get("/en/").status_code == 200
    line = Handover.objects.get()
    assert (line.person, line.institution, line.consent, line.basis) == (aiko.person, world.kazan, consent, None)
    assert (line.kind, line.handed_over_by, line.sheet) == ("reading", petrova, CountrySheet.objects.get())
    assert "name" in line.fields
    (told,) = handed_over(aiko.person)
    assert told.kind_name == "page of the portal"
    content_of(partner.get(page("mobility_list_csv")))
    content_of(partner.get(page("mobility_list_csv")))
    today = clock.today().isoformat()
    assert lines() == [("export", f"records csv {today}"), ("reading", f"records {today}")]


def test_the_first_page_names_somebody_and_logs_it(world, aiko, petrova, sign_in, kazan_may_read):
    planned(world, aiko.person)
    assert "AIKO" in sign_in(petrova).get("/en/").content.decode().upper()
    assert Handover.objects.get().ref == f"records {clock.today()}"


def test_after_a_withdrawal_it_is_withheld_whatever_was_shown_before(world, sato, aiko, petrova, sign_in):
    now = clock.now()
    agreed(world, goes=False)
    sheet(reviewed_on=clock.today(), now=now)
    agrees(aiko, world.kazan, text(), now=now - timedelta(minutes=5))
    nomination = make(outbound(world, sato, person=aiko.person), "send", sato)
    planned(world, aiko.person)
    partner = sign_in(petrova)
    assert [len(partner.get(page(name)).context["page"].rows) for name in PAGES] == [1, 1]
    assert partner.get(page("nomination_move", nomination.uid, "verify")).status_code == 200
    before = Handover.objects.count()
    withdraws(aiko, world.kazan, now=clock.now())
    TransferBasis.objects.create(institution=world.kazan, kind="law", basis="A treaty", starts_on=clock.today())
    for name in PAGES:
        answer = partner.get(page(name))
        assert answer.context["page"].rows == ()
        assert "Not shown: 1. The consent to hand the data over was withdrawn." in answer.content.decode()
        assert b"AIKO" not in content_of(partner.get(page(f"{name}_csv"))).upper()
    assert partner.get(page("nomination_detail", nomination.uid)).status_code == 404
    assert partner.get(page("nomination_move", nomination.uid, "verify")).status_code == 404
    assert Handover.objects.count() == before
    assert len(sign_in(sato).get(page("nomination_list")).context["page"].rows) == 1


GONE = "The host does not see this nomination any more: the student has withdrawn the consent"
NEVER = "The host does not see this nomination: the student has not agreed"
UNREVIEWED = "The host does not see this nomination: what is told of data protection"


def test_the_office_reads_that_the_host_does_not_see_a_nomination_any_more(world, sato, aiko, sign_in):
    """A draft was shown to nobody, so nothing is missing of it."""
    now = clock.now()
    agreed(world, goes=False)
    sheet(reviewed_on=clock.today(), now=now)
    nomination = outbound(world, sato, person=aiko.person)
    office, address = sign_in(sato), page("nomination_detail", nomination.uid)
    assert "The host does not see" not in office.get(address).content.decode()
    agrees(aiko, world.kazan, text(), now=now - timedelta(minutes=5))
    make(nomination, "send", sato)
    assert "The host does not see" not in office.get(address).content.decode()
    withdraws(aiko, world.kazan, now=clock.now())
    assert GONE in office.get(address).content.decode()


def test_what_went_on_a_basis_is_not_seen_after_its_end_nor_without_a_current_sheet(world, sato, aiko):
    agreed(world, goes=False)
    today = clock.today()
    sheet(reviewed_on=today, now=clock.now())
    TransferBasis.objects.create(
        institution=world.kazan, kind="law", basis="A treaty", starts_on=LONG_AGO, ends_on=today
    )
    nomination = make(outbound(world, sato, person=aiko.person), "send", sato)
    assert withheld.unseen_by_host(nomination, today) == ""
    assert withheld.unseen_by_host(nomination, today + timedelta(days=1)).startswith(NEVER)
    assert withheld.unseen_by_host(nomination, today + timedelta(days=800)).startswith(UNREVIEWED)


@pytest.mark.parametrize("late", [False, True])
def test_what_is_withdrawn_between_reading_and_logging_is_read_again_without_it(
    world, aiko, petrova, monkeypatch, late
):
    """Before the rows are looked at again, or between that and the line."""
    now = clock.now()
    planned(world, aiko.person)
    sheet(reviewed_on=clock.today(), now=now)
    agrees(aiko, world.kazan, text(), now=now - timedelta(minutes=5))
    asked = []

    def withdraw(then):
        def act(*given, **named):
            if not asked:
                asked.append(withdraws(aiko, world.kazan, now=clock.now()))
            return then(*given, **named)

        return act

    if late:
        monkeypatch.setattr(showing, "hand_over_once", withdraw(showing.hand_over_once))
    rows = showing.records if late else withdraw(showing.records)

    def look():
        return list(Mobility.objects.visible_to(petrova))

    found = showing.shown(
        look, lambda found: rows(one.uid for one in found), showing.RECORDS, by=petrova, now=clock.now()
    )
    assert (found, len(asked)) == ([], 1)
    assert Handover.objects.count() == 0


def test_a_request_for_the_head_hands_nothing_over(world, aiko, petrova, sign_in, kazan_may_read):
    stay = planned(world, aiko.person)
    partner = sign_in(petrova)
    for address in (page("mobility_list"), page("mobility_detail", stay.uid), page("mobility_list_csv"), "/en/"):
        assert partner.head(address).status_code == 200
    assert Handover.objects.count() == 0


def test_neither_our_own_reading_nor_that_of_the_partners_own_students_is_logged(
    world, sato, aiko, petrova, sign_in, kazan_may_read
):
    agreed(world, goes=False)
    planned(world, aiko.person)
    make(inbound(world, petrova), "send", petrova)
    for name in PAGES:
        sign_in(sato).get(page(name))
    assert len(sign_in(petrova).get(page("nomination_list")).context["page"].rows) == 1
    assert Handover.objects.count() == 0


def test_a_search_does_not_tell_who_is_withheld(world, aiko, petrova, sign_in):
    planned(world, aiko.person)
    sheet(reviewed_on=clock.today(), now=clock.now())
    partner = sign_in(petrova)
    for words in ("Aiko", "Nobody"):
        answer = partner.get(page("mobility_list"), {"q": words})
        assert "Not shown: 1." in answer.content.decode()


def test_the_list_of_a_partner_asks_the_database_as_often_for_many_as_for_one(
    world, petrova, sign_in, django_assert_num_queries, kazan_may_read
):
    partner, address = sign_in(petrova), page("mobility_list")
    for number in (1, 3, 60):
        for _more in range(number - Mobility.objects.count()):
            planned(world, PersonFactory())
        partner.get(address)
        with django_assert_num_queries(21):
            assert len(partner.get(address).context["page"].rows) == min(number, 50)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_that_is_handed_over_has_words(language):
    with override("en"):
        english = {
            name: str(FIELDS[name]) for name in (*showing.RECORDS.fields, *showing.NOMINATIONS.fields, *SENT_FIELDS)
        }
    with override(language):
        for name, words in english.items():
            assert str(FIELDS[name])
            assert language == "en" or str(FIELDS[name]) != words, name


def test_another_institution_is_another_gate(world, aiko, sign_in, kazan_may_read):
    """A basis for Kazan opens nothing for Irkutsk."""
    planned(world, aiko.person, receiving=world.irkutsk)
    partner = sign_in(world.representative("sokolova", world.irkutsk))
    assert partner.get(page("mobility_list")).context["page"].rows == ()
    may_go(world.irkutsk)
    assert len(partner.get(page("mobility_list")).context["page"].rows) == 1


def seated(world, user):
    committee = Committee.objects.create(project=world.project, kind="steering", name_en="Steering committee")
    Seat.objects.create(committee=committee, person=user.person, starts_on=LONG_AGO)
    return user


@pytest.mark.parametrize("seated_only", [False, True])
def test_a_seat_in_a_committee_opens_nothing_that_the_gate_keeps_from_the_own_institution(
    world, aiko, petrova, sign_in, seated_only
):
    """What goes elsewhere is read by the seat; the control holds the seat alone, and reads both."""
    reader = seated(world, world.user("seated") if seated_only else petrova)
    here = planned(world, aiko.person)
    there = planned(world, PersonFactory(), receiving=world.irkutsk)
    partner = sign_in(reader)
    shown = {row.uid for row in partner.get(page("mobility_list")).context["page"].rows}
    assert shown == ({here.uid, there.uid} if seated_only else {there.uid})
    assert partner.get(page("mobility_detail", here.uid)).status_code == (200 if seated_only else 404)
    assert partner.get(page("mobility_detail", there.uid)).status_code == 200
    if not seated_only:
        assert "Not shown: 1." in partner.get(page("mobility_list")).content.decode()


def test_what_is_read_by_seat_and_gate_alike_is_logged(world, aiko, petrova, sign_in, kazan_may_read):
    seated(world, petrova)
    planned(world, aiko.person)
    assert len(sign_in(petrova).get(page("mobility_list")).context["page"].rows) == 1
    assert [kind for kind, _ref in lines()] == ["reading"]


def test_the_first_page_of_a_partner_asks_the_database_as_often_for_many_as_for_one(
    world, petrova, sign_in, django_assert_num_queries, kazan_may_read
):
    partner = sign_in(petrova)
    for number in (1, 3, 60):
        for _more in range(number - Mobility.objects.count()):
            planned(world, PersonFactory())
        partner.get("/en/")
        with django_assert_num_queries(31):
            assert partner.get("/en/").status_code == 200
