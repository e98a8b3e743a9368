"""Every list: its address says only what is set, the way back leads to it as it was left, a file too long is refused in words."""

import re

import pytest
from django.urls import reverse

from kanazawa_exchange.accounts.models import AuditEvent
from kanazawa_exchange.lib import list_files, totals
from kanazawa_exchange.lib.totals import Total, counted
from mobility.models import Mobility
from tests.list_files import content_of

LIST = "mobility:mobility_list"


@pytest.mark.parametrize(
    ("query", "short"),
    [
        ("q=&fy=&direction=outbound&sort=", "?direction=outbound"),
        ("fy=2018&fy=", "?fy=2018"),
        ("q=&after=", ""),
    ],
)
def test_an_address_that_says_nothing_is_shortened(world, sato, sign_in, query, short):
    answer = sign_in(sato).get(f"{reverse(LIST)}?{query}")
    assert (answer.status_code, answer["Location"]) == (302, reverse(LIST) + short)


def test_an_address_without_empty_words_is_shown_at_once(world, sato, sign_in):
    assert sign_in(sato).get(reverse(LIST), {"fy": ["2018", "2019"]}).status_code == 200


def test_the_way_back_from_a_record_leads_to_the_list_as_it_was_left(world, sato, sign_in):
    stay, browser = world.sent(), sign_in(sato)
    detail, back = reverse("mobility:mobility_detail", args=[stay.uid]), reverse(LIST)
    browser.get(back, {"fy": "2018", "sort": "name"})
    assert f'href="{back}?fy=2018&amp;sort=name"' in browser.get(detail).text
    assert (
        f'href="{back}?fy=2018&amp;sort=name"' in browser.get(reverse("mobility:mobility_edit", args=[stay.uid])).text
    )
    russian = detail.replace("/ja/", "/ru/")
    assert f'href="{back.replace("/ja/", "/ru/")}?fy=2018&amp;sort=name"' in browser.get(russian).text
    browser.get(back)
    assert f'href="{back}"' in browser.get(detail).text


def test_what_one_reader_left_is_nothing_to_another(world, sato, kimura, sign_in):
    stay = world.sent()
    sign_in(sato).get(reverse(LIST), {"fy": "2018"})
    page = sign_in(kimura).get(reverse("mobility:mobility_detail", args=[stay.uid])).text
    assert f'href="{reverse(LIST)}"' in page


def test_an_endless_address_is_not_kept(world, sato, sign_in):
    stay, browser = world.sent(), sign_in(sato)
    browser.get(reverse(LIST), {"q": "x" * 3000})
    assert "xxx" not in browser.get(reverse("mobility:mobility_detail", args=[stay.uid])).text


def test_a_list_counts_to_its_bound_and_says_when_there_is_more(world, sato, sign_in, monkeypatch):
    for _ in range(4):
        world.sent()
    assert counted(Mobility.objects.all(), 4) == Total(4)
    assert counted(Mobility.objects.all(), 3) == Total(3, is_more=True)
    assert "4件" in sign_in(sato).get(reverse(LIST)).text
    monkeypatch.setattr("mobility.queries.lists.counted", lambda rows, bound=totals.BOUND: counted(rows, 3))
    assert "3件超" in sign_in(sato).get(reverse(LIST)).text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_of_too_many_rows_is_refused_in_words_on_the_list(world, sato, sign_in, monkeypatch, kind):
    world.sent(), world.sent()
    monkeypatch.setitem(list_files.MOST_ROWS, kind, 1)
    answer = sign_in(sato).get(reverse(f"{LIST}_{kind}") + "?fy=2018", follow=True)
    assert answer.redirect_chain == [(reverse(LIST) + "?fy=2018", 302)]
    assert "この形式のファイルに入るのは1行までです。" in answer.text
    assert not AuditEvent.objects.filter(event="list_exported").exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_file_is_a_line_of_the_ledger(world, sato, sign_in, kind):
    world.sent()
    browser = sign_in(sato)
    content_of(browser.get(reverse(f"{LIST}_{kind}")))
    event = AuditEvent.objects.get(event="list_exported")
    assert (event.actor, event.detail) == (sato, f"records {kind} 1")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("name", "query", "asked"),
    [
        ("mobility:mobility_list", "fy=2018&direction=outbound&q=ivanova", "with a search fy=2018 direction=outbound"),
        ("mobility:mobility_list", "status=returned&counted=on&foo=Ivanova", "status=returned counted"),
        ("mobility:person_list", "q=Ivanova+Anna", "with a search"),
        ("partners:agreement_list", "status=in_force&q=Ivanova", "status=in_force"),
    ],
)
def test_the_ledger_holds_the_filter_in_code_and_nothing_that_was_searched(
    world, sato, sign_in, name, query, asked, kind
):
    world.sent()
    content_of(sign_in(sato).get(f"{reverse(f'{name}_{kind}')}?{query}"))
    detail = AuditEvent.objects.get(event="list_exported").detail
    what, rows, filter_in_code = detail.split(" ", 3)[0], detail.split(" ", 3)[2], detail.split(" ", 3)[3]
    assert what in {"records", "people", "agreements"}
    assert rows.isdigit()
    assert filter_in_code == asked
    assert "ivanova" not in detail.lower()


def test_a_public_id_is_shortened_in_the_ledger_and_a_long_line_fits(world, sato, sign_in):
    run = world.sent().run
    query = {"run": run.uid, "program": run.program.uid, "partner": world.kazan.uid, "project": run.program.project.uid}
    everything = {"fy": "2018", "direction": "outbound", "level": "bachelor", "status": "returned", "due": "start"}
    sign_in(sato).get(reverse(f"{LIST}_csv"), {**query, **everything, "q": "x", "category": "student"})
    detail = AuditEvent.objects.get(event="list_exported").detail
    assert f"run={str(run.uid)[:8]}" in detail
    assert str(run.uid) not in detail
    assert len(detail) <= 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["mobility:mobility_list", "mobility:person_list", "partners:agreement_list"])
def test_the_head_of_a_file_alone_is_no_export(world, sato, sign_in, name, kind):
    world.sent()
    browser = sign_in(sato)
    answer = browser.head(reverse(f"{name}_{kind}"))
    assert (answer.status_code, b"".join(answer)) == (200, b"")
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    assert not AuditEvent.objects.filter(event="list_exported").exists()
    content_of(browser.get(reverse(f"{name}_{kind}")))
    assert AuditEvent.objects.filter(event="list_exported").count() == 1  # control


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("name", "query"),
    [("partners:agreement_list", "status=bogus"), ("mobility:person_list", "q=" + "x" * 300)],
)
def test_no_list_makes_a_file_of_a_filter_that_cannot_be_read(world, sato, sign_in, name, query, kind):
    world.sent()
    answer = sign_in(sato).get(f"{reverse(f'{name}_{kind}')}?{query}", follow=True)
    assert answer.redirect_chain[0][0] == f"{reverse(name)}?{query}"
    assert "条件を読み取れない" in answer.text or "ファイル" in answer.text
    assert not AuditEvent.objects.filter(event="list_exported").exists()


def test_the_files_have_the_filter_of_the_page_and_not_its_place(world, sato, sign_in, monkeypatch):
    monkeypatch.setattr("mobility.views.lists.PAGE_SIZE", 1)
    world.sent(), world.sent()
    browser = sign_in(sato)
    first = browser.get(reverse(LIST), {"fy": "2018"}).text
    place = re.search(r"after=([^\"&]+)", first)[1]
    page = browser.get(f"{reverse(LIST)}?fy=2018&after={place}").text
    assert f'href="{reverse(LIST + "_xlsx")}?fy=2018"' in page
    assert 'href="?fy=2018&amp;rows=all"' in page
    assert browser.get(f"{reverse(LIST)}?fy=2018&rows=all").text.count('role="rowheader"') == 2
