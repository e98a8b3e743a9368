"""Waves of the survey are kept by the office, and by the coordinator of their programme."""

from typing import Any

from rubric.services import waves
from tests.permission_rows import OFFICE, Row, only

KEEPERS = (*OFFICE, "program_coordinator")
NOTHING_TO_DO = "nobody is asked for: a sentence says so"


def build(world: Any) -> None:
    """Beside the open waves of `rubric_answers`, one of the own programme that is planned."""
    days = {"opens_after": 0, "closes_after": 400, "opens_at": None, "closes_at": None}
    values = {"moment": "post", "instrument": world.instrument, "timing": "stay", "asks_staff": False, **days}
    world.planned_wave = waves.plan(world.run, values, by=None)


def _of(thing: str) -> Any:
    return lambda w: {"uid": getattr(w, thing).uid}


def _one(thing: str) -> Any:
    return lambda w: {"uid": getattr(w, thing).uid, "mobility": w.mobility.uid}


def _typed(world: Any) -> dict[str, Any]:
    return {
        "version": world.planned_wave.version,
        "instrument": world.instrument.uid,
        "timing": "stay",
        "opens_after": "0",
        "closes_after": "30",
    }


def _new(world: Any) -> dict[str, Any]:
    return {**_typed(world), "run": world.run.uid, "moment": "later"}


def _new_elsewhere(world: Any) -> dict[str, Any]:
    return {**_typed(world), "run": world.other_run.uid, "moment": "later"}


def _year(world: Any) -> dict[str, Any]:
    days = {"before_opens": "-30", "before_closes": "0", "after_opens": "0", "after_closes": "30"}
    return {"instrument": world.instrument.uid, "before": "on", **days, "runs": str(world.run.uid)}


def _both(name: str, method: str, own: str, foreign: str, **row: Any) -> list[Row]:
    """A page of one wave: of the own programme, and of a foreign one, of which a coordinator may not know."""
    kwargs = row.pop("kwargs", _of)
    done = {"status": 302} if method == "POST" else {}
    return [
        Row(f"rubric:{name}", method, only(*KEEPERS, **done), relation="own", kwargs=kwargs(own), **row),
        Row(
            f"rubric:{name}",
            method,
            only(*OFFICE, **done) | {"program_coordinator": 404},
            relation="foreign",
            kwargs=kwargs(foreign),
            **row,
        ),
    ]


def _files(name: str, **row: Any) -> list[Row]:
    return [Row(f"rubric:{name}_{kind}", "GET", only(*KEEPERS), **row) for kind in ("csv", "xlsx")]


def _move(thing: str) -> Any:
    return lambda w: {"uid": getattr(w, thing).uid, "move": "close"}


ROWS = [
    Row("rubric:wave_list", "GET", only(*KEEPERS)),
    *_files("wave_list"),
    Row("rubric:wave_rates", "GET", only(*KEEPERS)),
    *_files("wave_rates"),
    Row("rubric:wave_create", "GET", only(*KEEPERS)),
    Row("rubric:wave_create", "POST", only(*KEEPERS, status=302), relation="own", data=_new),
    Row(
        "rubric:wave_create",
        "POST",
        only(*OFFICE, status=302) | {"program_coordinator": 200},
        relation="foreign",
        data=_new_elsewhere,
        note="no run of the coordinator's: the form says so",
    ),
    Row("rubric:waves_plan", "GET", only(*KEEPERS)),
    Row("rubric:waves_plan", "POST", only(*KEEPERS, status=302), query="?fy=2018", data=_year),
    Row(
        "rubric:wave_detail", "GET", only(*KEEPERS), relation="own", kwargs=_of("wave"), marker=lambda w: w.student_name
    ),
    Row(
        "rubric:wave_detail",
        "GET",
        only(*OFFICE) | {"program_coordinator": 404},
        relation="foreign",
        kwargs=_of("other_wave"),
        marker=lambda w: w.other_name,
    ),
    *_both("wave_detail_csv", "GET", "wave", "other_wave"),
    *_both("wave_detail_xlsx", "GET", "wave", "other_wave"),
    Row("rubric:wave_edit", "GET", only(*KEEPERS), relation="own", kwargs=_of("planned_wave")),
    Row(
        "rubric:wave_edit",
        "GET",
        only(*OFFICE, status=302) | {"program_coordinator": 404},
        relation="foreign",
        kwargs=_of("other_wave"),
        note="a wave that has been opened: there is nothing to fill in, and its own page follows",
    ),
    Row("rubric:wave_edit", "POST", only(*KEEPERS, status=302), kwargs=_of("planned_wave"), data=_typed),
    *_both("wave_extend", "GET", "wave", "other_wave"),
    *_both(
        "wave_extend",
        "POST",
        "wave",
        "other_wave",
        data=lambda w: {"version": w.wave.version, "closes_at": "2099-01-01"},
    ),
    Row("rubric:wave_discard", "GET", only(*KEEPERS), relation="own", kwargs=_of("planned_wave")),
    *_both("wave_discard", "POST", "planned_wave", "other_wave", note="sent without its version"),
    *_both("wave_move", "GET", "wave", "other_wave", kwargs=_move),
    *_both("wave_move", "POST", "wave", "other_wave", kwargs=_move, data=lambda w: {"version": w.wave.version}),
    *_both("wave_undo", "POST", "wave", "other_wave", note=NOTHING_TO_DO),
    *_both("wave_remind", "GET", "wave", "other_wave"),
    *_both("wave_remind", "POST", "wave", "other_wave", note=NOTHING_TO_DO),
    *_both("wave_remind_one", "GET", "wave", "other_wave", kwargs=_one),
    *_both("wave_remind_one", "POST", "wave", "other_wave", kwargs=_one, note=NOTHING_TO_DO),
]
