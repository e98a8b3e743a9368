"""Texts that somebody has typed say in which language they are, where their letters tell it and the reader reads another one."""

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import override

from kanazawa_exchange.lib.written import Reason, written_in

RUSSIAN, JAPANESE = "Укажите уровень", "学年を入力してください"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (RUSSIAN, "ru"),
        (JAPANESE, "ja"),
        ("ｱｲｳ", "ja"),
        ("Say which one", ""),
        ("Ich möchte nach Kasan", ""),
        ("", ""),
        ("12–14", ""),
        ("Казанский федеральный университет (KFU)", "ru"),
        ("Kazan Federal University (КФУ)", ""),
        ("金沢大学とКФУ", "ja"),
    ],
)
def test_the_language_is_that_of_most_letters(text, language):
    assert written_in(text) == language


def shown(value, language, more=""):
    with override(language):
        return Template("{% typed value " + more + " %}").render(Context({"value": value}))


TAGS = {"ja": "原文：ロシア語", "en": "Original: Russian"}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_text_in_another_language_says_so_and_carries_its_code(language):
    assert shown(RUSSIAN, language) == f'<span lang="ru">{RUSSIAN}</span> <span class="fb">{TAGS[language]}</span>'


@pytest.mark.parametrize(("text", "language"), [(RUSSIAN, "ru"), (JAPANESE, "ja"), ("Say which one", "ru")])
def test_what_the_reader_reads_or_nobody_can_tell_stands_as_it_is(text, language):
    assert shown(text, language) == text


def test_of_a_reason_only_what_was_typed_is_marked():
    reason = Reason("不足があります", RUSSIAN, "：")
    assert reason == f"不足があります：{RUSSIAN}"
    assert shown(reason, "ja").startswith(f'不足があります：<span lang="ru">{RUSSIAN}</span> ')
    assert shown(Reason("Не хватает", RUSSIAN, ": "), "ru") == f"Не хватает: {RUSSIAN}"
    assert shown(Reason("不足があります", "", "："), "ja") == "不足があります"
    assert shown(Reason("不足があります", "", "："), "ru") == "不足があります", (
        "the words of a code are the portal's own"
    )


def test_paragraphs_are_kept_and_nothing_typed_is_markup():
    text = "Первый <b>\n\nВторой"
    told = shown(text, "ja", "lines=True")
    assert told.startswith('<div lang="ru"><p>Первый &lt;b&gt;</p>\n\n<p>Второй</p></div>')
    assert "&lt;b&gt;" in shown("<b> жирный", "ja")
    assert "<b>" not in shown("<b> жирный", "ru") + shown("<b>", "en", "lines=True")


def test_in_a_history_a_reason_says_in_which_language_it_was_typed():
    page = Template('{% include "components/history.html" %}')
    entries = [{"at": timezone.now(), "by": "", "what": "", "reason": Reason("不足があります", RUSSIAN, " — ")}]
    with override("ja"):
        told = page.render(Context({"entries": entries}))
    assert f'不足があります — <span lang="ru">{RUSSIAN}</span> <span class="fb">{TAGS["ja"]}</span>' in told
