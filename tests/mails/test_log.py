"""The office's log of letters: what waits, what was taken, what was not and why; per person; sent once more by a button."""

from datetime import timedelta

import pytest

from kanazawa_exchange.accounts.models import Letter
from kanazawa_exchange.accounts.services import delivery, outbox
from kanazawa_exchange.accounts.services.outbox import Draft, Recipient
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.mails import MASK
from tests import factories
from tests.mails.kinds import NEWS, SECRET, values
from tests.markup import compact

pytestmark = pytest.mark.django_db
LOG = "/en/office/mails/"


def written(number=1, person=None, ref="act", **differs):
    drafts = [Draft(Recipient(f"a{n}@example.org", "ru", person), ref, values(**differs)) for n in range(number)]
    return outbox.write_many(NEWS, drafts, by=None, now=clock.now())


def text(answer):
    return compact(answer.content.decode())


@pytest.mark.parametrize("number", [1, 3])
def test_the_log_costs_the_same_for_one_and_three(sign_in, sato, django_assert_num_queries, number):
    for n in range(number):
        written(1, factories.PersonFactory(names=[("latin", f"Reader{n}", "Anna", "")]), ref=f"{n}")
    client = sign_in(sato)
    client.get(LOG)
    with django_assert_num_queries(8):
        page = client.get(LOG)
    assert text(page).count("READER") == number
    assert (f"{number} letter" in text(page)) is True


def test_the_log_is_filtered_by_state_kind_address_and_person(sign_in, sato):
    person = factories.PersonFactory(names=[("latin", "Reader", "Anna", "")])
    first, _second = written(2, person)
    written(1, ref="of nobody known")
    Letter.objects.filter(pk=first.pk).update(state="refused", ended_at=clock.now(), sealed="")
    client = sign_in(sato)

    def found(query):
        page = client.get(f"{LOG}?{query}").content.decode()
        return page.count('role="rowheader"')

    assert found("") == 3
    assert found("state=refused") == 1
    assert found("state=waiting") == 2
    assert found("kind=test_news") == 3, "a kind that nobody offers filters nothing"
    assert found("kind=invitation") == 0
    assert found("q=A1@") == 1
    assert found(f"person={person.uid}") == 2
    assert "Letters to:" in text(client.get(f"{LOG}?person={person.uid}"))
    assert found("state=nonsense&person=x") == 3


def test_pages_of_the_log_lead_on(sign_in, sato, monkeypatch):
    monkeypatch.setattr("kanazawa_exchange.accounts.queries.letters.page.__kwdefaults__", {"size": 2})
    written(3)
    client = sign_in(sato)
    first = client.get(LOG)
    after = first.context["page"].next
    assert len(first.context["page"].rows) == 2
    assert len(client.get(f"{LOG}?after={after}").context["page"].rows) == 1


def test_a_letter_shows_its_way_and_hides_its_secret(sign_in, sato, smtp):
    smtp.refusals = {"a0@example.org": "450 4.2.2 mailbox full"}
    (letter,) = written(1)
    delivery.send_due()
    page = text(sign_in(sato).get(f"{LOG}{letter.uid}/"))
    for words in (
        "450 4.2.2 mailbox full",
        "Next attempt",
        "waiting for the mail server",
        letter.message_id[1:-1],
        MASK,
    ):
        assert words in page
    assert SECRET not in page
    assert "Send the letter again" not in page


def test_a_letter_that_was_refused_is_sent_again_once_however_often_the_button_is_pressed(sign_in, sato, smtp):
    (letter,) = written(1)
    Letter.objects.update(state="refused", ended_at=clock.now(), sealed="", body="whole\n", reason="550 nobody")
    client = sign_in(sato)
    assert "Send the letter again" in text(client.get(f"{LOG}{letter.uid}/"))
    assert "once more" in text(client.post(f"{LOG}{letter.uid}/send-again/", follow=True))
    assert "waiting for the mail server already" in text(client.post(f"{LOG}{letter.uid}/send-again/", follow=True))
    delivery.send_due()
    assert len(smtp.letters) == 1


def test_what_cannot_be_sent_again_offers_no_button(sign_in, sato):
    (letter,) = written(1)
    Letter.objects.update(state="given_up", ended_at=clock.now(), sealed="", reason="TimeoutError")
    page = text(sign_in(sato).get(f"{LOG}{letter.uid}/"))
    assert "The mail server does not answer in time." in page
    assert "have a new letter written" in page
    assert "Send the letter again" not in page
    outbox.forget_old(now=clock.now() + timedelta(days=91))
    assert "The text is not kept any longer." in text(sign_in(sato).get(f"{LOG}{letter.uid}/"))


def test_the_page_of_what_runs_counts_what_waits(sign_in, admin):
    written(3)
    page = sign_in(admin).get("/en/what-runs/").content.decode()
    assert '/en/office/mails/?state=waiting">3<' in page
    assert "the oldest since" in page


def test_the_page_of_a_person_leads_the_office_to_their_letters(sign_in, sato, aiko):
    assert f"/en/office/mails/?person={aiko.person.uid}" in text(sign_in(sato).get(f"/en/people/{aiko.person.uid}/"))
    assert "/office/mails/" not in text(sign_in(aiko).get(f"/en/people/{aiko.person.uid}/"))
