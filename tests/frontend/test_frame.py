"""The frame of every page keeps its promises: language, address, policy, three languages, honest refusals."""

import re

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange import views
from tests.markup import compact

pytestmark = pytest.mark.django_db
LANGUAGES = ("ja", "en", "ru")
MASTHEAD = {
    "ja": "日露をつなぐ",
    "en": "Russia–Japan Innovative Leaders of Tomorrow",
    "ru": "Лидеры общего будущего: Россия и\u00a0Япония",
}


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return compact(response.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_decides_the_language(client: Client, language: str) -> None:
    other = "ru" if language != "ru" else "ja"
    text = client.get(f"/{language}/style-guide/", headers={"accept-language": other}).content.decode()
    assert f'<html lang="{language}">' in text
    assert MASTHEAD[language] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_switch_keeps_the_page_and_its_query(client: Client, language: str) -> None:
    text = text_of(client, f"/{language}/style-guide/?year=2018&direction=outbound")
    for other in LANGUAGES:
        assert (
            f'href="/{other}/style-guide/?year=2018&amp;direction=outbound" lang="{other}" hreflang="{other}"' in text
        )
    assert re.findall(r'hreflang="(\w+)" aria-current="true"', text) == [language]


def test_alternates_point_at_each_other(client: Client) -> None:
    found = {}
    for language in LANGUAGES:
        text = text_of(client, f"/{language}/style-guide/?page=2")
        found[language] = re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', text)
        assert f'<link rel="canonical" href="http://testserver/{language}/style-guide/">' in text
    assert found["ja"] == found["en"] == found["ru"]
    assert dict(found["ja"]) == {
        "ja": "http://testserver/ja/style-guide/",
        "en": "http://testserver/en/style-guide/",
        "ru": "http://testserver/ru/style-guide/",
        "x-default": "http://testserver/en/style-guide/",
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("path", "status"), [("style-guide/", 200), ("no-such-page/", 404), ("accounts/login/", 200), ("a%00b/", 400)]
)
def test_the_policy_stands_on_every_answer(client: Client, language: str, path: str, status: int) -> None:
    response = client.get(f"/{language}/{path}")
    assert response.status_code == status
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";") if part.strip())
    assert policy == {name: " ".join(values) for name, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()}
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"} & set(" ".join(policy.values()).split())


@pytest.mark.parametrize("path", ["style-guide/", "no-such-page/", "accounts/login/"])
def test_pages_carry_nothing_the_policy_would_block(client: Client, path: str) -> None:
    text = client.get(f"/en/{path}").content.decode()
    assert not re.search(r"<[^>]+\sstyle=", text)
    assert not re.search(r"<style|<[^>]+\son\w+=|javascript:|(?:src|href)=\"(?:data|blob):", text)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_style_guide_shows_every_component(client: Client, language: str) -> None:
    text = text_of(client, f"/{language}/style-guide/")
    for part in (
        "notice",
        "status",
        "tag",
        "field",
        "error-summary",
        "tri",
        "tools",
        "data",
        "pva",
        "facts",
        "cards",
        "history",
    ):
        assert re.search(rf'class="[^"]*\b{part}\b', text), part
    assert text.count("<h1") == 1


def test_a_field_with_an_error_says_so_to_everybody(client: Client) -> None:
    text = text_of(client, "/en/style-guide/")
    control = re.search(r'<input[^>]*name="broken-name"[^>]*>', text)
    assert control is not None
    assert 'aria-invalid="true"' in control[0]
    assert "id_broken-name_helptext" in control[0]
    assert "id_broken-name_error" in control[0]
    assert 'id="id_broken-name_error"' in text
    assert 'href="#id_broken-name"' in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_not_there_says_so_in_the_reader_s_language(client: Client, language: str) -> None:
    words = {"ja": "そのページはありません", "en": "There is no such page", "ru": "Такой страницы нет"}
    text = re.sub("<wbr>", "", text_of(client, f"/{language}/no-such-page/", 404))
    assert words[language] in text
    assert "hreflang" in text  # the switch, but no alternates of a page that does not exist
    assert 'rel="alternate"' not in text


@pytest.mark.parametrize(("view", "status"), [(views.server_error, 500), (views.bad_request, 400)])
def test_when_everything_fails_the_page_still_speaks_three_languages(view, status: int, monkeypatch) -> None:
    """Without session, database or language: the request given here has none of them."""
    response = view(HttpRequest())
    text = response.content.decode()
    assert response.status_code == status
    assert all(f'href="/{language}/"' in text for language in LANGUAGES)
    assert 'lang="ru"' in text


def test_a_forged_form_is_refused_in_words() -> None:
    client = Client(enforce_csrf_checks=True)
    with override("ru"):
        response = client.post(reverse("account_login"), {"login": "a@example.org", "password": "x"})
    assert response.status_code == 403
    assert "Срок действия формы истёк" in response.content.decode()


def test_the_sign_out_is_a_form_and_no_link(sign_in, aiko) -> None:
    text = sign_in(aiko).get("/en/style-guide/").content.decode()
    assert re.search(r'<form method="post" action="/en/accounts/logout/">', text)
    assert aiko.email in text
