"""The office writes the texts of letters: in three languages side by side, with the variables of the kind and no others."""

import pytest
from django.urls import reverse
from django.utils import translation

from kanazawa_exchange.accounts.models import Letter, MailTemplate, StaleText
from kanazawa_exchange.accounts.queries.mail_texts import lines, previews, texts_of
from kanazawa_exchange.accounts.services import mail_texts, outbox
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.accounts.services.outbox import Recipient
from kanazawa_exchange.lib import clock, mails
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.mails import MASK, MailKind, Text, Variable
from kanazawa_exchange.lib.refusals import Refused
from tests import permits
from tests.lib import corpus
from tests.mails.kinds import NEWS, SECRET, values
from tests.markup import compact

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known(monkeypatch):
    monkeypatch.setattr(mails, "_kinds", dict(mails._kinds))
    mails.register(NEWS)


def texts(**differs):
    """The texts of today, but for these: ja="…" is another body, or a Text."""
    found = dict(texts_of(NEWS))
    for code, text in differs.items():
        found[code] = text if isinstance(text, Text) else Text(found[code].subject, text)
    return found


def edit(by, version=None, checked=(), **differs):
    return mail_texts.edit(NEWS, texts(**differs), checked=checked, by=by, now=clock.now(), version=version)


def stale():
    return sorted(StaleText.objects.values_list("language", flat=True))


def sent_in(language):
    to = Recipient(f"{language}@example.org", language)
    return outbox.write(
        NEWS, to=to, ref=f"{MailTemplate.objects.count()}", values=values(), by=None, now=clock.now()
    ).body


def test_edited_in_japanese_only_the_others_are_stale_and_still_sent_with_the_older_text(sato):
    edit(sato, ja="新しい文面 {link}")
    assert stale() == ["en", "ru"]
    assert sent_in("ja") == f"新しい文面 {MASK}\n"
    assert sent_in("ru").startswith("ru, Anna")
    with translation.override("en"):
        assert [one.name for one in next(line for line in lines() if line.code == NEWS.code).stale] == [
            "English",
            "Russian",
        ]


def test_a_language_is_up_to_date_again_when_it_is_changed_or_confirmed(sato):
    template = edit(sato, ja="新 {link}")
    template = edit(sato, template.version, ru="новое {link}")
    assert stale() == ["en", "ja"], "now Russian is ahead of them"
    template = edit(sato, template.version, checked=["en", "ja"])
    assert stale() == []
    edit(sato, template.version, checked=["en", "ru"], ja="誤字を直した {link}")
    assert stale() == []


def test_all_three_changed_at_once_leave_none_behind(sato):
    edit(sato, **{code: f"{code} {{link}}" for code in LANGUAGES})
    assert stale() == []


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("{link} {nam}", "{nam}"),
        ("{link} {氏名}", "{氏名}"),
        ("{link} {link.secret}", "{link.secret}"),
        ("{link} {0}", "{0}"),
    ],
)
def test_an_unknown_variable_is_refused_at_its_box(sato, body, named):
    with translation.override("en"), pytest.raises(Refused) as refusal:
        edit(sato, ru=body)
    assert list(refusal.value.errors) == ["body_ru"]
    assert refusal.value.errors["body_ru"].startswith(f"{named} is not known here.")
    assert "{name}, {link}, {number}" in refusal.value.errors["body_ru"]
    assert not MailTemplate.objects.exists()


@pytest.mark.parametrize("variable", ["name", "link"])
def test_nothing_personal_and_no_secret_stands_in_a_subject(sato, variable):
    with pytest.raises(Refused) as refusal:
        edit(sato, en=Text(f"News of {{{variable}}}", "{link}"))
    assert list(refusal.value.errors) == ["subject_en"]
    edit(sato, en=Text("News {number}", "{link}"))


def test_no_shipped_subject_names_a_person_and_every_shipped_text_can_be_saved():
    for kind in mails.editable():
        assert mail_texts.faults(kind, kind.texts) == {}
        assert set(kind.texts) == set(LANGUAGES)


def test_a_kind_whose_text_could_not_be_saved_is_a_fault_of_the_program():
    link = Variable("link", "x", "x", is_required=True)
    for subject, body in (("{link}", "{link}"), ("x", "{name} {link}"), ("x", "no link")):
        kind = MailKind("bad", "Bad", (link,), dict.fromkeys(LANGUAGES, Text(subject, body)))
        with pytest.raises(ValueError, match="bad"):
            mails.register(kind)
    with pytest.raises(ValueError, match="no text"):
        mails.register(MailKind("bad", "Bad", (link,), {"ja": Text("x", "{link}")}))


def test_the_link_is_needed(sato):
    with pytest.raises(Refused) as refusal:
        edit(sato, ja="リンクがありません")
    assert list(refusal.value.errors) == ["body_ja"]


@pytest.mark.parametrize(
    "body", ["https://elsewhere.example/?to={link}", "x{link}", "{link}/", "({link})", "{link}{link}"]
)
def test_a_secret_becomes_no_part_of_another_address(sato, body):
    """Else whoever keeps that address could open the account of the one who was invited."""
    with translation.override("en"), pytest.raises(Refused) as refusal:
        edit(sato, ru=body)
    assert refusal.value.errors["body_ru"].startswith("{link} needs a space")


def test_a_secret_may_stand_alone_and_other_variables_where_they_like(sato):
    """The control."""
    edit(sato, ru="Здравствуйте, {name}!\n{link}\n({number}) и ещё раз: {link}")


@pytest.mark.parametrize(
    "literal", ["{{ link }}", "{% url 'home' %}", "{{link}}", "{ name", "}", "%(name)s", "${name}x{"]
)
def test_the_words_of_other_template_languages_are_literal(sato, literal):
    shown = literal.replace("{name}", "Anna")
    edit(sato, en=f"{literal} {{link}}")
    assert sent_in("en") == f"{shown} {MASK}\n"


def test_what_a_value_holds_is_printed_as_it_is():
    for item in corpus.ITEMS:
        text = corpus.value(item)
        assert mails.filled("<{name}>", {"name": text}) == f"<{text}>", item["id"]


def test_the_braces_of_a_japanese_keyboard_are_braces(sato):
    edit(sato, ja="｛ｌｉｎｋ｝ ｛name｝")
    assert sent_in("ja") == f"{MASK} Anna\n"


def test_an_empty_language_has_the_text_that_the_kind_comes_with(sato):
    template = edit(sato, ja=Text("件名", "{link}"))
    edit(sato, template.version, ja=Text("", ""))
    assert texts_of(NEWS)["ja"] == NEWS.texts["ja"]
    assert MailTemplate.objects.get().body_ja == ""


def test_two_who_edit_are_told(sato, kimura):
    template = edit(sato, ja="一 {link}")
    with pytest.raises(StaleEdit):
        edit(sato, None, ja="二 {link}")
    edit(sato, template.version, ja="三 {link}")
    with pytest.raises(StaleEdit):
        edit(sato, template.version, ja="四 {link}")
    assert MailTemplate.objects.get().history.count() == 2


def test_only_the_office_writes_texts(aiko, kimura, petrova):
    calls = {mail_texts.edit: (NEWS, texts())}
    permits.refuse(calls, [aiko, kimura, petrova], now=clock.now(), version=None)


# --- Pages -----------------------------------------------------------------------------------------------------------


def address(kind=NEWS):
    return reverse("accounts:mail_text_edit", args=[kind.code])


def boxes(**differs):
    found = {
        f"{part}_{code}": getattr(text, part) for code, text in texts_of(NEWS).items() for part in ("subject", "body")
    }
    return found | differs


def test_the_page_shows_three_languages_and_saves_them(sign_in, sato):
    client = sign_in(sato)
    page = client.get(f"/en{address()[3:]}").content.decode()
    assert all(f'name="body_{code}"' in page for code in LANGUAGES)
    assert "{link}" in page
    answer = client.post(f"/en{address()[3:]}", boxes(body_ja="新 {link}"), follow=True)
    text = compact(answer.content.decode())
    assert text.count("not up to date") == 2
    assert "no longer up to date since" in client.get(f"/en{address()[3:]}").content.decode()


def test_a_refusal_keeps_what_was_typed(sign_in, sato):
    page = sign_in(sato).post(f"/en{address()[3:]}", boxes(body_ru="Текст {nam} {link}")).content.decode()
    assert "{nam} is not known here." in page
    assert "Текст {nam} {link}" in page


def test_looking_saves_nothing_and_shows_real_words_without_their_secret(sign_in, sato):
    sent = boxes(body_en="Dear {name} {link} {number}", specimen="one", preview="1")
    page = compact(sign_in(sato).post(f"/en{address()[3:]}", sent).content.decode())
    assert f"Dear Real Name {MASK} 9" in page
    assert "en: 9 places" in page
    assert "https://real/" not in page
    assert not MailTemplate.objects.exists()
    page = compact(sign_in(sato).post(f"/en{address()[3:]}", sent | {"specimen": ""}).content.decode())
    assert f"Dear Hanako {MASK} 7" in page


def test_looking_at_a_text_that_cannot_be_saved_says_so(sign_in, sato):
    page = sign_in(sato).post(f"/en{address()[3:]}", boxes(body_en="{nam}", preview="1")).content.decode()
    assert "{nam}" in page
    assert "The text lacks {link}" in page


def test_the_preview_speaks_each_language():
    shown = previews(NEWS, texts(), values(name=lambda: translation.get_language()))
    assert [one.body.splitlines()[0] for one in shown] == ["ja, ja", "en, en", "ru, ru"]
    assert SECRET not in "".join(one.body for one in shown)


@pytest.mark.parametrize("templates", [1, 3])
def test_the_list_costs_the_same(sign_in, sato, django_assert_num_queries, templates):
    for kind in mails.editable()[:templates]:
        mail_texts.edit(
            kind, {**kind.texts, "ja": Text("新", kind.texts["ja"].body)}, by=sato, now=clock.now(), version=None
        )
    client = sign_in(sato)
    client.get("/en/office/mail-templates/")
    with django_assert_num_queries(5):
        client.get("/en/office/mail-templates/")
    assert Letter.objects.count() == 0
