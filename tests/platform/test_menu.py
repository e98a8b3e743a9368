"""A word of the menu is the name of its page: in the crumbs, in the title and above the page; a page of no job marks none."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags

from kanazawa_exchange.accounts.models import User
from reports import reference
from tests.factories import World

LANGUAGES = ("ja", "en", "ru")
READERS = ("sato", "kimura", "mori", "hayashi", "petrova", "aiko", "suzuki", "admin")
SPEAKING = ("plan-actual/", "partners/", "about/")
"""Pages whose heading is a sentence or a name of its own: what the figures say, the road of the map, the project."""
MENU = re.compile(r'<nav class="nav".*?</nav>', re.DOTALL)
ENTRY = re.compile(r'<a href="([^"]+)"\s*(?:aria-current="(\w+)")?\s*>(.*?)</a>', re.DOTALL)


def plain(text: str) -> str:
    """The words alone: soft breaks between them are no words."""
    return " ".join(strip_tags(text.replace("<wbr>", "").replace("\u200b", "")).split())


def menu_of(page: str) -> list[tuple[str, str, str]]:
    """(address, word, how it is marked) of each entry."""
    found = MENU.search(page)
    return [(url, plain(word), mark) for url, mark, word in ENTRY.findall(found[0])] if found else []


def names_of(page: str) -> dict[str, str]:
    """What the page is called in its title, above itself and at the end of its crumbs, where it has any."""
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    crumb = re.search(r'<li aria-current="page"[^>]*>(.*?)</li>', page, re.DOTALL)
    assert title is not None
    assert heading is not None
    names = {"title": plain(title[1]).split(" — ")[0], "h1": plain(heading[1])}
    return names | ({"crumb": plain(crumb[1])} if crumb else {})


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reader", READERS)
def test_a_word_of_the_menu_is_the_name_of_its_page(
    world: World, request: Any, sign_in: Any, reader: str, lang: str
) -> None:
    reference.load()
    world.sent(person=request.getfixturevalue("aiko").person)
    browser = sign_in(request.getfixturevalue(reader))
    entries = menu_of(browser.get(f"/{lang}/").text)
    assert len(entries) > 2
    wrong = []
    for url, word, _mark in entries[1:]:
        names = names_of(browser.get(url, follow=True).text)
        if url.endswith(SPEAKING) and "office" not in url:
            del names["h1"]
        wrong += [(word, names)] if set(names.values()) != {word} else []
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("home", "Home"),
        ("partners:contact", ""),
        ("accounts:settings", ""),
        ("welcome", ""),
        ("mobility:mobility_create", "Records"),
        ("partners:city_list", "Partners"),
        ("accounts:invitation_list", "Administration"),
    ],
)
def test_a_page_of_no_job_marks_none(world: World, sato: User, sign_in: Any, address: str, marked: str) -> None:
    page = sign_in(sato).get(reverse(address).replace("/ja/", "/en/")).text
    assert [word for _url, word, mark in menu_of(page) if mark] == ([marked] if marked else [])


@pytest.mark.parametrize(("lang", "opened", "closed"), [("ja", "**", "**"), ("en", "**", "**"), ("ru", "«", "»")])
def test_the_words_of_the_readme_stand_in_the_menu(
    world: World, sato: User, sign_in: Any, lang: str, opened: str, closed: str
) -> None:
    name = "README.md" if lang == "en" else f"README.{lang}.md"
    text = (settings.BASE_DIR / name).read_text(encoding="utf-8")
    menu = {url: word for url, word, _mark in menu_of(sign_in(sato).get(f"/{lang}/").text)}
    for walked in ("mobility:mobility_list", "reports:plan_actual"):  # the first walk leads over these two
        assert f"{opened}{menu[reverse(walked).replace('/ja/', f'/{lang}/')]}{closed}" in text
