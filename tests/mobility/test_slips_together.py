"""Several slips in one form: all are said in one round, in the order of the page, each at the box that is wrong."""

import re
from datetime import date

import pytest

from mobility.models import Mobility
from programs.models import ProjectHome

from .test_pages import dispatch

CREATE = "/en/mobility-records/register/"


def linked(page):
    """The boxes that the summary leads to, in its order."""
    summary = page.partition('class="error-summary"')[2].partition("</ul>")[0]
    return re.findall(r'href="#(?:id_)?([a-z_0-9-]+)"', summary)


def test_letters_are_doubted_beside_what_is_wrong_as_they_were_typed(world, sato, sign_in):
    browser = sign_in(sato)
    typed = dispatch(world, kana_family="くがABC", planned_starts_on="2018-08-20", planned_ends_on="2018-08-01")
    answer = browser.post(CREATE, typed)
    page = answer.text
    assert linked(page) == ["doubts", "planned_ends_on"]
    assert page.count("“くがABC” holds signs of another script") == 2
    assert "クガABC" not in page
    assert page.count("autofocus") == 1
    (code,) = [doubt.code for doubt in answer.context["doubts"]()]
    answered = typed | {"planned_ends_on": "2018-09-03", "overruled": code}
    assert browser.post(CREATE, answered).status_code == 302


def test_they_are_quoted_as_typed_where_nothing_else_is_wrong(world, sato, sign_in):
    typed = dispatch(world, kana_given="はなXY", planned_starts_on="2018-08-20", planned_ends_on="2018-09-01")
    page = sign_in(sato).post(CREATE, typed).text
    assert "“はなXY” holds signs of another script" in page
    assert not linked(page)
    assert Mobility.objects.count() == 0


def test_a_page_that_nobody_has_sent_doubts_nothing(world, sato, sign_in):
    page = sign_in(sato).get(f"{CREATE}?run={world.outbound.uid}&person=new").text
    assert 'id="doubts"' not in page


def test_the_summary_follows_the_page(world, sato, sign_in):
    wrong = {"sending": "x", "receiving": "y", "level": "wizard", "planned_starts_on": "2018-02-30", "mode": ""}
    people = {"birth_date": "1998-13-01", "latin_family": "Y\x00", "kana_family": "\x00"}
    page = sign_in(sato).post(CREATE, dispatch(world, credits_expected="-1") | wrong | people).text
    assert linked(page) == [
        "kana_family", "latin_family", "birth_date",
        "sending", "receiving", "level", "planned_starts_on", "mode", "credits_expected",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["planned", "actual"])
@pytest.mark.parametrize("typed", ["2013-05-01", "2014-12-31"])
def test_a_day_before_our_side_began_is_wrong_at_the_day(world, sato, sign_in, kind, typed):
    (home,) = ProjectHome.objects.all()
    home.starts_on = date(2015, 4, 1)
    home.save()
    page = sign_in(sato).post(CREATE, dispatch(world, **{f"{kind}_starts_on": typed})).text
    assert linked(page) == [f"{kind}_starts_on"]
    assert "neither institution is ours: Kanazawa University is on our side only from 2015-04-01 on." in page
    assert f"On {typed} neither" in page


def test_where_no_day_would_help_the_institutions_are_wrong(world, sato, sign_in):
    typed = dispatch(world, planned_starts_on="2018-08-20") | {"sending": str(world.irkutsk.uid)}
    assert linked(sign_in(sato).post(CREATE, typed).text) == ["receiving"]
