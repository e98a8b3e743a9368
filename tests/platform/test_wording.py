"""The words of the glossary: what a native reader stumbled over once may not come back, here or in the sign-in library."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext, override

WRONG = {
    "ja": {
        "ログイン|ログアウト": "サインイン・サインアウト",
        "資金提供者": "資金配分機関",
        "先の機関": "1番目の機関",
        "^人を登録|^人を探す": "名簿に登録・名簿から探す",
        "いま[のは、]|今の役割": "現在",
        "めざ[すしせ]|くわしい|だれ[がもに]|たずね": "目指す・詳しい・誰・尋ねる",
        "(?<![0-9])[0-9]つ": "一つ・二つ",
        "いつもお世話": "金沢大学の交流ポータルから",
        "[ぁ-んァ-ヶ一-龠][?:;]": "全角の記号",
        "数えられた": "該当する",
    },
    "ru": {
        "[Кк]редит": "зачётная единица",
        "Этап %": "место пребывания, кроме этапов одной поездки",
        "[Вв]нести (?:нового )?человека|[Чч]еловек внесён": "добавить",
        "[Дд]ать роль|[Рр]оль дана|[Рр]оль прекращена|[Пп]олномочия даны": "назначить, предоставить",
        "[Пп]ортал(?:е|а|у|ом)? обменов": "портал студенческих обменов",
        "рубрик[аеиу]\\b(?![)])": "шкала критериев (рубрика)",
        "(?<![.!?…»]) Вы\\b|(?<![.!?…»]) Ва[шм]": "вы со строчной буквы",
        '"': "«ёлочки»",
        "учетн|распространенн": "ё",
    },
}
ALLOWED = {("ru", '"'): "<"}  # attributes of an element in the text


def entries(po: Path) -> list[tuple[str, str]]:
    with po.open("rb") as handle:
        catalog = read_po(handle)
    texts = []
    for message in catalog:
        if message.id:
            strings = message.string if isinstance(message.string, tuple | list) else [message.string]
            ids = message.id if isinstance(message.id, tuple | list) else [message.id]
            texts += [(ids[0], string) for string in strings if string]
    return texts


def own(language: str) -> list[tuple[str, str]]:
    return entries(settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po")


def stumbles(language: str, texts: list[tuple[str, str]]) -> list[str]:
    return [
        f"{found.group(0)!r} → {right}: {text}"
        for wrong, right in WRONG[language].items()
        for _msgid, text in texts
        if (found := re.search(wrong, text)) and ALLOWED.get((language, wrong), "\0") not in text
    ]


@pytest.mark.parametrize("language", WRONG)
def test_no_text_of_the_portal_uses_a_word_that_the_glossary_refuses(language):
    assert stumbles(language, own(language)) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "ログインする"),
        ("ja", "いまの役割"),
        ("ja", "1つだけです"),
        ("ru", "Зачтённые кредиты"),
        ("ru", "Введите Ваш адрес"),
    ],
)
def test_the_list_of_refused_words_sees_them(language, text):
    assert stumbles(language, [("", text)])


def test_the_sign_in_library_speaks_of_signing_in_as_the_portal_does():
    spec = find_spec("allauth")
    assert spec is not None
    assert spec.origin is not None
    theirs = entries(Path(spec.origin).parent / "locale" / "ja" / "LC_MESSAGES" / "django.po")
    ours = dict(own("ja"))
    elsewhere = re.compile(
        "third-party|Third-Party|provider|Login Cancelled|cancel logging|already exists with this email"
    )
    assert [
        msgid
        for msgid, text in theirs
        if re.search("ログイン|ログアウト", text) and msgid not in ours and not elsewhere.search(msgid)
    ] == []


@pytest.mark.parametrize(
    ("language", "msgid", "right"),
    [
        ("ja", "The two passwords are not the same.", "二つのパスワードが一致していません。"),
        ("ru", "The two passwords are not the same.", "Пароли не совпадают."),
        ("ja", "Remember Me", "サインインしたままにする"),
        ("ru", "Forgot your password?", "Забыли пароль?"),
        ("ru", "Password Changed", "Пароль изменён"),
        ("ja", "Are you sure you want to sign out?", "サインアウトしますか？"),
    ],
)
def test_a_corrected_text_is_shown_in_its_language(language, msgid, right):
    with override(language):
        assert gettext(msgid) == right
