"""Parts of pages that are printed once for equal values: what they print follows from the values and the language alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from kanazawa_exchange.lib import clock, kept_parts
from kanazawa_exchange.lib.localized import Localized


@dataclass(frozen=True)
class Card:
    name: Localized
    number: object


@pytest.fixture
def part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """part(text) is the name of a template with this text."""
    engine = engines["django"].engine
    loaders = engine.template_loaders
    monkeypatch.setattr(engine, "dirs", [*engine.dirs, tmp_path])
    kept_parts._printed.cache_clear()

    def written(text: str) -> str:
        (tmp_path / "part.html").write_text(text)
        for loader in loaders:
            loader.reset()
        return "part.html"

    yield written
    for loader in loaders:
        loader.reset()
    kept_parts._printed.cache_clear()


def test_a_part_is_printed_once_for_equal_values(part: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_parts, "compares", False)
    name = part("{{ card.name }} {{ card.number }}")
    cards = [Card(Localized(text, "en"), number) for text, number in (("One", 1), ("One", 1), ("One", 2), ("Two", 2))]
    assert [kept_parts.printed(name, card=card) for card in cards] == ["One 1", "One 1", "One 2", "Two 2"]
    assert (kept_parts._printed.cache_info().misses, kept_parts._printed.cache_info().hits) == (3, 1)


def test_what_is_only_equal_is_told_apart(part: Any) -> None:
    name = part("{{ value }}")
    values = (1, True, 1.0, mark_safe("<b>"), "<b>")
    assert [kept_parts.printed(name, value=value) for value in values] == ["1", "True", "1.0", "<b>", "&lt;b&gt;"]


def test_each_language_has_its_own(part: Any) -> None:
    name = part('{% translate "Home" %} {{ word }}')
    found = []
    for language in ("ja", "ru", "ja"):
        with override(language):
            found.append(kept_parts.printed(name, word=gettext_lazy("Contact")))
    assert found == ["ホーム 連絡先", found[1], "ホーム 連絡先"]
    assert found[1].startswith("Главная")


def test_nothing_of_the_page_around_it_is_known(part: Any, rf: Any) -> None:
    name = part("{{ request.path }}{{ user }}{{ secret }}|{{ word }}")
    page = engines["django"].from_string('{% kept "' + name + '" word="public" %}')
    assert page.render({"secret": "of this page", "user": "aiko"}, rf.get("/ja/")) == "|public"


def test_a_part_must_not_depend_on_the_time(part: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    name = part("{% today as day %}{{ day|date:'Y' }}")
    kept_parts.printed(name)
    monkeypatch.setattr(clock, "today", lambda: clock.now().date().replace(year=1999))
    with pytest.raises(kept_parts.NotTheSame, match=r"part\.html"):
        kept_parts.printed(name)


def test_very_large_values_are_printed_each_time(part: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    name = part("{{ value|length }}")
    assert kept_parts.printed(name, value="x" * kept_parts.LARGEST) == str(kept_parts.LARGEST)
    assert kept_parts._printed.cache_info().currsize == 0
