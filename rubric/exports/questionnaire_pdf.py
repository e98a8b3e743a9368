"""A questionnaire for pen and paper, in the language of the reader: each item with its levels, steps, options or lines."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.lib import formats, pdf

from ..models import ItemKind, Moment
from ..queries.questionnaires import ItemSheet, Questionnaire
from .pdf import letterhead, version_line


def to_pdf(questionnaire: Questionnaire, *, university: str, address: str, lang: str, timestamp: datetime) -> bytes:
    """The document; the active language must be `lang`. `address` is that of the page. Raises lib.pdf.CannotPrint."""
    printed = {**letterhead(university, address, timestamp), **content(questionnaire)}
    name = str(questionnaire.names.local)
    return pdf.render("rubric/questionnaire_sheet.typ", printed, lang=lang, title=name, timestamp=timestamp)


def content(questionnaire: Questionnaire) -> dict[str, object]:
    """What the paper says. That the texts of the rubric are a draft, or the questionnaire is one, stands on every page."""
    rubric = questionnaire.rubric
    unconfirmed = "" if rubric.is_confirmed else _("Draft of this project, to be confirmed")
    status = f"{_('Questionnaire')}{formats.colon()}{questionnaire.status_label}" if questionnaire.is_draft else ""
    version = version_line(rubric)
    return {
        "version": formats.comma().join(filter(None, (str(rubric.name), version, status))),
        "draft": unconfirmed,
        "foot": " · ".join(filter(None, (str(questionnaire.names.local), version, status, unconfirmed))),
        "introduction": str(questionnaire.introductions.local),
        "blanks": [_("Name"), _("Student number"), _("Date")],
        "moments": [str(label) for label in Moment.labels],
        "items": [_item(item) for item in questionnaire.items],
    }


def _item(item: ItemSheet) -> dict[str, object]:
    """`answers` are to be marked, in a row for a scale; `lines` are to be written on, with `unit` behind a number."""
    ability = item.ability.names.local if item.ability else ""
    return {
        "place": item.place,
        "ability": str(ability),
        "prompt": str(item.prompts.local),
        "note": str(item.notes.local),
        "answers": _answers(item),
        "is_row": item.kind == ItemKind.SCALE,
        "is_square": item.kind == ItemKind.CHOICES,
        "hint": _hint(item),
        "lines": {ItemKind.TEXT: 4, ItemKind.NUMBER: 1}.get(ItemKind(item.kind), 0),
    }


def _answers(item: ItemSheet) -> list[dict[str, str]]:
    if item.kind == ItemKind.LEVEL and item.ability:
        return [
            {"name": f"{level.number} {level.captions.local}", "text": str(words.local)}
            for level, words in item.ability.rows
        ]
    if item.kind == ItemKind.SCALE:
        return [{"name": str(step), "text": ""} for step in item.steps]
    return [{"name": "", "text": str(option.texts.local)} for option in item.options]


def _hint(item: ItemSheet) -> str:
    """How it is answered."""
    if item.kind == ItemKind.NUMBER:
        ends = {"lowest": formats.shortest(item.lowest), "highest": formats.shortest(item.highest)}
        return _("A number from %(lowest)s to %(highest)s") % ends
    if item.kind == ItemKind.CHOICES:
        return pgettext("questionnaire", "Mark all that apply.")
    return "" if item.kind == ItemKind.TEXT else pgettext("questionnaire", "Mark one.")
