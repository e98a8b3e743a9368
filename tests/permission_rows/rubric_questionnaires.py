"""Questionnaires, their items and the rubric itself are the office's to write; what participants answer stands elsewhere."""

from typing import Any

from rubric.services import instruments, items
from tests.permission_rows import OFFICE, Row, only

MARK = "MARKQUESTION"
NOTE = "the office's, whichever questionnaire it is"


def _each(name: str, words: str) -> dict[str, str]:
    return {f"{name}_{code}": words for code in ("ja", "en", "ru")}


def build(world: Any) -> None:
    """A draft with three items on one ability and two on another, and another draft to throw away."""
    version = world.rubric_used
    world.questionnaire = instruments.begin(version, {"code": "to-write", **_each("name", MARK)}, by=None)
    abilities = {ability.code: ability for ability in version.abilities.all()}
    options = {place: {**_each("text", f"{MARK} {place}"), "points": place} for place in (1, 2)}
    for code in ("recognition-skill", "recognition-skill", "creativity"):
        values = {"kind": "choice", "ability": abilities[code], **_each("prompt", MARK)}
        world.item = items.add_item(world.questionnaire, values, options, by=None)
    world.questionnaire.refresh_from_db()


def _of(thing: str, **more: str) -> Any:
    return lambda w: {"uid": getattr(w, thing).uid, **more}


def _read(name: str, marker: Any = None) -> Row:
    return Row(f"rubric:{name}", "GET", only(OFFICE), kwargs=_of("questionnaire"), marker=marker, note=NOTE)


def _form(name: str, kwargs: Any, data: Any, status: int = 302) -> list[Row]:
    """A page of the office with a form, and the form sent filled in."""
    return [
        Row(f"rubric:{name}", "GET", only(OFFICE), kwargs=kwargs, note=NOTE),
        Row(f"rubric:{name}", "POST", only(OFFICE, status=status), kwargs=kwargs, data=data, note=NOTE),
    ]


def _press(name: str, kwargs: Any) -> Row:
    note = "sent without its version: a sentence says so"
    return Row(f"rubric:{name}", "POST", only(OFFICE, status=302), kwargs=kwargs, note=note)


def _nothing(_world: Any) -> dict[str, Any]:
    return {}


NEW = {"code": "new", **_each("name", "New")}
ITEM = {**_each("prompt", "Why?"), "weight": "1"}

ROWS = [
    *_form("rubric_create", _nothing, lambda w: NEW),
    *_form("rubric_edit", _of("rubric"), lambda w: {"version": w.rubric.version, **_each("name", "New")}),
    Row("rubric:questionnaire_list", "GET", only(OFFICE), marker=lambda w: MARK),
    Row("rubric:questionnaire_list_csv", "GET", only(OFFICE)),
    Row("rubric:questionnaire_list_xlsx", "GET", only(OFFICE)),
    *_form("questionnaire_create", _nothing, lambda w: {**NEW, "rubric_version": w.rubric_used.uid}),
    _read("questionnaire_detail", lambda w: MARK),
    _read("questionnaire_pdf"),
    _read("questionnaire_history", lambda w: MARK),
    *_form("questionnaire_edit", _of("questionnaire"), lambda w: {"version": w.questionnaire.version, **NEW}),
    Row(
        "rubric:questionnaire_copy",
        "GET",
        only(OFFICE, status=302),
        kwargs=_of("questionnaire"),
        note="a draft is not copied",
    ),
    Row(
        "rubric:questionnaire_copy",
        "POST",
        only(OFFICE),
        kwargs=_of("questionnaire"),
        data=lambda w: {**NEW, "rubric_version": w.rubric_used.uid},
        note="a draft is not copied: a sentence says so",
    ),
    *_form("minimums_edit", _of("questionnaire"), _nothing, 200),
    _read("questionnaire_discard"),
    _press("questionnaire_discard", _of("questionnaire")),
    *_form(
        "questionnaire_move",
        _of("questionnaire", move="adopt"),
        lambda w: {"version": w.questionnaire.version, "in_use_on": "2018-04-01"},
    ),
    *_form("item_create", _of("questionnaire", kind="text"), lambda w: _each("prompt", "Why?")),
    *_form("item_edit", _of("item"), lambda w: {"version": w.item.version, **ITEM}),
    _press("item_shift", _of("item", way="up")),
    _press("item_remove", _of("item")),
]
