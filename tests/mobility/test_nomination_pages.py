"""The pages of nominations: the list of each side's cases, one case, the forms; without scripts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Letter, Person
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.facts import Places
from mobility.models import NOMINATION_FACTS, Nomination
from mobility.queries.nominations.sent import as_sent
from mobility.services.import_nominations.desk import Desk
from mobility.services.nominations import nominating, preparing
from mobility.services.nominations.nominating import Nominee
from mobility.services.nominations.preparing import CannotNominate
from programs.queries.labels import run_label
from tests.factories import PersonFactory
from tests.list_files import content_of

from .nominated import END, FACTS, START, agreed, inbound, make, outbound


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def page(name, *parts, language="en"):
    with override(language):
        return reverse(f"mobility:{name}", args=parts)


TYPED = {
    "latin_family": "Ivanov",
    "latin_given": "Ivan",
    "cyrillic_family": "Иванов",
    "cyrillic_given": "Иван",
    "birth_date": "2005-05-17",
    "nationality": "RU",
    "level": "bachelor",
    "planned_starts_on": START.isoformat(),
    "planned_ends_on": END.isoformat(),
}


@pytest.fixture(autouse=True)
def awaited(world):
    """Somebody can still be nominated to the run that comes to us: it belongs to the fiscal year of the dates above."""
    world.inbound.fiscal_year = START.year
    world.inbound.save()


def typed(world, **more):
    return {"run": str(world.inbound.uid), "sending": str(world.kazan.uid), **TYPED, **more}


def test_a_representative_chooses_a_run_by_where_it_leads_and_a_table_reads_both_labels(world, petrova, sign_in):
    agreed(world)
    with override("ru"):
        shown = sign_in(petrova).get(page("nomination_create", language="ru")).content.decode()
        assert ("В Канадзаву" in shown, "Входящая" in shown) == (True, False)
        labels = [run_label(world.inbound, in_places=way) for way in (True, False)]
    assert labels[0] != labels[1]
    desk = Desk.read(petrova)
    assert [list(desk.called(label)) for label in labels] == [[world.inbound]] * 2


def test_a_representative_nominates_a_student_in_one_act(world, sato, petrova, sign_in):
    agreed(world)
    browser = sign_in(petrova)
    assert browser.get(page("nomination_create", language="ru")).status_code == 200
    answer = browser.post(page("nomination_create"), typed(world), follow=True)
    nomination = Nomination.objects.get()
    assert answer.redirect_chain[-1][0] == page("nomination_detail", nomination.uid)
    assert (nomination.sender_status, nomination.revision) == ("sent", 1)
    assert (nomination.sending, nomination.receiving) == (world.kazan, world.kanazawa)
    person = nomination.person
    assert sorted(person.names.values_list("family", flat=True)) == ["Ivanov", "Иванов"]
    assert person.student_number == ""
    letter = Letter.objects.get()
    assert (letter.kind, letter.person) == ("nomination_sent", sato.person)
    assert "Ivanov" not in letter.subject + letter.body
    assert "Иванов" not in letter.subject + letter.body


def test_what_cannot_be_sent_leaves_nobody_behind(world, petrova, sign_in):
    """Without an agreement nothing is sent, and so nothing is stored of a student whose data were not sent."""
    people = Person.objects.count()
    answer = sign_in(petrova).post(page("nomination_create"), typed(world))
    assert answer.status_code == 200
    told = answer.content.decode()
    assert told.count("No agreement between the two institutions is in force") == 1
    assert "Choose the agreement" not in told, "the form has no such box"
    assert (Nomination.objects.count(), Person.objects.count()) == (0, people)


@pytest.mark.parametrize("is_there", [False, True])
def test_a_partner_hears_before_it_types_that_no_agreement_is_in_force(world, petrova, sign_in, is_there):
    agreement = agreed(world)
    if not is_there:
        agreement.expires_on = clock.today() - timedelta(days=1)
        agreement.save()
    told = sign_in(petrova).get(page("nomination_create")).content.decode()
    notice = told.partition("<main")[2].partition("<form")[0]
    assert ("No agreement between the two institutions is in force" in notice) is not is_there
    assert (reverse("partners:contact") in notice) is not is_there


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_the_sentence_about_the_agreement_stands_in_every_language(world, petrova, language):
    newcomer = Newcomer([("latin", "Ivanov", "Ivan", "")])
    nominee = Nominee(newcomer, world.inbound, Places(world.kazan, world.kanazawa), FACTS)
    with override(language), pytest.raises(CannotNominate) as why:
        nominating.nominate(nominee, by=petrova, now=clock.now())
    begins = {"ja": "両機関の間に有効な協定がありません", "en": "No agreement", "ru": "Между двумя организациями нет"}
    assert str(why.value).startswith(begins[language])


def test_a_student_who_was_nominated_before_is_the_same_person(world, petrova, sign_in):
    agreed(world)
    browser = sign_in(petrova)
    browser.post(page("nomination_create"), typed(world))
    first = Nomination.objects.get()
    make(first, "cancel", petrova)
    browser.post(page("nomination_create"), typed(world))
    assert Nomination.objects.count() == 2
    assert set(Nomination.objects.values_list("person_id", flat=True)) == {first.person_id}


def test_somebody_whom_only_we_know_is_not_told_to_the_partner(world, petrova, sign_in):
    agreed(world)
    PersonFactory(names=[("latin", "Ivanov", "Ivan", "")], nationality="RU", birth_date="2005-05-17")
    answer = sign_in(petrova).post(page("nomination_create"), typed(world), follow=True)
    assert Nomination.objects.count() == 1
    assert "another person" not in answer.content.decode()


def test_the_office_prepares_edits_and_sends_and_the_partner_answers(world, sato, petrova, aiko, sign_in):
    agreed(world)
    office, partner = sign_in(sato), sign_in(petrova)
    facts = {name: TYPED[name] for name in ("level", "planned_starts_on", "planned_ends_on")}
    prepare = page("nomination_prepare", aiko.person.uid)
    assert office.get(prepare).status_code == 200
    office.post(prepare, {"run": str(world.outbound.uid), "receiving": str(world.kazan.uid), **facts})
    nomination = Nomination.objects.get()
    detail = page("nomination_detail", nomination.uid)
    assert partner.get(detail).status_code == 404
    edited = {**facts, "category": "student", "agreement": str(nomination.agreement.uid), "version": nomination.version}
    later = (END + timedelta(days=1)).isoformat()
    office.post(page("nomination_edit", nomination.uid), {**edited, "planned_ends_on": later})
    nomination.refresh_from_db()
    assert nomination.planned_ends_on == END + timedelta(days=1)
    office.post(page("nomination_move", nomination.uid, "send"), {"version": nomination.version})
    letter = Letter.objects.get()
    assert (letter.kind, letter.person, letter.language) == ("nomination_sent", petrova.person, petrova.language)
    seen = partner.get(page("nomination_detail", nomination.uid, language="ru")).content.decode()
    assert "Подтвердить получение" in seen
    nomination.refresh_from_db()
    partner.post(page("nomination_move", nomination.uid, "verify"), {"version": nomination.version})
    nomination.refresh_from_db()
    assert nomination.mobility.status == "planned"
    assert sorted(Letter.objects.values_list("kind", flat=True)) == [
        "nomination_answered",
        "nomination_sent",
        "nomination_told",
    ]
    own = sign_in(aiko).get(detail).content.decode()
    assert "Accepted by host" in own
    assert "What happened" not in own


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_every_move_has_its_page_and_its_letter(world, sato, petrova, sign_in, language):
    agreed(world)
    nomination = outbound(world, sato)
    office, partner = sign_in(sato), sign_in(petrova)
    why = {"reason_code": "dates", "reason": "The flight goes later"}
    for browser, name, sent in (
        (office, "send", {}),
        (office, "ask_unlock", why),
        (partner, "keep_locked", {"reason": "Too late"}),
        (office, "ask_unlock", why),
        (partner, "unlock", {}),
        (office, "resend", {}),
        (partner, "acknowledge", {}),
        (partner, "waitlist", {}),
        (partner, "reject", {"reason_code": "no_place", "reason": "All places are taken"}),
    ):
        address = page("nomination_move", nomination.uid, name, language=language)
        assert browser.get(address).status_code == 200
        nomination.refresh_from_db()
        before = Letter.objects.count()
        answer = browser.post(address, {"version": nomination.version, **sent})
        assert (name, answer.status_code, Letter.objects.count() > before) == (name, 302, True)
    nomination.refresh_from_db()
    assert (nomination.sender_status, nomination.receiver_status, nomination.revision) == ("sent", "rejected", 2)
    for browser in (office, partner):
        assert browser.get(page("nomination_detail", nomination.uid, language=language)).status_code == 200


def test_while_the_sender_corrects_the_host_reads_what_was_sent(world, sato, petrova, sign_in):
    agreed(world)
    nomination = make(outbound(world, sato, study_year=7), "send", sato)
    office, partner, detail = sign_in(sato), sign_in(petrova), page("nomination_detail", nomination.uid)
    make(nomination, "ask_unlock", sato)
    make(nomination, "unlock", petrova)
    nomination.refresh_from_db()
    later = {"planned_ends_on": END + timedelta(days=9), "study_year": 8}
    edited = preparing.edit(nomination, later, by=sato, version=nomination.version)

    def year(browser):
        return browser.get(detail).content.decode().split("Year of study</dt><dd>")[1][0]

    def end(browser):
        (row,) = browser.get(page("nomination_list")).context["page"].rows
        return row.ends_on

    assert (year(partner), year(office)) == ("7", "8")
    assert (end(partner), end(office)) == (END, END + timedelta(days=9))
    assert "is correcting them" in partner.get(detail).content.decode()
    assert (END + timedelta(days=9)).isoformat().encode() not in content_of(partner.get(page("nomination_list_csv")))
    make(edited, "cancel", sato)
    assert (year(partner), end(partner)) == ("7", END)


def test_a_host_reads_each_fact_as_it_was_sent_while_its_sender_writes_another(world, sato, petrova):
    """Whatever may be corrected is locked for the host: a fact that comes to them stands in this list, too."""
    another = {
        "agreement": agreed(world),
        "category": "researcher",
        "level": "master",
        "study_year": 8,
        "term": "spring",
        "planned_starts_on": START + timedelta(days=9),
        "planned_ends_on": END + timedelta(days=9),
    }
    assert {*another, "email"} == set(NOMINATION_FACTS)  # an address is stated of a partner's students alone
    nomination = make(outbound(world, sato, study_year=7), "send", sato)
    before = {name: getattr(nomination, name) for name in another}
    make(nomination, "ask_unlock", sato)
    unlocked = make(nomination, "unlock", petrova)
    edited = preparing.edit(unlocked, another, by=sato, version=unlocked.version)
    assert all(getattr(edited, name) != before[name] for name in another if name != "agreement")
    [seen] = as_sent([Nomination.objects.get(pk=edited.pk)], petrova)
    assert {name: getattr(seen, name) for name in another} == before


def test_what_is_sent_again_is_what_the_host_reads(world, sato, petrova, sign_in):
    agreed(world)
    nomination = make(outbound(world, sato), "send", sato)
    make(nomination, "ask_unlock", sato)
    unlocked = make(nomination, "unlock", petrova)
    edited = preparing.edit(unlocked, {"planned_ends_on": END + timedelta(days=9)}, by=sato, version=unlocked.version)
    make(edited, "resend", sato)
    (row,) = sign_in(petrova).get(page("nomination_list")).context["page"].rows
    assert row.ends_on == END + timedelta(days=9)


def test_the_list_shows_whose_turn_it_is_and_filters_by_it(world, sato, petrova, sign_in):
    agreed(world)
    make(outbound(world, sato), "send", sato)
    inbound(world, petrova)
    office, partner = sign_in(sato), sign_in(petrova)
    address = page("nomination_list")
    assert len(office.get(address).context["page"].rows) == 2
    assert [row.is_mine for row in partner.get(address).context["page"].rows] == [True, True]
    assert len(office.get(f"{address}?turn=on").context["page"].rows) == 0
    assert len(office.get(f"{address}?direction=inbound").context["page"].rows) == 1
    assert len(partner.get(f"{address}?sender=sent&receiver=pending").context["page"].rows) == 1
    for kind in ("xlsx", "csv"):
        assert content_of(office.get(page(f"nomination_list_{kind}")))


@pytest.mark.parametrize("reader", ["sato", "petrova"])
def test_the_list_asks_the_database_as_often_for_many_as_for_one(
    world, sato, petrova, request, sign_in, reader, django_assert_num_queries
):
    agreed(world)
    browser = sign_in(request.getfixturevalue(reader))
    address = page("nomination_list")
    queries = {"sato": 12, "petrova": 19}[reader]
    make(outbound(world, sato), "send", sato)
    browser.get(address)
    for number in (1, 3, 300):
        have = Nomination.objects.count()
        first = Nomination.objects.get(pk=Nomination.objects.order_by("pk").values_list("pk", flat=True)[0])
        for _more in range(number - have):
            first.pk, first.uid, first.person = None, __import__("uuid").uuid4(), PersonFactory()
            first._state.adding = True
            first.save()
        browser.get(address)
        with django_assert_num_queries(queries):
            assert len(browser.get(address).context["page"].rows) == min(number, 50)


def test_the_way_through_a_long_list_shows_each_nomination_once(world, sato, sign_in):
    agreed(world)
    for _number in range(3):
        outbound(world, sato)
    from kanazawa_exchange.lib.paging import Place
    from mobility.queries.nominations import lists

    seen, place = [], Place()
    while True:
        found = lists.page(sato, lists.Filters(), place, size=2)
        seen += [row.uid for row in found.rows]
        if not found.next:
            break
        place = Place(found.next)
    assert len(seen) == len(set(seen)) == 3


def test_a_stay_that_could_not_be_registered_is_registered_from_the_page(world, sato, petrova, sign_in):
    agreed(world)
    sent = make(outbound(world, sato), "send", sato)
    world.outbound.is_closed = True
    world.outbound.save()
    make(sent, "verify", petrova)
    office, detail = sign_in(sato), page("nomination_detail", sent.uid)
    assert "could not be registered" in office.get(detail).content.decode()
    answer = office.post(page("nomination_stay", sent.uid), follow=True).content.decode()
    assert "closed" in answer
    world.outbound.is_closed = False
    world.outbound.save()
    office.post(page("nomination_stay", sent.uid))
    sent.refresh_from_db()
    assert sent.mobility is not None


def test_whoever_cannot_send_without_an_agreement_is_led_to_it(world, sato, sign_in):
    """Nothing is offered to choose from where none is registered: then the way leads to the registering, with the partner named."""
    nomination, office = outbound(world, sato), sign_in(sato)
    register = f"{reverse('partners:agreement_register')}?partner={world.kazan.uid}"
    edit, pages = page("nomination_edit", nomination.uid), (page("nomination_detail", nomination.uid),)
    pages = (*pages, page("nomination_move", nomination.uid, "send"))
    for address in (*pages, edit):
        seen = office.get(address).content.decode()
        assert "No agreement between the two institutions is registered." in seen
        assert f'href="{register}"' in seen
        assert f'href="{edit}#id_agreement"' not in seen
    agreement = agreed(world)
    for address in pages:
        seen = office.get(address).content.decode()
        assert "Choose the agreement under which the place is given." in seen
        assert f'href="{edit}#id_agreement"' in seen
    assert 'id="id_agreement"' in office.get(edit).content.decode()
    preparing.edit(nomination, {"agreement": agreement}, by=sato, version=None)
    for address in (*pages, edit):
        assert "nomination needs one" not in office.get(address).content.decode()
        assert register not in office.get(address).content.decode()


def test_a_refused_sending_says_the_reason_once(world, sato, sign_in):
    nomination = outbound(world, sato)
    answer = sign_in(sato).post(page("nomination_move", nomination.uid, "send"), {"version": nomination.version})
    told = answer.content.decode()
    assert "Choose the agreement under which the place is given." in told
    assert "No agreement between" not in told
    assert reverse("partners:agreement_register") in told


def test_a_coordinator_who_registers_no_agreements_is_told_who_does(world, kimura, sign_in):
    nomination = outbound(world, kimura)
    seen = sign_in(kimura).get(page("nomination_edit", nomination.uid)).content.decode()
    assert "No agreement between the two institutions is registered." in seen
    assert "The office registers agreements" in seen
    assert reverse("partners:agreement_register") not in seen


@pytest.mark.parametrize(
    ("year", "starts_on", "ends_on", "is_offered"),
    [
        (2024, None, None, False),
        (2025, None, None, True),
        (2026, None, None, True),
        (2025, date(2025, 6, 1), date(2025, 6, 30), False),
        (2025, date(2025, 6, 1), date(2025, 7, 1), True),
        (2024, date(2025, 3, 20), date(2025, 7, 2), True),
    ],
)
def test_only_runs_that_are_not_over_are_offered(
    world, petrova, sign_in, monkeypatch, year, starts_on, ends_on, is_offered
):
    monkeypatch.setattr(clock, "now", lambda: datetime(2025, 7, 1, 3, 0, tzinfo=UTC))
    agreed(world)
    run = world.inbound
    run.fiscal_year, run.starts_on, run.ends_on = year, starts_on, ends_on
    run.save()
    browser, address = sign_in(petrova), page("nomination_create")
    assert (str(run.uid) in browser.get(address).content.decode()) is is_offered
    browser.post(address, typed(world))
    assert Nomination.objects.exists() is is_offered


@pytest.mark.parametrize(
    ("box", "name", "words"),
    [
        ("latin_family", "Иванов", "Write the name in Latin letters here, as in the passport."),
        ("latin_given", "Ivаn", "Write the name in Latin letters here, as in the passport."),
        ("cyrillic_family", "Ivanov", "Write the name in Cyrillic letters here."),
        ("cyrillic_patronymic", "Петрoвич", "Write the name in Cyrillic letters here."),
    ],
)
def test_a_name_in_the_letters_of_another_box_is_refused_at_its_box(world, petrova, sign_in, box, name, words):
    """The second and the last hold one letter that only looks like one of the box."""
    agreed(world)
    form = sign_in(petrova).post(page("nomination_create"), typed(world, **{box: name})).context["form"]
    assert list(form.errors) == [box]
    assert form.errors[box][0].startswith(words)
    assert not Nomination.objects.exists()


def test_names_as_people_have_them_are_taken(world, petrova, sign_in):
    agreed(world)
    names = {
        "latin_family": "O’Brien-Müller",
        "latin_given": "Zoë",
        "cyrillic_family": "Ёлкина",
        "cyrillic_given": "Анна-Мария",
    }
    sign_in(petrova).post(page("nomination_create"), typed(world, **names))
    assert Nomination.objects.count() == 1


def test_what_is_needed_of_a_name_is_told_in_plain_ink(world, petrova, sign_in):
    """Red is what is wrong; this stands there before anybody has typed."""
    told = sign_in(petrova).get(page("nomination_create", language="ru")).content.decode()
    assert "Имя нужно хотя бы в одном алфавите." in told
    assert '<span class="req">Имя нужно' not in told


def test_a_reason_in_another_language_says_in_which(world, sato, petrova, sign_in):
    """The words of its code are the reader's; what the partner has typed keeps its own language."""
    agreed(world)
    nomination = make(outbound(world, sato), "send", sato)
    make(nomination, "reject", petrova, Step(reason_code="no_place", reason="Все места заняты"))
    address = page("nomination_detail", nomination.uid, language="ja")
    told = sign_in(sato).get(address).content.decode()
    assert ' — <span lang="ru">Все места заняты</span> <span class="fb">原文：ロシア語</span>' in told
    own = sign_in(petrova).get(page("nomination_detail", nomination.uid, language="ru")).content.decode()
    assert "Все места заняты" in own
    assert "Язык оригинала" not in own


def test_a_partner_chooses_the_direction_in_places_and_we_in_our_words(world, sato, petrova, sign_in):
    agreed(world)
    for user, words in ((petrova, "Казань → Канадзава"), (sato, "Входящая")):
        form = sign_in(user).get(page("nomination_list", language="ru")).context["form"]
        assert words in [str(label) for _value, label in form.fields["direction"].choices]
