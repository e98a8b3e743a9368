"""Faulty translations are found: missing, fuzzy, other placeholders, other tags, or unknown to the catalogue."""

import gettext
import io
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from kanazawa_exchange.lib import catalogs

HEAD = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14) ? 2 : 3);\n"

"""  # noqa: E501


def catalog(body: str):
    return read_po(io.BytesIO((HEAD + body).encode()), abort_invalid=True)


def found(body: str, stored: dict | None = None) -> list[str]:
    """The faults of one catalogue; where no texts are given, the sources ask for all that it has."""
    read = catalog(body)
    texts = {catalogs.key_of(message): "x.py:1" for message in read if message.id} if stored is None else stored
    return catalogs.faults_of_catalog(read, "ru", texts)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('msgid "Save"\nmsgstr ""\n', "missing"),
        ('#, fuzzy\nmsgid "Save"\nmsgstr "Сохранить"\n', "fuzzy"),
        ('msgid "By %(name)s"\nmsgstr "Автор %(nane)s"\n', "placeholders"),
        ('msgid "By %(name)s"\nmsgstr "Автор"\n', "placeholders"),
        ('msgid "In {year}"\nmsgstr "В году"\n', "placeholders"),
        ('msgid "See <a href=\\"%(url)s\\">here</a>"\nmsgstr "См. <b>%(url)s</b>"\n', "tags"),
        ('msgid "Plain"\nmsgstr "<script>x</script>"\n', "tags"),
        ('msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s день"\n', "missing"),
    ],
)
def test_a_fault_is_named(body, fault):
    assert any(fault in sentence for sentence in found(body)), found(body)


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ('msgid "Save"\nmsgstr "a"\n\n#: x.py\nmsgid "Save"\nmsgstr "b"\n', 1),
        ('msgid "Save"\nmsgstr "a"\nmsgstr "b"\n', 1),
        ('msgid "Save"\nmsgstr "a"\n\nmsgctxt "plan"\nmsgid "Save"\nmsgstr "b"\n', 0),
        ('msgid "day"\nmsgid_plural "days"\nmsgstr[0] "a"\nmsgstr[1] "b"\n', 0),
    ],
)
def test_an_entry_that_stands_twice_is_a_fault(body, number):
    assert len(list(catalogs.written_twice(HEAD + body))) == number


def test_sound_entries_pass():
    faults = found(
        'msgid "See <a href=\\"%(url)s\\">it</a>"\nmsgstr "См. <a href=\\"%(url)s\\">тут</a>"\n\n'
        'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\n'
        'msgstr[0] "%(n)s день"\nmsgstr[1] "%(n)s дня"\nmsgstr[2] "%(n)s дней"\nmsgstr[3] "%(n)s дня"\n'
    )
    assert faults == []


def test_a_text_of_the_sources_that_no_catalogue_knows_is_named():
    assert found("", {(None, "New button"): "templates/x.html:3"}) == [
        "ru: not in the catalogue: 'New button' (templates/x.html:3)"
    ]


def test_a_second_wording_needs_the_text_that_it_words_again():
    """The sources choose the context when the sentence is said, so no search finds it."""
    entries = (
        'msgid "Nobody came"\nmsgstr "Студентов нет"\n\nmsgctxt "people"\nmsgid "Nobody came"\nmsgstr "Никого нет"\n'
    )
    assert found(entries, {(None, "Nobody came"): "x.py:1"}) == []
    alone = 'msgctxt "people"\nmsgid "Nobody left"\nmsgstr "Никто не уехал"\n'
    assert found(alone, {}) == ["ru: asked for nowhere: 'Nobody left'"]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Old button"\nmsgstr "Старая кнопка"\n', ["ru: asked for nowhere: 'Old button'"]),
        ('msgctxt "plan"\nmsgid "Draft"\nmsgstr "Проект"\n', ["ru: asked for nowhere: 'Draft'"]),
        ('#~ msgid "Older"\n#~ msgstr "Ещё старше"\n', ["ru: out of use: 'Older'"]),
        ('msgid "Draft"\nmsgstr "Черновик"\n', []),
        ('msgid "Sign Out"\nmsgstr "Выйти"\n', []),  # of the sign-in library
        ('msgid "last login"\nmsgstr "последний вход"\n', []),  # of the framework
    ],
)
def test_a_text_that_nothing_asks_for_is_named(entry, fault):
    draft = "" if 'msgid "Draft"\nmsgstr "Ч' in entry else 'msgid "Draft"\nmsgstr "Черновик"\n\n'
    assert found(draft + entry, {(None, "Draft"): "mobility/x.py:1"}) == fault


def test_a_text_asked_for_within_an_f_string_is_found(tmp_path):
    (tmp_path / "mobility").mkdir()
    (tmp_path / "mobility" / "lines.py").write_text("line = f\"{_('Enrolled on')}: {day:%d}\"\n")
    assert set(catalogs.texts_in_sources(tmp_path)) == {(None, "Enrolled on")}


def test_texts_are_found_in_code_and_templates_without_gettext(tmp_path):
    (tmp_path / "mobility").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "mobility" / "forms.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        'a = _("From code")\nb = ngettext("%(n)s stay", "%(n)s stays", 2)\nc = pgettext("menu", "Open")\n'
    )
    (tmp_path / "templates" / "page.html").write_text(
        '{% load i18n %}{% translate "From a template" %}'
        "{% blocktranslate trimmed with n=1 %}\n  Two\n  lines {{ n }}\n{% endblocktranslate %}"
    )
    assert set(catalogs.texts_in_sources(tmp_path)) == {
        (None, "From code"),
        (None, "%(n)s stay"),
        ("menu", "Open"),
        (None, "From a template"),
        (None, "Two lines %(n)s"),
    }


def test_compiled_catalogues_are_read_by_the_standard_library_and_made_once(tmp_path):
    po = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(
        HEAD
        + 'msgid "Save"\nmsgstr "Сохранить"\n\n#, fuzzy\nmsgid "Guess"\nmsgstr "Наугад"\n\n'
        + 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\n'
        + 'msgstr[0] "день"\nmsgstr[1] "дня"\nmsgstr[2] "дней"\nmsgstr[3] "суток"\n'
    )
    assert catalogs.compile_catalogs(tmp_path) == [po.with_suffix(".mo")]
    assert catalogs.compile_catalogs(tmp_path) == []
    texts = gettext.translation("django", localedir=Path(tmp_path), languages=["ru"])
    assert texts.gettext("Save") == "Сохранить"
    assert texts.gettext("Guess") == "Guess"
    assert [texts.ngettext("%(n)s day", "%(n)s days", n) for n in (1, 2, 5, 11, 21)] == [
        "день",
        "дня",
        "дней",
        "дней",
        "день",
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("from django.utils.translation import gettext as _now", "gettext as _now"),
        ("from django.utils.translation import ngettext_lazy as plural", "ngettext_lazy as plural"),
        ("from django.utils import translation\nlater = translation.gettext_lazy", "= gettext_lazy"),
    ],
)
def test_texts_asked_for_under_an_unknown_name_are_a_fault(tmp_path, line, name):
    (tmp_path / "mobility").mkdir()
    (tmp_path / "mobility" / "forms.py").write_text(line + "\n")
    (fault,) = catalogs.faults(tmp_path, [])
    assert fault.startswith(f"texts asked for by {name} are not searched (mobility/forms.py:")


def test_the_names_that_the_search_knows_are_no_fault(tmp_path):
    (tmp_path / "mobility").mkdir()
    (tmp_path / "mobility" / "forms.py").write_text(
        "from django.utils.translation import gettext\nfrom django.utils.translation import gettext_lazy as _\n"
    )
    assert catalogs.faults(tmp_path, []) == []


def test_what_is_compiled_is_known_at_once(tmp_path, settings):
    """Also where the texts were read before, as Django itself does at its start: else a first start would seed English texts."""
    settings.LOCALE_PATHS = [tmp_path]
    source = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(HEAD + 'msgid "Snow falls"\nmsgstr "Идёт снег"\n')
    with translation.override("ru"):
        assert translation.gettext("Snow falls") == "Snow falls"
    catalogs.compile_catalogs(tmp_path)
    with translation.override("ru"):
        assert translation.gettext("Snow falls") == "Идёт снег"
