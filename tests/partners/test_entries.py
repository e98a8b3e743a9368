"""An agreement in one form: its state follows from its days, its history tells each step, all that is wrong is said at once."""

from datetime import date
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from kanazawa_exchange.accounts.models import StoredFile, Transition
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Step
from partners.forms.agreements import NewAgreementForm
from partners.models import Agreement, AgreementParty, Institution, OrgUnit
from partners.moves import AGREEMENT_MOVES
from partners.services import agreements, entries
from partners.services.entries import Party

from .conftest import NOW, paper

REGISTER = "/en/agreements/register/"
SIGNED, SINCE, UNTIL = date(2010, 3, 1), date(2010, 4, 1), date(2015, 3, 31)
PAST = {"signed_on": SIGNED, "effective_on": SINCE, "expires_on": UNTIL, "date_basis_en": "Web page"}


def entered(world, by, **values):
    parties = values.pop("parties", [Party("ours", world.kanazawa), Party("partner", world.kazan)])
    sent = {"type": "exchange", "scope": "university", **values}
    return entries.enter(sent, parties, by=by, now=NOW, paper=sent.pop("paper", None))


def steps(agreement):
    return list(
        Transition.objects.filter(record_type="agreement", record_id=agreement.pk).values_list("move", "effective_on")
    )


@pytest.mark.parametrize(
    ("days", "status", "moves"),
    [
        ({}, "draft", []),
        ({"effective_on": SINCE}, "draft", []),
        ({"signed_on": SIGNED, "date_basis_ru": "Архив"}, "signed", ["enter_signed"]),
        ({**PAST, "effective_on": date(2018, 10, 1), "expires_on": None}, "signed", ["enter_signed"]),
        ({**PAST, "expires_on": None}, "in_force", ["enter_signed", "start"]),
        ({**PAST, "expires_on": date(2018, 6, 1)}, "in_force", ["enter_signed", "start"]),
        (PAST, "expired", ["enter_signed", "start", "expire"]),
    ],
)
def test_the_state_follows_from_the_days(world, sato, days, status, moves):
    agreement = entered(world, sato, **days)
    assert agreement.status == status
    assert [move for move, _day in steps(agreement)] == moves
    assert [party.institution for party in agreement.parties.order_by("pk")] == [world.kanazawa, world.kazan]


def test_each_step_has_its_day(world, sato):
    agreement = entered(world, sato, **PAST)
    assert steps(agreement) == [("enter_signed", SIGNED), ("start", SINCE), ("expire", date(2015, 4, 1))]
    assert agreement.ended_on == UNTIL


def test_with_its_paper_it_is_signed_and_needs_no_source(world, sato):
    agreement = entered(world, sato, signed_on=SIGNED, effective_on=SINCE, paper=paper())
    assert (agreement.status, agreement.document.original_name) == ("in_force", "agreement.pdf")
    assert [move for move, _day in steps(agreement)] == ["negotiate", "sign", "start"]


def test_without_a_title_it_is_called_by_type_and_parties_in_every_language(world, sato):
    agreement = entered(world, sato)
    assert agreement.title_en == "Student exchange memorandum: Kanazawa University\u00a0– Kazan Federal University"
    assert agreement.title_ja.endswith("金沢大学・カザン連邦大学")
    assert agreement.title_ru.endswith("\u00a0— Казанский федеральный университет")
    assert entered(world, sato, title_en="Memorandum of 2010").title_ja in ("", None)


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        (
            {"signed_on": SIGNED, "effective_on": date(2010, 2, 1), "expires_on": date(2010, 1, 1)},
            {"effective_on", "expires_on", "source"},
        ),
        ({"signed_on": date(2030, 1, 1)}, {"signed_on", "source"}),
        ({"signed_on": SIGNED, "paper": paper()}, {"effective_on"}),
    ],
)
def test_all_that_is_wrong_is_said_at_once_and_nothing_is_stored(world, sato, values, fields):
    with pytest.raises(Refused) as refused:
        entered(world, sato, **values)
    assert set(refused.value.errors) == fields
    assert not Agreement.objects.exists()
    assert not StoredFile.objects.exists()


def test_parties_are_two_institutions_and_units_are_theirs(world, sato):
    foreign = OrgUnit(institution=world.irkutsk, name_en="Faculty of Law")
    foreign.save()
    parties = [Party("ours", world.kanazawa), Party("partner", world.kanazawa, foreign)]
    with pytest.raises(Refused) as refused:
        entered(world, sato, parties=parties)
    assert set(refused.value.errors) == {"partner", "partner_unit"}


def test_the_page_leads_to_the_agreement(world, sato, sign_in):
    typed = {
        "type": "exchange",
        "scope": "faculty",
        "signed_precision": "month",
        "ours": str(world.kanazawa.uid),
        "partner": str(world.kazan.uid),
        "further": [str(world.irkutsk.uid)],
        "signed_on": "平成22年3月1日",
        "effective_on": "1 апреля 2010 г.",
        "expires_on": "2015/3/31 0:00",
        "source": "Web page of the university",
    }
    browser = sign_in(sato)
    assert 'name="partner"' in browser.get(REGISTER).text
    answer = browser.post(REGISTER, typed, follow=True)
    agreement = Agreement.objects.get()
    assert answer.redirect_chain == [(f"/en/agreements/{agreement.uid}/", 302)]
    assert (agreement.status, agreement.signed_precision, agreement.date_basis_en) == (
        "expired",
        "month",
        "Web page of the university",
    )
    assert agreement.parties.count() == 3
    wrong = browser.post(REGISTER, typed | {"source": "", "expires_on": "2009/3/31"}).text
    assert "Say where the dates come from" in wrong
    assert "The agreement expires before it takes effect." in wrong
    assert 'value="平成22年3月1日"' in wrong


def test_what_the_boxes_and_what_the_days_refuse_is_said_at_once(world, sato, sign_in):
    typed = {"type": "exchange", "scope": "university", "signed_precision": "day", "ours": str(world.kanazawa.uid)}
    page = sign_in(sato).post(REGISTER, typed | {"signed_on": "the first of May", "expires_on": "2009/3/31"}).text
    assert "Say where the dates come from" in page
    assert 'id="id_partner_error"' in page
    assert 'id="id_signed_on_error"' in page
    page = sign_in(sato).post(REGISTER, typed | {"effective_on": "2010/3/31", "expires_on": "2009/3/31"}).text
    assert "The agreement expires before it takes effect." in page
    assert 'id="id_partner_error"' in page


def test_our_side_is_ours_and_the_partners_stand_as_in_the_form_of_a_stay(world, sato):
    world.kanazawa.is_home = True
    world.kanazawa.save()
    form = NewAgreementForm()
    assert [str(name) for _uid, name in form.fields["ours"].choices][1:] == ["Kanazawa University"]
    offered = [str(name) for _uid, name in form.fields["partner"].choices][1:]
    stays = Institution.objects.filter(is_home=False).order_by("-is_confirmed", "pk")
    assert offered == [localized(place, "name").text for place in stays]
    assert not form.fields["ours_unit"].queryset.exclude(institution__is_home=True).exists()
    assert not form.fields["partner_unit"].queryset.filter(institution__is_home=True).exists()


def test_the_history_tells_the_registration_before_the_moves_of_the_same_act(world, sato):
    agreement = entered(world, sato, **PAST)
    parts = [(AgreementParty, "agreement")]
    told = [entry.what for entry in history.timeline(agreement, moves=AGREEMENT_MOVES, parts=parts)]
    assert [words.split(",")[0] for words in told] == [
        "Expired", "Entered into force", "Past signature entered", "Party: Registered", "Party: Registered", "Registered"
    ]  # fmt: skip


def upgraded():
    """Titles are joined anew by the migration, over the models as they were then."""
    then = MigrationLoader(connection).project_state(("partners", "0003_agreement_titles")).apps
    import_module("partners.migrations.0003_agreement_titles").join_parties(then, None)


def test_titles_that_were_made_before_are_joined_as_their_language_joins(world, sato):
    old = entered(world, sato, title_en="Exchange: Kanazawa University – Kazan Federal University")
    typed = entered(world, sato, title_en="Kanazawa – Kazan", title_ja="金沢大学 – カザン連邦大学（覚書）")
    upgraded()
    for agreement in (old, typed):
        agreement.refresh_from_db()
    assert old.title_en == "Exchange: Kanazawa University\u00a0– Kazan Federal University"
    assert (typed.title_en, typed.title_ja) == ("Kanazawa – Kazan", "金沢大学 – カザン連邦大学（覚書）")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_title_that_was_joined_anew_is_nobodys_edit_and_stays_when_a_move_is_undone(world, sato, language):
    names = [getattr(place, f"name_{language}") for place in (world.kanazawa, world.kazan)]
    column, dash = f"title_{language}", {"ja": "・", "en": "\u00a0– "}[language]
    agreement = entered(world, sato, **{column: " – ".join(names)})
    agreements.edit(agreement, {"field_limits_en": "In the archive"}, by=sato, version=None)
    upgraded()
    moved = agreements.move(agreement, "negotiate", Step(), by=sato, now=NOW)
    undone = agreements.undo(moved, by=sato, now=NOW, version=moved.version)
    assert getattr(undone, column) == dash.join(names)
    told = history.timeline(undone, moves=AGREEMENT_MOVES)
    assert len(told) == 4
    assert not [change for entry in told for change in entry.changes if change.label.startswith("Title")]


def test_a_signed_agreement_whose_first_day_nobody_knows_says_so(world, sato, sign_in):
    agreement = entered(world, sato, signed_on=SIGNED, date_basis_en="Web page")
    browser = sign_in(sato)
    assert "does not know whether it still is" in browser.get(f"/en/agreements/{agreement.uid}/").text
    assert "not known" in browser.get("/en/agreements/").text
    known = entered(world, sato, **PAST)
    assert "does not know whether it still is" not in browser.get(f"/en/agreements/{known.uid}/").text
