"""The survey is answered by the person of the stay; the office and the programme coordinator rate, where staff are asked."""

from typing import Any

from kanazawa_exchange.lib import clock
from rubric.services import responses
from tests.permission_rows import OFFICE, Row, everyone, only
from tests.rubric import surveys

MARK = "MARKANSWER"
OWN = "the traveller's alone: the office and other participants do not know of it"
KEEPERS = (*OFFICE, "program_coordinator")


def build(world: Any) -> None:
    now = clock.now()
    world.instrument = surveys.questionnaire(world.rubric_used, "answers")
    world.wave = surveys.wave(
        world.mobility.run, world.instrument, asks_staff=True, closes_at=now.replace(year=now.year + 1)
    )
    world.other_wave = surveys.wave(
        world.other_mobility.run, world.instrument, closes_at=now.replace(year=now.year + 1)
    )
    remark = [responses.Change("remark", MARK, 1)]
    world.answer = responses.begin(world.wave, world.mobility, language="en", by=None, now=now)
    responses.save(world.answer, remark, by=None, now=now)
    world.rating = responses.begin(
        world.wave, world.mobility, "staff", language="en", by=world.users["coordinator"], now=now
    )
    responses.save(world.rating, remark, by=world.users["coordinator"], now=now)
    world.other_answer = responses.begin(world.other_wave, world.other_mobility, language="en", by=None, now=now)


def _of(thing: str, **further: Any) -> Any:
    return lambda w: {"uid": getattr(w, thing).uid, **further}


def _stay(stay: str) -> Any:
    return lambda w: {"stay": getattr(w, stay).uid}


def _start(wave: str, stay: str) -> Any:
    return lambda w: {"wave": getattr(w, wave).uid, "stay": getattr(w, stay).uid}


def _both(name: str, kwargs: Any, roles: tuple[str, ...], relation: str, post: int, marker: Any = None) -> list[Row]:
    """A page and what is sent from it, for those it belongs to; nobody else knows of it."""
    around = {"kwargs": kwargs, "relation": relation, "otherwise": 404, "note": OWN}
    return [
        Row(f"rubric:{name}", "GET", only(*roles), marker=marker, **around),
        Row(f"rubric:{name}", "POST", only(*roles, status=post), **around),
    ]


SEEN = "the traveller, and whoever keeps the stay"
STUDENT = ("student",)
SCREEN = {"number": 6}
ROWS = [
    Row("rubric:survey_list", "GET", everyone(200)),
    *_both("survey_start", _start("wave", "mobility"), STUDENT, "own", 302),
    *_both("survey_start", _start("other_wave", "other_mobility"), (), "foreign", 302),
    *_both("rating_start", _start("wave", "mobility"), KEEPERS, "same", 302),
    *_both("rating_start", _start("other_wave", "other_mobility"), (), "foreign", 302),
    *_both("survey_screen", _of("answer", **SCREEN), STUDENT, "own", 302, lambda w: MARK),
    *_both("survey_screen", _of("rating", **SCREEN), KEEPERS, "same", 302, lambda w: MARK),
    *_both("survey_screen", _of("other_answer", **SCREEN), (), "foreign", 302),
    Row("rubric:survey_save", "POST", only(*STUDENT), relation="own", otherwise=404, kwargs=_of("answer"), note=OWN),
    Row("rubric:survey_save", "POST", only(*KEEPERS), relation="same", otherwise=404, kwargs=_of("rating"), note=OWN),
    Row("rubric:survey_save", "POST", {}, relation="foreign", otherwise=404, kwargs=_of("other_answer"), note=OWN),
    *_both("survey_check", _of("answer"), STUDENT, "own", 302, lambda w: MARK),
    *_both("survey_check", _of("rating"), KEEPERS, "same", 302, lambda w: MARK),
    *_both("survey_check", _of("other_answer"), (), "foreign", 302),
    Row(
        "rubric:own_results",
        "GET",
        only(*STUDENT, *KEEPERS),
        relation="own",
        otherwise=404,
        kwargs=_stay("mobility"),
        note=SEEN,
    ),
    Row(
        "rubric:own_results",
        "GET",
        only(*OFFICE),
        relation="foreign",
        otherwise=404,
        kwargs=_stay("other_mobility"),
        note=SEEN,
    ),
    Row(
        "rubric:survey_thanks",
        "GET",
        only(*STUDENT, status=302),
        relation="own",
        otherwise=404,
        kwargs=_of("answer"),
        note="not sent yet: the page where it begins",
    ),
    Row(
        "rubric:survey_thanks",
        "GET",
        {},
        relation="foreign",
        otherwise=404,
        kwargs=_of("other_answer"),
        note=OWN,
    ),
]
