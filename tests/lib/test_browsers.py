"""A browser and its system are said in words."""

import pytest
from django.test import Client
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.browsers import in_words

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/142.0 YaBrowser/25.2 Safari/537.36", "Yandex Browser on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari on macOS"),
        (f"Mozilla/5.0 (Linux; Android 15; SM-S901) {WEBKIT} SamsungBrowser/27.0 Chrome/125 Safari/537.36",
         "Samsung Internet on Android"),
        ("curl/8.5.0", "an unknown browser"),
        ("", "an unknown browser"),
        ("Windows", "Windows"),
        ("<script>Firefox/1</script>", "Firefox"),
    ],
)  # fmt: skip
def test_what_a_browser_says_of_itself_in_words(agent: str, words: str) -> None:
    with override("en"):
        assert in_words(agent) == words


@pytest.mark.parametrize(("language", "words"), [("ja", "Firefox（Linux）"), ("ru", "Firefox, Linux")])
def test_the_list_of_sessions_says_it(aiko: User, language: str, words: str) -> None:
    client = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
    client.post("/en/accounts/login/", {"login": aiko.email, "password": "a-long-test-password"})

    text = client.get(f"/{language}/accounts/sessions/").content.decode()

    assert words in text
    assert "Gecko/20100101" not in text
