"""An agreement in one form: its state follows from its days, its history tells each step, all that is wrong is said at once."""

from datetime import date

import pytest

from kanazawa_exchange.accounts.models import StoredFile, Transition
from kanazawa_exchange.lib.refusals import Refused
from partners.models import Agreement, OrgUnit
from partners.services import entries
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
    assert agreement.title_en == "Student exchange memorandum: Kanazawa University – Kazan Federal University"
    assert agreement.title_ja.endswith("金沢大学 – カザン連邦大学")
    assert agreement.title_ru.endswith("Казанский федеральный университет")
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
