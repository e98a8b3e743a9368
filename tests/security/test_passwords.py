"""Passwords that are taken, and those that are refused."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import password_validation
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from kanazawa_exchange.accounts.models import User

GOOD = [
    "four brown bears over the sea",
    "correct horse battery staple",
    "twelve chars",
    "x7#Kq!2mPz&9",
    "alllowercasewords",
    "ALLUPPERCASEWORDS",
    "98021746350927461",
    "  leading and trailing  ",
    "四匹の茶色い熊が海の上を渡る",
    "ひらがなだけのながいことば",
    "длинная фраза про медведей",
    "ёжик в густом тумане",
    "смесь слов и words 混ぜる",
    "🐻🐻🐻🐻 four bears there",
    "tab\tand\ttab and words",
    "a" * 5 + "b" * 5 + "cdefgh",
    "w" * 60 + "z" * 68,
    "quote ' and \" and < and &",
    "%s %d {{ x }} {% y %}",
    "null and void and fine",
]
BAD = [
    "",
    "short",
    "elevenchars",
    "четыре сло",
    "短い言葉",
    "password1234",
    "qwertyuiop123",
    "1234567890123",
    "1q2w3e4r5t6y",
    "123qweasdzxc",
    "kanazawa is lovely",
    "KANAZAWA2026!!",
    "Ｋａｎａｚａｗａ　２０２６",
    "金沢大学の学生です元気です",
    "мы любим Казань весной",
    "канадзава прекрасна",
    "exchange students 2026",
    "my portal password",
    "russia and me forever",
    "aiko@example.org",
]


def is_taken(password: str) -> bool:
    try:
        validate_password(password, User(email="aiko@example.org"))
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("password", GOOD)
def test_a_long_phrase_in_any_writing_is_taken(password: str) -> None:
    assert is_taken(password)


@pytest.mark.parametrize("password", BAD)
def test_a_short_common_or_local_one_is_not(password: str) -> None:
    assert not is_taken(password)


def test_the_list_of_common_passwords_is_long() -> None:
    path = Path(password_validation.__file__).parent / "common-passwords.txt.gz"

    assert len(CommonPasswordValidator().passwords) >= 10_000
    with gzip.open(path) as lines:
        assert lines.readline()


@pytest.mark.parametrize(
    "password", [GOOD[16], "  spaces on both sides  ", "ひらがなだけのながいことば", "🐻🐻🐻🐻 four bears there"]
)
def test_every_character_counts_at_sign_in(aiko: User, password: str) -> None:
    aiko.set_password(password)
    aiko.save()

    def enters(typed: str) -> bool:
        client = Client()
        client.post("/en/accounts/login/", {"login": aiko.email, "password": typed})
        return "_auth_user_id" in client.session

    assert enters(password)
    assert not enters(password[:-1])
    assert not enters(password + " ")
    assert not enters(password[1:])


def test_one_password_from_two_keyboards(aiko: User) -> None:
    """A Mac sends й as two characters, a Japanese keyboard full-width letters."""
    aiko.set_password("мой длинный пароль")
    assert aiko.check_password("мой длинный пароль")
    aiko.set_password("Long Secret 2026")
    assert aiko.check_password("Ｌｏｎｇ　Ｓｅｃｒｅｔ　２０２６")


def test_the_mail_domain_is_stored_in_lower_case(aiko: User) -> None:
    made = User.objects.create_user(email="New.Person@EXAMPLE.Org", password=None)

    assert made.email == "new.person@example.org"
    assert not made.has_usable_password()


def test_a_megabyte_of_password_is_refused_in_words(aiko: User) -> None:
    answer: Any = Client().post("/en/accounts/login/", {"login": aiko.email, "password": "x" * 1_000_000})

    assert answer.status_code in {200, 400}
    assert "_auth_user_id" not in answer.wsgi_request.session
