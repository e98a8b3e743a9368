"""A text with marks brings nothing alive on a page, by any of its guards alone, and takes no long time."""

import time
from html import escape

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from kanazawa_exchange.lib import rich_text, rich_text_marks
from tests.attacks import PAYLOADS, alive
from tests.lib import corpus

EDGES = [corpus.value(item) for item in corpus.ITEMS if item["kind"] in ("text", "repeat")]
MARKS = st.text(st.sampled_from("*_`[]()!<>#-+1. \n\t\\/:&;\"'a大д＊\u3000\x02\x03"), max_size=60)
PIECES = st.sampled_from(
    [*PAYLOADS, "](", "![", "https://a.example", "<", ">", "**", "javascript:", "&#58;", "\n\n", "> ", "- "]
)
SOURCES = st.one_of(MARKS, st.text(max_size=60), st.lists(PIECES, max_size=5).map("".join))
SECONDS, LONG = 4, 100_000
REPEATED = """> |- |* |1. |[|](|![|<|*|**|***|_|__|`|`` |\\|&|&#|#|(|[a](|[a](b) |*a |**a *b |_a |*_|http://|https://a |＊＊|＊＊a
&amp;|!| x|<a|<!--|<a@|a **b **c|*a* |`a` |[x](https://a.b/) |[[a]|[](|]:|\u3000|\t""".replace("\n", "|").split("|")
LINES = [
    "# a\n",
    "- a\n",
    "- a\n\n",
    "1. a\n\n",
    "a\n\n",
    "\n",
    "> a\n",
    "---\n",
    "- - x\n",
    "> - a\n",
    "    - a\n",
    "- a\n---\n",
]
DEEP = [
    "".join(f"{'  ' * depth}- a\n" for depth in range(300)),
    "".join(f"{'>' * depth} a\n\n" for depth in range(440)),
    "".join(f"{'`' * length} a" for length in range(440)),
    "".join("*" * length + "a" for length in range(440)),
]


def plain_marks(source: str) -> str:
    """python-markdown as it comes: raw HTML, pictures and every address."""
    return Markdown().convert(source)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_comes_alive(payload):
    for source in (payload, rich_text.tidied(payload), f"「{payload}」", f"- a\n\n    {payload}", f"> {payload}"):
        assert alive(rich_text.html(source)) == []
    assert alive(Template("{% load rich_text %}{{ text|plain_text }}").render(Context({"text": payload}))) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_allow_list_alone_keeps_it_dead(payload):
    assert alive(rich_text.allowed(plain_marks(payload))) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_marks_of_the_portal_alone_make_no_element_of_it(payload):
    made = rich_text_marks.marked_up(payload).replace("<a href", '<a rel="nofollow noopener ugc" href')
    assert alive(made) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_stored_is_dead_to_another_reader_of_markdown(payload):
    stored = rich_text.tidied(payload)
    assert alive(stored) == []
    found = alive(plain_marks(stored))
    assert [one for one in found if not one.startswith(("a[title]", "a[rel", "<pre>", "<h1>"))] == []


def test_control_without_the_guards_most_of_them_live():
    living = [payload for payload in PAYLOADS if alive(plain_marks(payload))]
    assert len(PAYLOADS) >= 200
    assert len(living) > 150
    assert sum(bool(alive(payload)) for payload in PAYLOADS) > 120


@pytest.mark.parametrize("text", EDGES)
def test_awkward_texts_are_dead_and_say_what_they_said(text):
    assert alive(rich_text.html(text)) == []
    stored = rich_text.tidied(text)
    assert rich_text.tidied(stored) == stored
    assert rich_text.plain(stored) == rich_text.plain(text)


@given(SOURCES)
def test_any_text_is_dead_tidied_once_and_reads_the_same(source):
    stored = rich_text.tidied(source)
    assert alive(rich_text.html(source)) == []
    assert rich_text.tidied(stored) == stored
    assert rich_text.html(stored) == rich_text.html(source)
    assert alive(escape(rich_text.plain(source))) == []


@pytest.mark.parametrize("length", [LONG, rich_text_marks.MOST_CHARACTERS])
def test_no_text_takes_long(length, capsys):
    slowest = max((seconds_of((unit * LONG)[:length]), unit[:20]) for unit in (*REPEATED, *LINES, *DEEP))
    with capsys.disabled():
        print(f"\n{length:,} characters: at most {slowest[0]:.2f} s, {slowest[1]!r}")
    assert slowest[0] < SECONDS


@pytest.mark.parametrize("unit", ["*a ", "**a *b ", "[a](https://a.b) ", "`a` ", "_a", "＊＊a", "*", "[", "`"])
def test_nor_does_one_that_is_just_within_the_bounds(unit):
    a_paragraph = unit * (rich_text_marks.MOST_MARKS_OF_A_PARAGRAPH // 4)
    assert seconds_of(f"{a_paragraph}\n\n" * 15) < SECONDS


def seconds_of(source: str) -> float:
    rich_text.html.cache_clear()
    start = time.perf_counter()
    rich_text.plain(source)
    return time.perf_counter() - start
