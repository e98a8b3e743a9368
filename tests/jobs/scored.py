"""A real scoring run as long work: people, their answers before and after, and what must be stored of them in the end.

What the engine guards is shown with work of `kinds`: whatever kind it does, it is the same code. A guard of its own has the
scoring where a result may be written twice without harm: an answer has one row, which the second writing finds right already.
"""

from typing import Any

from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from rubric.models import Instrument
from rubric.queries.scorers import Scored, SheetScorer
from rubric.reference_texts import ABILITIES
from rubric.services import score_parts, score_rows, score_runs
from tests import factories
from tests.rubric import surveys, versions

from . import kinds
from .trials import Work

PEOPLE = 18
ITEMS = (1, 2)
MOMENTS = ("pre", "post")
CODES = tuple(str(values["code"]) for values, _descriptors in ABILITIES)
CODE, POISON = "faults", "poison"
LINES = """
    WITH answer AS (
        SELECT r.id, row_number() OVER (ORDER BY r.id) AS place
        FROM rubric_response r
        JOIN rubric_surveywave w ON w.id = r.wave_id
        JOIN programs_programrun p ON p.id = w.run_id
        JOIN rubric_scorerun s ON s.program_id = p.program_id
        WHERE s.job_id = {pk}
    )
    SELECT a.place || ' ' || e.key || ' ' || coalesce(e.value ->> 0, '-')
    FROM answer a JOIN rubric_responsescore o ON o.response_id = a.id
    CROSS JOIN json_each(json(CASE o.fault WHEN '' THEN o.scores ELSE '{{}}' END)) e
    UNION ALL
    SELECT a.place || ' ' || o.fault
    FROM answer a JOIN rubric_responsescore o ON o.response_id = a.id WHERE o.fault <> ''
    UNION ALL
    SELECT 'participants ' || c.participants
    FROM rubric_cohortcell c JOIN rubric_scorerun s ON s.id = c.score_run_id WHERE s.job_id = {pk}
    UNION ALL
    SELECT 'answers ' || responses || ', set aside ' || set_aside
    FROM rubric_scorerun WHERE job_id = {pk} AND ended_at IS NOT NULL
"""
"""One line per ability score, with the place of its answer among those of the run; of the run and its cohort a line each."""
FORGET = ("UPDATE rubric_scorerun SET job_id = NULL",)


# --- What they answer, and what that is worth ------------------------------------------------------------------------


def given(place: int, ability: int, item: int) -> int | None:
    """A level, or no answer; every seventh leaves a second item out, every ninth the last ability."""
    if (item == 2 and place % 7 == 0) or (ability == len(CODES) - 1 and place % 9 == 0):
        return None
    return (place + ability * item) % 4


def worth(place: int, ability: int) -> str:
    """The mean of the items that were answered, in ten-thousandths."""
    levels = [level for item in ITEMS if (level := given(place, ability, item)) is not None]
    return str(10_000 * sum(levels) // len(levels)) if levels else "-"


def expected(set_aside: tuple[int, ...] = ()) -> tuple[str, ...]:
    """What stands in the end, when the answers at these places were lost."""
    places = range(1, len(MOMENTS) * PEOPLE + 1)
    scores = [f"{n} {code} {worth(n, m)}" for n in places if n not in set_aside for m, code in enumerate(CODES)]
    lost = [f"{n} lost" for n in set_aside]
    return (*scores, *lost, f"participants {PEOPLE}", f"answers {len(places)}, set aside {len(lost)}")


# --- The run ---------------------------------------------------------------------------------------------------------


def start(poison: tuple[str, ...] = ()) -> None:
    """People of a programme of its own answer twice, and their scoring run is started; the first answers are poison."""
    instrument, stays, place = _questionnaire(), _stays(), 0
    for moment in MOMENTS:
        wave = surveys.wave(stays[0].run, instrument, moment)
        for stay in stays:
            place += 1
            surveys.answered(wave, stay, {POISON: poison[place - 1]} if place <= len(poison) else _answers(place))
    values = {"rubric_version": instrument.rubric_version, "program": stays[0].run.program}
    score_runs.start(values, by=None, now=clock.now())


def start_poisoned() -> None:
    """Two jobs with poison, of which each has to bear the other's as well: parts of a test, and answers."""
    kinds.start_poisoned()
    start(kinds.POISONS)


def _questionnaire() -> Instrument:
    known = Instrument.objects.filter(code=CODE).select_related("rubric_version").first()
    return known or surveys.questionnaire(versions.first(None), CODE, items=len(ITEMS))


def _stays() -> list[Mobility]:
    """People who went together; what other runs of this portal made is counted on from."""
    for made in (factories.PersonFactory, factories.CityFactory, factories.InstitutionFactory):
        made.reset_sequence(1000 + made._meta.model.objects.count(), force=True)
    for made in (factories.ProjectFactory, factories.ProgramFactory):
        made.reset_sequence(1000 + made._meta.model.objects.count(), force=True)
    run, (ours, theirs) = factories.RunFactory(), factories.InstitutionFactory.create_batch(2)
    return factories.MobilityFactory.create_batch(PEOPLE, run=run, sending=ours, receiving=theirs)


def _answers(place: int) -> dict[str, int]:
    found = {f"{code}-{item}": given(place, ability, item) for ability, code in enumerate(CODES) for item in ITEMS}
    return {key: level for key, level in found.items() if level is not None}


# --- What every process is told beforehand ---------------------------------------------------------------------------


def in_small_parts() -> None:
    """Two answers each, so that a part that failed has a neighbour from which it is cut."""
    score_parts.ANSWERS_AT_ONCE = 2


def with_poison() -> None:
    """An answer that says so is a loop without end, a crash or two gigabytes for whoever scores it."""
    in_small_parts()
    honest = SheetScorer.__call__

    def score(self: SheetScorer, answers: Any) -> Scored:
        kinds.suffer(answers.get(POISON))
        return honest(self, answers)

    SheetScorer.__call__ = score  # type: ignore[method-assign]


def no_second_writing() -> None:
    """An answer that has its row already cannot be written once more."""
    score_rows.WRITE = score_rows.WRITE.partition("ON CONFLICT")[0]


SCORING = Work(
    "tests.jobs.scored:start", LINES, expected(), "tests.jobs.scored:in_small_parts", score_parts.ANSWERS, FORGET
)
POISONED = Work(
    "tests.jobs.scored:start_poisoned",
    LINES,
    expected(tuple(range(1, len(kinds.POISONS) + 1))),
    "tests.jobs.scored:with_poison",
    score_parts.ANSWERS,
    FORGET,
)
