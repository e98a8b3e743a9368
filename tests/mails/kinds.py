"""A kind of letter for tests: it tells a name, holds a link that only its reader may know, and counts."""

from kanazawa_exchange.lib.mails import MailKind, Specimen, Text, Variable


def text(language: str) -> Text:
    return Text(f"{language}: {{number}} places", f"{language}, {{name}}\n{{link}}\n{{number}}")


NEWS = MailKind(
    "test_news",
    "News of a test",
    (
        Variable("name", "who it is", "Hanako"),
        Variable("link", "where to go", "https://portal.example.org/sample/", is_secret=True, is_required=True),
        Variable("number", "how many", "7", is_personal=False),
    ),
    {language: text(language) for language in ("ja", "en", "ru")},
    specimens=lambda viewer: [
        Specimen("one", "Real one", {"name": "Real Name", "link": "https://real/", "number": "9"})
    ],
    follows_account=True,
)
SECRET = "https://portal.example.org/secret-7370/"


def values(**differs):
    return {"name": "Anna", "link": SECRET, "number": "3"} | differs
