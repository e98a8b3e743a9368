"""A review is its reviewer's alone; whoever keeps the call assigns, and with the committees of its project reads the ranking."""

from typing import Any

from kanazawa_exchange.lib import clock
from rubric.services import assignments
from tests.permission_rows import OFFICE, Row, only
from tests.rubric import reviewing

MARK = "MARKAPPLICANT"
OWN = "the reviewer's alone: the office reads the ranking instead"
KEEPERS = (*OFFICE, "program_coordinator")
READERS = (*KEEPERS, "committee")


def build(world: Any) -> None:
    now = clock.now()
    second = world.places.user("second-reviewer", role="reviewer")
    world.selected_call = reviewing.call_of(world.run)
    world.other_selected_call = reviewing.call_of(world.other_run)
    world.case = reviewing.applied(world.selected_call, world.places, world.named_person(MARK, "Anna"))
    world.other_case = reviewing.applied(
        world.other_selected_call, world.places, world.named_person("MARKOTHERCASE", "Olga")
    )
    reviewer = world.users["reviewer"]
    pairs = [(world.case, reviewer), (world.case, second), (world.other_case, second)]
    assignments.assign(pairs, by=None, now=now)
    world.review = world.case.reviews.get(reviewer=reviewer)
    world.foreign_review = world.case.reviews.get(reviewer=second)
    world.other_review = world.other_case.reviews.get()
    world.second_reviewer = second


def _of(thing: str, **further: Any) -> Any:
    return lambda w: {"uid": getattr(w, thing).uid, **further}


def _reviewers(name: str, method: str, status: int, data: Any = None, marker: Any = None, **further: Any) -> list[Row]:
    """A page of one's own review: another reviewer does not know of it, and nobody else enters."""
    sent = {"data": data} if data else {}
    return [
        Row(
            f"rubric:{name}", method, only("reviewer", status=status), relation="own", kwargs=_of("review", **further),
            marker=marker, note=OWN, **sent,
        ),
        Row(
            f"rubric:{name}", method, only("reviewer", status=404), relation="foreign",
            kwargs=_of("foreign_review", **further), note=OWN, **sent,
        ),
    ]  # fmt: skip


def _selection(
    name: str,
    roles: tuple[str, ...],
    things: tuple[str, str] = ("selected_call", "other_selected_call"),
    *,
    method: str = "GET",
    status: int = 200,
    marker: Any = None,
    data: Any = None,
    **further: Any,
) -> list[Row]:
    """A page of a call: the office enters all of them, a coordinator and a committee those of the own programme and project."""
    sent = {"data": data} if data else {}
    others = [role for role in roles if role not in OFFICE]
    own, foreign = things
    return [
        Row(
            f"rubric:{name}", method, only(*roles, status=status), relation="own", kwargs=_of(own, **further),
            marker=marker, **sent,
        ),
        Row(
            f"rubric:{name}", method, only(OFFICE, status=status) | only(*others, status=404), relation="foreign",
            kwargs=_of(foreign, **further), **sent,
        ),
    ]  # fmt: skip


def _mark(_world: Any) -> str:
    return MARK


def _pair(world: Any) -> dict[str, Any]:
    return {"pair": [f"{world.case.uid}:{world.second_reviewer.uid}"]}


def _decline(world: Any) -> dict[str, Any]:
    cases = [str(case.uid) for case in (world.case, world.other_case)]
    return {"row": cases, **{f"line-{case}": "decline" for case in cases}}


def _why(world: Any) -> dict[str, Any]:
    return {"version": 1, "reason": "Ill"}


REVIEWS = ("review", "other_review")
CONFLICT = {"version": 1, "reason_code": "teacher", "reason": "A student of mine"}
ROWS = [
    *(
        Row(f"rubric:{name}", "GET", only("reviewer"), marker=marker)
        for name, marker in (("review_list", _mark), ("review_list_csv", None), ("review_list_xlsx", None))
    ),
    *_reviewers("review_sheet", "GET", 200, marker=_mark),
    *_reviewers("review_sheet", "POST", 302, lambda w: {"version": 1, "go": "save"}),
    *_reviewers("review_save", "POST", 200, lambda w: {"committee_comment": "Keen"}),
    *_reviewers("review_conflict", "GET", 200, marker=_mark),
    *_reviewers("review_conflict", "POST", 302, lambda w: CONFLICT),
    *_reviewers("review_file", "GET", 404, file="00000000-0000-4000-8000-000000000000"),
    Row("rubric:selection_list", "GET", only(*READERS)),
    Row("rubric:selection_list_csv", "GET", only(*READERS)),
    Row("rubric:selection_list_xlsx", "GET", only(*READERS)),
    *_selection("ranking", READERS, marker=_mark),
    *_selection("ranking_csv", READERS),
    *_selection("ranking_xlsx", READERS),
    *_selection("selection_meeting", READERS, marker=_mark),
    *_selection("deciding", KEEPERS, marker=_mark),
    *_selection("deciding", KEEPERS, method="POST", data=_decline),
    *_selection("deciding", KEEPERS, method="POST", status=302, data=lambda w: {**_decline(w), "confirm": "1"}),
    *_selection("assignments", KEEPERS, marker=_mark),
    *_selection("assignments", KEEPERS, method="POST", data=lambda w: {"way": "load"}),
    *_selection("reviewers_assign", KEEPERS, method="POST", status=302, data=_pair),
    *_selection("review_detail", KEEPERS, REVIEWS, marker=_mark),
    *_selection("review_move", KEEPERS, REVIEWS, move="withdraw"),
    *_selection("review_move", KEEPERS, REVIEWS, method="POST", status=302, data=_why, move="withdraw"),
]
