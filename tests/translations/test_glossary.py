"""The words of the glossary in a text: found in every form, told with the required ones of the other language, marked."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import override

from kanazawa_exchange.accounts.queries.glossary import Found, found_in, marked, terms
from kanazawa_exchange.lib import rich_text
from kanazawa_exchange.lib.languages import LANGUAGES
from tests.factories import PageFactory, World
from tests.markup import compact


def told(text: str, source: str, into: str) -> list[tuple[str, str]]:
    return [(one.here, one.there) for one in found_in([text], source, into)]


def test_every_term_has_words_in_every_language_and_none_stands_twice() -> None:
    assert len(terms()) > 60
    for language in LANGUAGES:
        words = [word for term in terms() for word in term.words[language]]
        assert all(word and word == word.strip() for word in words)
        assert len({word.lower() for word in words}) == len(words)


@pytest.mark.parametrize(
    ("text", "source", "into", "terms_told"),
    [
        (
            "募集要項を読み、奨学金に応募します。",
            "ja",
            "en",
            [("募集要項", "call text"), ("奨学金", "scholarship"), ("応募", "application")],
        ),
        ("大学間協定", "ja", "ru", [("大学間協定", "межвузовское соглашение")]),
        ("先端医療を学ぶ", "ja", "en", [("先制医療", "preventive medicine")]),
        (
            "Read the Activity Reports and the agreements.",
            "en",
            "ru",
            [("Activity Report", "Отчёт участника"), ("agreement", "соглашение")],
        ),
        ("A creditor came.", "en", "ja", []),
        (
            "Межвузовского соглашения и соглашений",
            "ru",
            "ja",
            [("межвузовское соглашение", "大学間協定"), ("соглашение", "協定")],
        ),
        (
            "Стипендии и отчёты участников",
            "ru",
            "en",
            [("стипендия", "scholarship"), ("Отчёт участника", "Activity Report")],
        ),
        ("Nothing here.", "en", "ja", []),
    ],
)
def test_terms_are_found_in_their_forms(text: str, source: str, into: str, terms_told: list[tuple[str, str]]) -> None:
    assert told(text, source, into) == terms_told


def test_each_is_told_once() -> None:
    assert found_in(["奨学金", "奨学金と奨学金"], "ja", "en") == (Found("奨学金", "scholarship"),)


def test_marks_stand_around_words_and_never_inside_a_tag() -> None:
    html = rich_text.html("An **agreement**, see [agreement](https://example.org/agreement/)")
    found = marked(html, "en")
    assert found.count("<mark>agreement</mark>") == 2
    assert 'href="https://example.org/agreement/"' in found
    plain = format_html("{}", "a bachelor's level <b>")
    assert marked(plain, "en") == "a <mark>bachelor&#x27;s level</mark> &lt;b&gt;"


def test_the_page_marks_the_original_and_tells_the_required_words(
    world: World, sign_in: object, client: Client
) -> None:
    page = PageFactory(text_ja="**奨学金**があります。", text_ru="")
    translator = world.user("translator", role="translator")
    with override("en"):
        address = reverse("accounts:translation_edit", args=["pages", page.uid, "ru"])
    text = compact(sign_in(translator).get(address + "?from=ja").content.decode())  # type: ignore[operator]
    assert "<strong><mark>奨学金</mark></strong>" in text
    assert '<dt lang="ja">奨学金</dt> <dd lang="ru">стипендия</dd>' in text or (
        '<dt lang="ja">奨学金</dt><dd lang="ru">стипендия</dd>' in text
    )
