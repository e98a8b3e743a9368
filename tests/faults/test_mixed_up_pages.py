"""A cache on the way never shows one person's page to another, nor one language under another's address."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

LANGUAGES = ("ja", "en", "ru")
CACHED = [
    "django.middleware.cache.UpdateCacheMiddleware",
    "django.middleware.cache.FetchFromCacheMiddleware",
]


@pytest.fixture
def behind_a_cache(settings):
    """Django's own cache of whole pages stands in front, as any proxy might: it honours Vary and Cache-Control."""
    settings.MIDDLEWARE = [CACHED[0], CACHED[1], *settings.MIDDLEWARE]
    settings.CACHE_MIDDLEWARE_SECONDS = 600
    cache.clear()


def language(answer) -> str:
    return re.search(r'<html[^>]* lang="(\w+)"', answer.content.decode())[1]


def pages(code: str) -> list[str]:
    return [f"/{code}/accounts/email/", f"/{code}/accounts/password/change/", f"/{code}/accounts/sessions/"]


@pytest.mark.parametrize("rounds", [3])
def test_two_people_in_three_languages_through_one_cache_see_their_own_pages(
    behind_a_cache, sign_in, aiko, ivan, rounds
):
    browsers = {user.email: sign_in(user) for user in (aiko, ivan)}
    mixes = 0
    for _ in range(rounds):
        for code in LANGUAGES:
            for page in pages(code):
                for mine, browser in browsers.items():
                    answer = browser.get(page, headers={"accept-language": "en"}, follow=True)
                    text = answer.content.decode()
                    assert answer.status_code == 200, page
                    mixes += any(other in text for other in browsers if other != mine)
                    mixes += language(answer) != code
                    assert "no-store" in answer["Cache-Control"], page
    assert mixes == 0


def test_public_pages_keep_their_language_whatever_cookie_and_browser_say(behind_a_cache, db):
    for _ in range(2):
        for code in LANGUAGES:
            for other in LANGUAGES:
                browser = Client(headers={"accept-language": other})
                browser.cookies["django_language"] = other
                assert language(browser.get(f"/{code}/accounts/login/")) == code


def test_nobody_is_shown_the_page_of_a_person_who_left(behind_a_cache, sign_in, aiko):
    browser = sign_in(aiko)
    page = pages("en")[0]
    assert aiko.email in browser.get(page, follow=True).content.decode()
    browser.post("/en/accounts/logout/")
    for visitor in (browser, Client()):
        answer = visitor.get(page)
        assert answer.status_code == 302
        assert aiko.email not in answer.content.decode()


def test_the_way_in_follows_each_reader(behind_a_cache, db):
    for _ in range(2):
        for code in LANGUAGES:
            answer = Client(headers={"accept-language": code}).get("/")
            assert answer["Location"].startswith(f"/{code}/"), "the answer must name what it depends on"


def test_control_without_the_header_the_cache_does_mix(behind_a_cache, settings, sign_in, aiko, ivan):
    settings.MIDDLEWARE = [
        CACHED[0],
        CACHED[1],
        "tests.faults.test_mixed_up_pages.careless",
        *[name for name in settings.MIDDLEWARE if name not in {*CACHED, "kanazawa_exchange.middleware.private_pages"}],
    ]
    seen = [sign_in(user).get(pages("en")[0], follow=True).content.decode() for user in (aiko, ivan)]
    assert aiko.email in seen[1]


def careless(get_response):
    """A portal that lets its pages be stored and names nothing they depend on."""

    def middleware(request):
        response = get_response(request)
        response.headers.pop("Vary", None)
        response["Cache-Control"] = "max-age=600"
        response.cookies.clear()
        return response

    return middleware
