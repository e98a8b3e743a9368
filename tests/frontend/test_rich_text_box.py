"""The box for a text with marks: what it stores, what stands beside it, and the preview that the portal makes."""

import re

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.lib import rich_text
from kanazawa_exchange.lib.fields import RichTextField
from partners.forms.institutions import InstitutionForm
from programs.forms.calls import CallForm
from programs.forms.programs import ProgramForm
from programs.forms.projects import ProjectForm
from programs.forms.publications import texts_to_publish
from programs.models import News
from tests.attacks import PAYLOADS, alive
from tests.factories import InstitutionFactory, ProgramFactory, ProjectFactory
from tests.frontend.test_frame import LANGUAGES

WORDS = {
    "ja": ("太字", "強調", "見出し", "箇条書き", "引用", "リンク"),
    "en": ("Bold", "Italic", "Heading", "List", "Quote", "Link"),
    "ru": ("Жирный", "Курсив", "Заголовок", "Список", "Цитата", "Ссылка"),
}


class Form(forms.Form):
    text = RichTextField(max_length=30, help_text="As it was.")


@pytest.fixture
def previewed(client: Client, sato, settings):
    settings.LIMITS = {"rich_text_preview": "1000/m/user"}
    client.force_login(sato)

    def ask(text: str, status: int = 200) -> str:
        with override("ru"):
            answer = client.post(reverse("rich_text_preview"), {"text": text})
        assert answer.status_code == status
        return answer.content.decode()

    return ask


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_box_has_a_button_for_each_mark_and_a_sentence_without_the_script(language):
    with override(language):
        html = str(Form()["text"])
    assert tuple(re.findall(r'data-mark="\w+"[^>]*>([^<]+)</button>', html)) == WORDS[language]
    assert re.search(r'role="toolbar"[^>]* hidden>', html)
    assert re.search(r"<div class=\"rich-preview\"[^>]* hidden>", html)
    assert re.search(r'<p class="hint" id="id_text_marks" data-without-script>[^<]*\*\*', html)
    assert 'aria-describedby="id_text_helptext id_text_marks"' in html
    assert 'data-most="30"' in html
    assert "maxlength" not in html
    assert f'data-preview="/{language}/rich-text/preview/"' in html


def test_what_is_stored_is_tidied():
    form = Form({"text": "**大切**\r\n<b>x</b>"})
    assert form.is_valid()
    assert form.cleaned_data == {"text": "**大切**\n‹b›x‹/b›"}
    assert not Form({"text": "字" * 31}).is_valid()
    assert Form({"text": "字" * 30}).is_valid()
    assert not Form({"text": "\x00"}).is_valid()


@pytest.mark.django_db
def test_the_preview_is_what_a_reader_will_see(previewed):
    assert (
        previewed("これは**大切**です。")
        == "<p>これは<strong>大切</strong>です。</p>"
        == rich_text.html("これは**大切**です。")
    )
    assert previewed("") == ""
    assert previewed("字" * (rich_text.MOST_CHARACTERS + 1), 413) == ""
    for payload in PAYLOADS[::10]:
        assert alive(previewed(payload)) == []


@pytest.mark.django_db
def test_one_account_has_so_many_previews_and_no_other_is_kept_from_them(client: Client, sato, mori, settings):
    settings.LIMITS = {"rich_text_preview": "2/m/user"}
    address = "/en/rich-text/preview/"
    client.force_login(sato)
    assert [client.post(address, {"text": "a"}).status_code for _turn in range(3)] == [200, 200, 429]
    client.force_login(mori)
    assert client.post(address, {"text": "a"}).status_code == 200


def test_nobody_else_has_a_preview(client: Client):
    address = "/en/rich-text/preview/"
    assert client.post(address, {"text": "a"}).status_code == 302
    assert client.get(address).status_code in (302, 405)
    assert Client(enforce_csrf_checks=True).post(address, {"text": "a"}).status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.django_db
def test_the_style_guide_shows_the_box_and_what_comes_of_it(client: Client, language: str):
    html = client.get(f"/{language}/style-guide/").content.decode()
    assert len(re.findall('<div class="rich-text" data-rich-text>', html)) == 1
    prose = re.search(r'<div class="prose"><h2>.*?</div>', html, re.S)
    assert prose
    assert all(f"<{tag}>" in prose[0] for tag in ("h2", "strong", "em", "ul", "li", "blockquote"))


@pytest.mark.parametrize(
    ("form", "names"),
    [
        (ProgramForm, {"description"}),
        (ProjectForm, {"summary"}),
        (CallForm, {"text"}),
        (InstitutionForm, {"description"}),
    ],
)
def test_the_long_texts_of_public_pages_carry_marks(form, names):
    assert marked(form.three) == names


def marked(three) -> set[str]:
    return {name for name, text in three.items() if text.kind is RichTextField}


def test_so_do_those_of_news():
    assert News.MARKDOWN
    assert marked(texts_to_publish(News)) == set(News.MARKDOWN)


@pytest.mark.django_db
def test_public_pages_show_the_marks_of_long_texts(client: Client):
    text = "# 冬\n\nこれは**大切**です。<script>alert(1)</script>"
    InstitutionFactory(slug="inst", description_ja=text)
    project = ProjectFactory(is_default=True)
    ProgramFactory(slug="prog", project=project, description_ja=text)
    for address in ("/ja/partners/inst/", "/ja/programs/prog/"):
        html = client.get(address).content.decode()
        assert "<h2>冬</h2>\n<p>これは<strong>大切</strong>です。‹script›alert(1)‹/script›</p>" in html
