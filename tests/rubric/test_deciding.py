"""Decisions in bulk: proposed by rank, changed line by line, looked at, recorded; what is refused is told at its line."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.lib.ticked import MOST
from mobility.models import Application
from programs.models import CallPlace
from rubric.models import Review
from rubric.queries.deciding import board
from tests.factories import PersonFactory, RoleGrantFactory

from .reviewing import NOW, applied, assign, finish


def reviewed(call: Any, world: Any, reviewer: Any, name: str, given: int, wishes: Any, **values: Any) -> Application:
    person = PersonFactory(names=[("latin", name, "Test", "")])
    case = applied(call, world, person, wishes=wishes, **values)
    finish(assign(case, reviewer)[0], given, 5)
    return case


@pytest.fixture
def cases(call: Any, world: Any, suzuki: Any, kazan: Any) -> Any:
    return [reviewed(call, world, suzuki, name, n, [kazan]) for name, n in (("Abe", 5), ("Baba", 4), ("Chiba", 3))]


def page(name: str, *parts: Any, space: str = "rubric") -> str:
    return reverse(f"{space}:{name}", args=parts).replace("/ja/", "/en/", 1)


def boxes(cases: Any, *said: Any, **further: Any) -> dict[str, Any]:
    sent: dict[str, Any] = {"row": [str(one.uid) for one in cases]}
    for one, words in zip(cases, said, strict=True):
        sent |= {f"line-{one.uid}": words, f"seen-{one.uid}": one.version}
    return {**sent, **further}


def offer(place: CallPlace) -> str:
    return f"offer:{place.uid}"


def decided(*cases: Any) -> list[tuple[str, str, int | None]]:
    rows = Application.objects.in_bulk([one.pk for one in cases])
    return [(rows[one.pk].status, rows[one.pk].decision, rows[one.pk].waitlist_rank) for one in cases]


def test_the_page_proposes_the_preview_tells_and_the_button_records(call, cases, kazan, sato, sign_in):
    browser = sign_in(sato)
    shown = browser.get(page("deciding", call.uid)).content.decode()
    assert f'<option value="{offer(kazan)}" selected>' in shown
    assert "3 applications in review" in shown
    assert "1 free place" in shown
    sent = boxes(cases, offer(kazan), "waitlist", "")
    preview = browser.post(page("deciding", call.uid), sent).content.decode()
    assert "2 decisions would be recorded." in preview
    assert "no decision was chosen" in preview
    assert decided(*cases) == [("in_review", "", None)] * 3
    answer = browser.post(page("deciding", call.uid), {**sent, "confirm": "1"}, follow=True)
    assert "2 decisions are recorded." in answer.content.decode()
    assert answer.redirect_chain[-1][0] == page("release", call.uid, space="mobility")
    assert decided(*cases) == [("decided", "offer", None), ("decided", "waitlist", 1), ("in_review", "", None)]


def test_a_destination_with_too_many_offers_is_told_at_the_line_and_what_was_typed_stays(
    call, cases, kazan, sato, sign_in
):
    answer = sign_in(sato).post(page("deciding", call.uid), boxes(cases, offer(kazan), offer(kazan), "decline"))
    shown = answer.content.decode()
    assert "only 1 place is free, and 2 are offered" in shown
    form = answer.context["form"]
    assert list(form.errors) == [f"line-{cases[1].uid}"]
    assert '<option value="decline" selected>' in shown
    assert decided(*cases) == [("in_review", "", None)] * 3


def test_the_preview_leads_back_to_the_lines_as_they_were_typed(call, cases, kazan, sato, sign_in):
    sent = boxes(cases, "decline", offer(kazan), "", again="1")
    shown = sign_in(sato).post(page("deciding", call.uid), sent).content.decode()
    assert "changed from the proposal" in shown
    assert shown.count('<option value="decline" selected>') == 1


def test_the_preview_names_who_is_passed_over_and_who_is_not_affected(call, cases, kazan, world, sato, sign_in):
    applied(call, world, PersonFactory(names=[("latin", "Doi", "Rei", "")]), status="submitted")
    sent = boxes(cases, "decline", offer(kazan), "waitlist")
    shown = sign_in(sato).post(page("deciding", call.uid), sent).content.decode()
    assert "Above it, wished for the same and gets no place: ABE Test" in shown
    assert "DOI Rei" in shown
    assert "Submitted" in shown


def test_the_preview_says_that_somebody_better_will_stand_behind_those_who_wait_and_as_which_number(
    call, cases, kazan, sato, sign_in
):
    browser = sign_in(sato)
    abe, baba, chiba = cases
    browser.post(page("deciding", call.uid), boxes([baba], "waitlist", confirm="1"))
    first = browser.post(page("deciding", call.uid), boxes([abe, chiba], "waitlist", "waitlist"))
    shown = first.content.decode()
    assert [(one.waits_as, one.behind) for one in first.context["chosen"]] == [(2, ("BABA Test",)), (3, ())]
    assert shown.count("Stands behind those who wait already, though ranked lower: BABA Test") == 1
    assert "as number 2" in shown
    assert "nobody who waits already is moved back" in shown
    browser.post(page("deciding", call.uid), boxes([abe, chiba], "waitlist", "waitlist", confirm="1"))
    assert [rank for _state, _said, rank in decided(baba, abe, chiba)] == [1, 2, 3]


def test_whoever_waits_behind_better_ones_is_not_told_to_have_been_passed(call, cases, sato, sign_in):
    browser = sign_in(sato)
    browser.post(page("deciding", call.uid), boxes(cases[:1], "waitlist", confirm="1"))
    shown = browser.post(page("deciding", call.uid), boxes(cases[1:], "waitlist", "")).content.decode()
    assert "Stands behind" not in shown
    assert "is moved back" not in shown


def test_the_number_of_the_preview_counts_who_waits_and_not_the_ranks(call, cases, sato, sign_in):
    """Rank 1 is withdrawn: the next one is recorded with rank 2, and is told to be number 1."""
    browser = sign_in(sato)
    browser.post(page("deciding", call.uid), boxes(cases[:1], "waitlist", confirm="1"))
    left = Application.objects.get(pk=cases[0].pk)
    left.status = "withdrawn"
    left.save()
    browser.post(page("deciding", call.uid), boxes(cases[1:], "waitlist", "", confirm="1"))
    assert decided(cases[1]) == [("decided", "waitlist", 2)]
    assert board(call).listed == 2
    answer = browser.post(page("deciding", call.uid), boxes(cases[2:], "waitlist"))
    assert [one.waits_as for one in answer.context["chosen"]] == [2]


def test_what_was_refused_stands_in_its_line_and_the_rest_is_recorded(call, cases, kazan, sato, sign_in):
    sent = boxes(cases, offer(kazan), "waitlist", "decline", confirm="1")
    sent[f"seen-{cases[1].uid}"] = cases[1].version + 1
    answer = sign_in(sato).post(page("deciding", call.uid), sent)
    shown = answer.content.decode()
    assert "2 decisions are recorded." in shown
    assert "Look at it once more." in shown
    assert '<option value="waitlist" selected>' in shown
    assert [state for state, *_rest in decided(*cases)] == ["decided", "in_review", "decided"]


def test_sent_twice_it_is_decided_once(call, cases, kazan, sato, sign_in):
    browser, sent = sign_in(sato), boxes(cases, offer(kazan), "", "", confirm="1")
    browser.post(page("deciding", call.uid), sent)
    again = browser.post(page("deciding", call.uid), sent)
    assert again.status_code == 200
    assert again.context["form"].non_field_errors() == ["Choose a decision for at least one application."]
    assert [one.uid for one in again.context["board"].candidates] == [one.uid for one in cases[1:]]
    assert decided(*cases) == [("decided", "offer", None), ("in_review", "", None), ("in_review", "", None)]
    log = Transition.objects.filter(record_type="application", record_id=cases[0].pk)
    assert list(log.values_list("move", flat=True)) == ["decide"]


def test_places_that_end_among_equals_are_told_and_left_open(call, world, suzuki, kazan, sato, sign_in):
    pair = [reviewed(call, world, suzuki, name, 4, [kazan]) for name in ("Abe", "Baba")]
    shown = sign_in(sato).get(page("deciding", call.uid)).content.decode()
    assert shown.count("The places end among those who share this rank") == 2
    assert "For 2 applications nothing is proposed" in shown
    assert [one.proposed for one in board(call).candidates] == ["", ""]
    assert decided(*pair) == [("in_review", "", None)] * 2


def test_equals_wait_in_the_order_they_are_given(call, world, suzuki, kazan, sato, sign_in):
    first = reviewed(call, world, suzuki, "Abe", 5, [kazan])
    pair = [reviewed(call, world, suzuki, name, 4, [kazan]) for name in ("Baba", "Chiba")]
    sent = boxes([first, *pair], offer(kazan), "waitlist", "waitlist", confirm="1")
    sent |= {f"order-{pair[0].uid}": "2", f"order-{pair[1].uid}": "1"}
    sign_in(sato).post(page("deciding", call.uid), sent)
    assert decided(*pair) == [("decided", "waitlist", 2), ("decided", "waitlist", 1)]


def test_without_a_finished_review_nothing_is_proposed(call, world, kazan, sato, sign_in):
    applied(call, world, wishes=[kazan])
    shown = sign_in(sato).get(page("deciding", call.uid)).content.decode()
    assert "No review is finished: there is no rank." in shown
    assert "Points are missing for 1 application." in shown


def test_the_length_of_the_waitlist_is_in_the_address(call, cases, sato, sign_in):
    browser = sign_in(sato)
    proposed = [one.proposed for one in board(call, 0).candidates]
    assert proposed[1:] == ["decline", "decline"]
    shown = browser.get(page("deciding", call.uid) + "?waitlist=2").content.decode()
    assert shown.count('<option value="waitlist" selected>') == 2


def test_whoever_still_reviews_or_has_applied_sees_no_proposal(call, cases, world, suzuki, sato, sign_in):
    RoleGrantFactory(person=sato.person, role="reviewer")
    assign(applied(call, world), sato)
    shown = sign_in(sato).get(page("deciding", call.uid)).content.decode()
    assert "You have 1 review in this call to finish" in shown
    assert "ABE" not in shown


def test_rows_that_were_ticked_in_the_list_come_alone(call, cases, sato, sign_in):
    shown = sign_in(sato).post(page("deciding", call.uid), {"row": [str(cases[0].uid)], "pick": "1"}).content.decode()
    assert "1 application in review" in shown
    assert "BABA" not in shown


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_page_costs_the_same_queries(call, world, suzuki, kazan, sato, sign_in, number, django_assert_num_queries):
    cases = [applied(call, world, wishes=[kazan]) for _n in range(number)]
    for one in cases:
        Review.objects.create(application=one, reviewer=suzuki, status="done", assigned_at=NOW, done_at=NOW)
    browser = sign_in(sato)
    assert len(browser.get(page("deciding", call.uid)).context["board"].candidates) == number
    browser.get(page("deciding", call.uid))
    with django_assert_num_queries(16):
        browser.get(page("deciding", call.uid))
    with django_assert_num_queries(16):
        browser.post(page("deciding", call.uid), boxes(cases, offer(kazan), *["waitlist"] * (number - 1)))


def test_ticked_rows_that_cannot_be_decided_are_named_before_anything_is_typed(call, cases, world, sato, sign_in):
    other = applied(call, world, PersonFactory(names=[("latin", "Doi", "Rei", "")]), status="submitted")
    boxes = {"row": [str(cases[0].uid), str(other.uid)], "pick": "1"}
    shown = sign_in(sato).post(page("deciding", call.uid), boxes)
    assert [one.uid for one in shown.context["beside"]] == [other.uid]
    text = shown.content.decode()
    assert "Ticked, but not affected" in text
    assert "DOI Rei" in text
    assert "BABA" not in text
    preview = sign_in(sato).post(
        page("deciding", call.uid), {"row": [str(cases[0].uid)], f"line-{cases[0].uid}": "decline"}
    )
    assert "not chosen in the list" in preview.content.decode()


def test_as_many_rows_as_one_act_takes_fit_into_the_forms_of_decisions(call, world, suzuki, kazan, sato, sign_in):
    pair = [reviewed(call, world, suzuki, name, 4, [kazan]) for name in ("Abe", "Baba")]
    browser, rows = sign_in(sato), {"row": [str(one.uid) for one in pair]}
    form = browser.post(page("deciding", call.uid), {**rows, "pick": "1"}).content.decode()
    preview = browser.post(page("deciding", call.uid), boxes(pair, "waitlist", "waitlist")).content.decode()
    for text in (form, preview):
        named = len(re.findall(rf'name="[a-z]+-{pair[0].uid}"', text)) + text.count(f'name="row" value="{pair[0].uid}"')
        assert 3 <= named <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS // (MOST + 10)
