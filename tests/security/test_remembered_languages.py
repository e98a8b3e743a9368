"""`/` leads where the reader was last, and every language the portal does not speak gets one answer."""

from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings

COOKIE = "django_language"


@pytest.mark.parametrize("code", ["ru", "ja"])
@pytest.mark.parametrize("path", ["", "about/", "accounts/login/"])
def test_the_last_language_visited_is_kept(code: str, path: str, db: None) -> None:
    reader = Client(headers={"accept-language": "en-GB,en;q=0.8"})
    first = reader.get("/").url

    reader.get(f"/{code}/{path}")

    assert first == "/en/"
    assert reader.get("/").url == f"/{code}/"


def test_the_very_last_one_counts(db: None) -> None:
    reader = Client()
    for code in ("ru", "ja", "en", "ru"):
        reader.get(f"/{code}/")
        assert reader.get("/").url == f"/{code}/"


def test_the_cookie_is_sent_once_and_that_answer_is_kept_by_no_shared_cache(db: None) -> None:
    reader = Client()

    first, second = reader.get("/ru/"), reader.get("/ru/about/")

    assert first.cookies[COOKIE].value == "ru"
    assert (first.cookies[COOKIE]["httponly"], first.cookies[COOKIE]["samesite"]) == (True, "Lax")
    assert "private" in first["Cache-Control"]
    assert COOKIE not in second.cookies
    assert "Cookie" in first["Vary"]
    assert "Cookie" in second["Vary"]


@pytest.mark.parametrize(
    "path", ["/ru/no-such-page/", "/healthz", "/static/kanazawa_exchange/css/portal.css", "/robots.txt"]
)
def test_what_is_no_page_leaves_no_cookie(path: str, db: None) -> None:
    answer = Client().get(path)
    answer.close()

    assert COOKIE not in answer.cookies


def test_root_says_what_it_depends_on(db: None) -> None:
    answer = Client().get("/")

    assert {"Accept-Language", "Cookie"} <= {word.strip() for word in answer["Vary"].split(",")}


@pytest.mark.parametrize(
    "accepted", ["uk", "de-DE,de;q=0.9", "ko", "zh-CN,zh;q=0.9", "*", "", "x" * 600, "fr;q=0.9, *;q=0.1"]
)
def test_a_language_that_is_not_ours_gets_the_same_answer_everywhere(accepted: str, client: Client, db: None) -> None:
    headers = {"accept-language": accepted} if accepted else {}
    root = Client(headers=headers).get("/").url
    bare = Client(headers=headers).get("/about/").url
    page = client.get("/ja/about/").content.decode()
    listed = client.get("/sitemap.xml").content.decode()

    assert (root, bare) == ("/en/", "/en/about/")
    assert 'hreflang="x-default" href="http://testserver/en/about/"' in page
    assert 'hreflang="x-default" href="http://testserver/en/about/"' in listed


@pytest.mark.parametrize(
    ("accepted", "leads"), [("ko, ru;q=0.5", "/ru/"), ("de, ja;q=0.3, en;q=0.2", "/ja/"), ("ru-UA", "/ru/")]
)
def test_a_language_that_is_ours_counts_wherever_it_stands(accepted: str, leads: str, db: None) -> None:
    assert Client(headers={"accept-language": accepted}).get("/").url == leads


@pytest.mark.parametrize("cookie", ["xx", "../../etc", "", "ja\n"])
def test_a_cookie_of_no_language_is_passed_over(cookie: str, db: None) -> None:
    reader = Client(headers={"accept-language": "ru"})
    reader.cookies[COOKIE] = cookie

    assert reader.get("/").url == "/ru/"


def test_in_production_the_cookie_goes_by_https_alone(db: None) -> None:
    with override_settings(LANGUAGE_COOKIE_SECURE=True):
        answer: Any = Client().get("/ru/")

    assert answer.cookies[COOKIE]["secure"] is True
