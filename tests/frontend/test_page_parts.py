"""The parts of a page print what they are given, in the reader's language, and nothing unescaped."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from kanazawa_exchange.lib.facts import Fact, Link
from kanazawa_exchange.lib.localized import Localized
from kanazawa_exchange.lib.paging import Order
from kanazawa_exchange.lib.sorting import sorting_in
from tests.markup import compact


def printed(source: str, language: str = "en", **values: Any) -> str:
    with override(language):
        return compact(Template(source).render(Context(values)))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<b>", "&lt;b&gt;"),
        (None, "—"),
        ("", "—"),
        (Localized("", "en"), "—"),
        ((), "—"),
        (True, "yes"),
        (False, "no"),
        (1234, "1,234"),
        (date(2019, 3, 31), '<time datetime="2019-03-31">31\u00a0March 2019</time>'),
        (Localized("金沢", "ja"), "金沢"),
        (Link("<Kazan>", "/en/partners/kazan/?a=1&b=2"), '<a href="/en/partners/kazan/?a=1&amp;b=2">&lt;Kazan&gt;</a>'),
        (("one", Link("two", "/2/")), '<ul><li>one</li><li><a href="/2/">two</a></li></ul>'),
    ],
)
def test_a_fact_prints_its_value_as_the_reader_writes_it(value: Any, text: str) -> None:
    assert printed("{% fact 'Label' value %}", value=value) == f"<div><dt>Label</dt><dd>{text}</dd></div>"


def test_a_text_in_another_language_says_so_in_its_fact() -> None:
    text = printed("{% fact 'Label' value %}", value=Localized("金沢", "ja", True))
    assert (
        '<dd><span lang="ja">金沢</span><span class="fb">in Japanese only; translation in progress</span></dd>' in text
    )


def test_a_record_prints_its_facts_in_their_order() -> None:
    rows = (Fact("Day", date(2019, 3, 31), note="Japan time"), Fact("Tuition", True))
    assert printed("{% facts rows %}", language="ru", rows=rows) == (
        '<div><dt>Day</dt><dd><time datetime="2019-03-31">31\u00a0марта 2019\u00a0г.</time><small>Japan time</small></dd></div>'
        "<div><dt>Tuition</dt><dd>да</dd></div>"
    )


def test_crumbs_lead_to_pages_and_the_last_one_is_the_page_itself() -> None:
    assert printed("{% crumb _('Plans') 'programs:plan_list' %}") == '<li><a href="/en/target-plans/">Plans</a></li>'
    assert printed("{% crumb name lang='ja' %}", name="<山田>") == '<li aria-current="page" lang="ja">&lt;山田&gt;</li>'


def test_a_button_acts_by_post_with_its_token_and_tells_about_what() -> None:
    text = printed(
        "{% post_button 'Remove' 'account_logout' look='text danger' about=name version=3 %}",
        csrf_token="TOKEN",
        name="<Kazan>",
    )
    assert text == (
        '<form method="post" action="/en/accounts/logout/"><input type="hidden" name="csrfmiddlewaretoken" value="TOKEN">'
        '<input type="hidden" name="version" value="3">'
        '<button class="btn text danger">Remove<span class="vh">&lt;Kazan&gt;</span></button></form>'
    )


@dataclass(frozen=True)
class Row:
    name: str
    label: str
    is_grave: bool = False
    takes_back: bool = False


def test_the_first_ordinary_move_stands_out_and_the_grave_ones_come_last() -> None:
    text = printed(
        "{% moves rows 'programs:authority_add' uid %}<i>Edit</i>{% endmoves %}",
        uid="00000000-0000-4000-8000-000000000000",
        rows=[
            Row("seat", "Back", takes_back=True),
            Row("seat", "End", is_grave=True),
            Row("seat", "Sign"),
            Row("seat", "Wait"),
        ],
    )
    assert re.findall(r'class="btn ?([a-z ]*)"[^>]*>(\w+)|<i>(\w+)', text) == [
        ("", "Sign", ""),
        ("ghost", "Wait", ""),
        ("", "", "Edit"),
        ("ghost danger", "End", ""),
        ("text", "Back", ""),
    ]


def test_columns_say_that_they_are_heads_and_numbers_stand_at_their_end() -> None:
    assert printed("{% columns '' 'Name' _('Days') numbers='3' %}") == (
        '<thead><tr><td></td><th scope="col">Name</th><th scope="col" class="n">Days</th></tr></thead>'
    )
    assert printed("{% columns 'Name' roles=True %}") == (
        '<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Name</th></tr></thead>'
    )


def test_a_table_has_a_name_and_is_made_of_lines_on_a_telephone() -> None:
    source = "{% columns 'Name' as heads %}{% table heads caption 'names' hidden=True %}<tr></tr>{% endtable %}"
    assert printed(source, caption="<Names>") == (
        '<div class="scroll" role="region" tabindex="0" aria-labelledby="names"><table class="data">'
        '<caption id="names" class="vh">&lt;Names&gt;</caption><thead><tr><th scope="col">Name</th></tr></thead>'
        "<tbody><tr></tr></tbody></table></div>"
    )
    source = "{% columns 'Name' roles=True as heads %}{% table heads 'Names' 'names' section='people' %}{% endtable %}"
    text = printed(source)
    assert 'aria-labelledby="people names"><table class="data records" role="table">' in text
    assert text.endswith('<tbody role="rowgroup"></tbody></table></div>')


def test_a_notice_has_its_sign_and_a_direction_its_word() -> None:
    assert printed("{% notice 'attention' %}<p>Look</p>{% endnotice %}") == (
        '<div class="notice attention"><span class="glyph" aria-hidden="true">!</span><p>Look</p></div>'
    )
    assert printed("{% direction 'inbound' %}") == (
        '<span class="whole"><span class="sw a" aria-hidden="true"></span>Inbound</span>'
    )
    assert ">Kazan → Kanazawa</span>" in printed("{% direction 'inbound' 'Kazan → Kanazawa' %}")


def test_a_head_that_sorts_leads_to_its_order_and_says_which_one_stands() -> None:
    listing = SimpleNamespace(sorting=sorting_in(QueryDict(""), {"days": Order("day"), "name": Order("word")}))
    request = RequestFactory().get("/", {"q": "x", "after": "y"})
    source = "{% columns 'Name' 'Days' 'Level' spare='3' by='name days -' %}"
    assert printed(source, listing=listing, request=request).replace(" >", ">") == (
        '<thead><tr><th scope="col"><a class="by" href="?q=x&amp;sort=name">Name'
        '<span class="glyph" aria-hidden="true">↕</span></a></th>'
        '<th scope="col" aria-sort="ascending"><a class="by" href="?q=x&amp;sort=-days">Days'
        '<span class="glyph" aria-hidden="true">▲</span></a></th><th scope="col" class="spare">Level</th></tr></thead>'
    )


def test_the_error_summary_stands_in_one_template():
    """Its frame: what takes the focus and how it is headed; the lines are each page's own."""
    templates = Path(__file__).resolve().parents[2] / "templates"
    found = [
        file.relative_to(templates).as_posix()
        for file in templates.rglob("*.html")
        if "error-summary" in file.read_text()
    ]
    assert found == ["components/error_summary.html"]
