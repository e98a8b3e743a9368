"""Calls: what was announced is everybody's to read; the office keeps all of them, a coordinator those of the own programmes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from kanazawa_exchange.lib import clock
from programs.models import CallPlace, ChecklistLine, Criterion, Question, QuestionOption, RequiredDocument, Requirement
from tests import factories
from tests.permission_rows import OFFICE, Row, everyone, only

KEEPERS = (*OFFICE, "program_coordinator")
PARTS = {
    "destination": "call_place",
    "requirement": "call_requirement",
    "document": "call_document",
    "question": "call_question",
    "criterion": "call_criterion",
    "checklist-line": "call_checklist_line",
}


def build(world: Any) -> None:
    world.call, world.other_call = _draft(world.run, "MARKOWNCALL"), _draft(world.other_run, "MARKFOREIGNCALL")
    world.open_call = _draft(world.run, "MARKOPENCALL", status="announced", announced_at=clock.now())
    call, words = world.call, {"name_en": "MARKPART"}
    world.call_place = CallPlace.objects.create(call=call, institution=world.partner, places=2)
    world.call_requirement = Requirement.objects.create(call=call, kind="level", values=["master"])
    world.call_document = RequiredDocument.objects.create(call=call, **words)
    world.call_question = Question.objects.create(call=call, kind="number", text_en="MARKPART")
    world.call_choice = Question.objects.create(call=call, kind="choice", text_en="MARKPART")
    for order in (1, 2):
        QuestionOption.objects.create(question=world.call_choice, order=order, text_en=f"Option {order}")
    world.call_criterion = Criterion.objects.create(call=call, **words)
    world.call_checklist_line = ChecklistLine.objects.create(call=call, **words)
    world.other_call_place = CallPlace.objects.create(call=world.other_call, institution=world.partner, places=2)


def _draft(run: Any, title: str, **fields: Any) -> Any:
    now = clock.now()
    words = {f"title_{code}": title for code in ("ja", "en", "ru")}
    window = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=20)}
    return factories.CallFactory(run=run, **{"status": "draft", "announced_at": None, **words, **window, **fields})


def _of_a_call(name: str, method: str, *, status: int = 200, marker: Any = None, **kwargs: Any) -> list[Row]:
    """A page of one call: the own programme's, and another one's, which its coordinator knows nothing of."""
    own = lambda w: {"uid": w.call.uid, **kwargs}  # noqa: E731
    other = lambda w: {"uid": w.other_call.uid, **kwargs}  # noqa: E731
    office, strange = only(OFFICE, status=status), {"program_coordinator": 404}
    return [
        Row(f"programs:{name}", method, only(KEEPERS, status=status), relation="own", kwargs=own, marker=marker),
        Row(f"programs:{name}", method, {**office, **strange}, relation="foreign", kwargs=other),
    ]


def _of_a_part(name: str, method: str, status: int, **kwargs: Any) -> list[Row]:
    rows = [
        Row(
            f"programs:{name}",
            method,
            only(KEEPERS, status=status),
            relation="own",
            kwargs=lambda w, part=part, thing=thing: {"part": part, "uid": getattr(w, thing).uid, **kwargs},
        )
        for part, thing in PARTS.items()
    ]
    other = lambda w: {"part": "destination", "uid": w.other_call_place.uid, **kwargs}  # noqa: E731
    strange = {**only(OFFICE, status=status), "program_coordinator": 404}
    return [*rows, Row(f"programs:{name}", method, strange, relation="foreign", kwargs=other)]


def _list(name: str) -> list[Row]:
    if name.endswith("xlsx"):
        return [Row(f"programs:{name}", "GET", only(KEEPERS))]
    return [
        Row(f"programs:{name}", "GET", only(KEEPERS), relation="own", marker=lambda w: "MARKOWNCALL"),
        Row(
            f"programs:{name}",
            "GET",
            only(KEEPERS),
            relation="foreign",
            marker=lambda w: "MARKFOREIGNCALL",
            sees=OFFICE,
        ),
    ]


ROWS = [
    Row("programs:call_list", "GET", everyone(200), anonymous=200, hidden=lambda w: ["MARKOWNCALL", "MARKFOREIGNCALL"]),
    Row(
        "programs:call_detail",
        "GET",
        everyone(200),
        anonymous=200,
        kwargs=lambda w: {"uid": w.open_call.uid},
        note="what was announced is public",
    ),
    Row(
        "programs:call_detail",
        "GET",
        everyone(404),
        otherwise=404,
        anonymous=404,
        relation="foreign",
        kwargs=lambda w: {"uid": w.call.uid},
        note="a draft is seen in its preview only",
    ),
    *_list("call_office_list"),
    *_list("call_office_list_csv"),
    *_list("call_office_list_xlsx"),
    Row("programs:call_create", "GET", only(KEEPERS)),
    Row("programs:call_create", "POST", only(KEEPERS), note="an empty form comes back"),
    *_of_a_call("call_office", "GET", marker=lambda w: "MARKPART"),
    *_of_a_call("call_preview", "GET"),
    *_of_a_call("call_history", "GET"),
    *(row for method in ("GET", "POST") for row in _of_a_call("call_edit", method)),
    *(row for method in ("GET", "POST") for row in _of_a_call("call_copy", method)),
    *_of_a_call("call_discard", "GET"),
    *_of_a_call("call_discard", "POST", status=302),
    *_of_a_call("call_move", "GET", move="announce"),
    *(replace(row, data=lambda _world: {"version": 1}) for row in _of_a_call("call_move", "POST", move="announce")),
    *_of_a_call("call_usual_parts", "POST", status=302),
    *(row for method in ("GET", "POST") for row in _of_a_call("call_part_add", method, part="criterion")),
    *(
        row
        for method in ("GET", "POST")
        for row in _of_a_call("call_part_add_kind", method, part="question", kind="number")
    ),
    *(row for method in ("GET", "POST") for row in _of_a_part("call_part_edit", method, 200)),
    *_of_a_part("call_part_shift", "POST", 302, way="up"),
    *_of_a_part("call_part_remove", "POST", 302),
]
