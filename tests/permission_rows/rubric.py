"""The rubric in use is for whoever signs in, its versions and drafts are the office's."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from rubric import reference
from rubric.services import score_runs, texts, versions
from tests import factories
from tests.permission_rows import OFFICE, Row, everyone, only
from tests.rubric import surveys

MARK = "MARKABILITY"
NOTE = "the office's, whichever version it is"


def build(world: Any) -> None:
    world.rubric = reference.load()
    world.rubric_used = versions.move(
        world.rubric.versions.get(), "adopt", Step(on=date(2018, 4, 1)), by=None, now=clock.now()
    )
    world.rubric_draft = versions.new_version(world.rubric, by=None)
    ability = world.rubric_draft.abilities.all()[0]
    names = {f"name_{code}": MARK for code in ("ja", "en", "ru")}
    world.ability = texts.edit_ability(ability, names, {}, by=None, version=None)
    world.rubric_draft.refresh_from_db()
    world.level = world.rubric_draft.levels.all()[3]
    _score(world)


def _score(world: Any) -> None:
    """A run of all programmes, which is the office's, and one of the programme that a coordinator has."""
    version = world.rubric_used
    instrument = surveys.questionnaire(version, "permissions")
    run = factories.RunFactory(program=world.mobility.run.program, fiscal_year=2019)
    surveys.answered(surveys.wave(run, instrument), factories.MobilityFactory(run=run), {})
    for name, program in (("score_run", None), ("own_score_run", world.mobility.run.program)):
        values = {"rubric_version": version, "program": program}
        setattr(world, name, score_runs.start(values, by=None, now=clock.now()))


def _of(thing: str) -> Any:
    return lambda w: {"uid": getattr(w, thing).uid}


def _read(name: str, thing: str, marker: Any = None) -> Row:
    return Row(f"rubric:{name}", "GET", only(OFFICE), kwargs=_of(thing), marker=marker, note=NOTE)


def _form(name: str, kwargs: Any, data: Any, marker: Any = None) -> list[Row]:
    """A page of the office with a form, and the form sent filled in."""
    return [
        Row(f"rubric:{name}", "GET", only(OFFICE), kwargs=kwargs, marker=marker, note=NOTE),
        Row(f"rubric:{name}", "POST", only(OFFICE, status=302), kwargs=kwargs, data=data, note=NOTE),
    ]


def _jobs(method: str, names: tuple[str, ...], status: int) -> Iterator[Row]:
    """The pages of a run's job, whoever started it: of the own programme, and of all of them."""
    for name in names:
        for relation, thing, others in (("own", "own_score_run", status), ("foreign", "score_run", 404)):
            outcome = only(OFFICE, status=status) | only("program_coordinator", status=others)
            absent = only("reviewer", "moderator", "translator", status=404)
            yield Row(f"accounts:{name}", method, outcome | absent, relation=relation, kwargs=_job_of(thing))


def _listed_jobs() -> Iterator[Row]:
    """In the list stands what the page of a job shows."""
    staff = only((*SCORERS, "reviewer", "moderator", "translator"))
    for relation, thing, sees in (("own", "own_score_run", SCORERS), ("foreign", "score_run", OFFICE)):
        marker = _uid_of_job(thing)
        yield Row("accounts:job_list", "GET", staff, relation=relation, marker=marker, sees=sees)


def _uid_of_job(thing: str) -> Any:
    return lambda w: str(getattr(w, thing).job.uid)


def _job_of(thing: str) -> Any:
    return lambda w: {"uid": getattr(w, thing).job.uid}


def _press(name: str, thing: str, note: str) -> Row:
    return Row(f"rubric:{name}", "POST", only(OFFICE, status=302), kwargs=_of(thing), note=note)


def _sent(thing: str, **boxes: Any) -> Any:
    """The form of that record, as it was shown."""
    return lambda w: {"version": getattr(w, thing).version, **boxes}


SCORERS = (*OFFICE, "program_coordinator")
ABILITY = {"name_en": "Curiosity", "code": "curiosity", "order": 6}
LEVEL = {"caption_en": "Beyond"}

ROWS = [
    Row("rubric:rubric", "GET", everyone(200)),
    Row("rubric:version_pdf", "GET", everyone(200), relation="same", kwargs=_of("rubric_used"), note="in use"),
    Row(
        "rubric:version_pdf",
        "GET",
        only(OFFICE),
        relation="foreign",
        otherwise=404,
        kwargs=_of("rubric_draft"),
        note="a draft is the office's",
    ),
    *(
        Row(f"rubric:{name}", "GET", only(OFFICE))
        for name in ("microdata", "microdata_csv", "microdata_xlsx", "microdata_codebook", "microdata_codebook_pdf")
    ),
    Row("rubric:version_list", "GET", only(OFFICE)),
    Row("rubric:version_list_csv", "GET", only(OFFICE)),
    Row("rubric:version_list_xlsx", "GET", only(OFFICE)),
    _press("version_begin", "rubric", "there is a draft already: a sentence says so"),
    _read("version_detail", "rubric_draft", lambda w: MARK),
    _read("version_history", "rubric_draft", lambda w: MARK),
    _read("version_discard", "rubric_draft"),
    _press("version_discard", "rubric_draft", "sent without its version: a sentence says so"),
    *_form(
        "version_move",
        lambda w: {"uid": w.rubric_used.uid, "move": "confirm"},
        _sent("rubric_used", confirmed_on="2019-04-01"),
    ),
    *_form("ability_create", _of("rubric_draft"), _sent("rubric_draft", **ABILITY)),
    *_form("ability_edit", _of("ability"), _sent("ability", **ABILITY), lambda w: MARK),
    *_form("ability_carry", _of("ability"), _sent("ability", before="", from_0="1")),
    _press("ability_remove", "ability", "sent without its version: a sentence says so"),
    *_form("level_create", _of("rubric_draft"), _sent("rubric_draft", **LEVEL)),
    *_form("level_edit", _of("level"), _sent("level", **LEVEL)),
    _press("level_remove", "level", "sent without its version: a sentence says so"),
    Row("rubric:score_run_list", "GET", only(SCORERS), marker=lambda w: str(w.own_score_run.uid)),
    Row(
        "rubric:score_run_list",
        "GET",
        only(SCORERS),
        relation="foreign",
        marker=lambda w: str(w.score_run.uid),
        sees=OFFICE,
    ),
    Row(
        "rubric:score_run_detail",
        "GET",
        only(OFFICE) | {"program_coordinator": 404},
        relation="foreign",
        kwargs=_of("score_run"),
        note="a run of all programmes",
    ),
    Row("rubric:score_run_detail", "GET", only(SCORERS), relation="own", kwargs=_of("own_score_run")),
    Row(
        "rubric:score_run_publish",
        "GET",
        only(OFFICE, status=302),
        kwargs=_of("score_run"),
        note="no year waits for lost answers: led back",
    ),
    _press("score_run_publish", "score_run", "no year waits for lost answers: a sentence says so"),
    Row("rubric:score_run_start", "GET", only(SCORERS)),
    Row(
        "rubric:score_run_start", "POST", only(SCORERS), data=lambda w: {}, note="without a version: refused at its box"
    ),
    *_jobs("GET", ("job_detail", "job_progress"), 200),
    *_jobs("POST", ("job_cancel", "job_resume"), 302),
    *_listed_jobs(),
]
