"""The dataset of the bench of scoring: stays of many programme runs, two waves in each, and answers drawn by a seed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection
from django.db.models import Q

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.services.editing import write_many
from kanazawa_exchange.lib.states import Step
from mobility.models import Mobility
from programs.models import ProgramRun
from rubric import reference
from rubric.models import AskedAbility, Instrument, Item, RubricVersion, SurveyWave
from rubric.services import versions

from . import dataset

TABLES = (*dataset.TABLES, "rubric_response")
NOW = datetime(2021, 4, 1, tzinfo=UTC)
AT_ONCE = 100_000
"""So many answers are made before one hears of them."""
ITEMS = 3
"""Of each ability in the long questionnaire, whose answers are numbers: hardly two people answer alike."""
YEARS = dataset.YEARS
LONG_YEARS = list(YEARS[-2:])
"""The fiscal years whose people were asked by the long questionnaire; all others by one level per ability."""


@dataclass(frozen=True)
class Answers:
    """What the waves of some programme runs asked."""

    records: dataset.Dataset
    instrument: Instrument
    runs: list[int]
    per_ability: int

    @property
    def version(self) -> RubricVersion:
        return self.instrument.rubric_version

    @property
    def codes(self) -> list[str]:
        return list(self.version.abilities.values_list("code", flat=True))

    @property
    def is_long(self) -> bool:
        return self.per_ability > 1

    @property
    def first_year(self) -> int:
        return LONG_YEARS[0] if self.is_long else YEARS[0]

    def keys(self, code: str) -> list[str]:
        return [f"{code}-{number}" for number in range(1, self.per_ability + 1)]


def create() -> tuple[Answers, Answers]:
    """The project of the benches, the rubric of the reference data in use, and waves in all runs: of levels, and long ones."""
    records = dataset.create()
    version = reference.load().versions.get()
    version = versions.move(version, "adopt", Step(on=date(2006, 4, 1)), by=None, now=NOW)
    is_long = Q(fiscal_year__in=LONG_YEARS)
    return _asked(records, version, ~is_long, 1), _asked(records, version, is_long, ITEMS)


def _asked(records: dataset.Dataset, version: RubricVersion, which: Q, per_ability: int) -> Answers:
    runs = list(ProgramRun.objects.filter(which).order_by("pk").values_list("pk", flat=True))
    made = Answers(records, _questionnaire(version, per_ability), runs, per_ability)
    days = {"timing": "stay", "opens_after": 0, "closes_after": 30}
    waves = [
        SurveyWave(run_id=run, moment=moment, instrument=made.instrument, status="closed", **days)
        for moment in ("pre", "post")
        for run in runs
    ]
    write_many(waves, by=None)
    return made


def _questionnaire(version: RubricVersion, per_ability: int) -> Instrument:
    instrument = Instrument.objects.create(rubric_version=version, code=f"bench-{per_ability}", name_en="Bench")
    kind = {"kind": "level"} if per_ability == 1 else {"kind": "number", "lowest": 0, "highest": 10}
    for ability in version.abilities.all():
        AskedAbility.objects.create(instrument=instrument, ability=ability)
        for number in range(1, per_ability + 1):
            key = f"{ability.code}-{number}"
            Item.objects.create(instrument=instrument, key=key, ability=ability, prompt_en="?", **kind)
    instrument.status, instrument.in_use_on = "in_use", date(2006, 4, 1)
    instrument.save()
    return instrument


# Of a hundred: 96 returned, 4 cancelled; one person each.
STAYS = """
INSERT INTO mobility_mobility
    (uid, version, created_at, updated_at, status, activity, mode, category, level, leads_to_degree, residence_status, note,
     planned_starts_on, planned_ends_on, actual_starts_on, actual_ends_on, person_id, run_id, sending_id, receiving_id)
SELECT gen_random_uuid(), 1, now(), now(), CASE WHEN arrived THEN 'returned' ELSE 'cancelled' END, 'studies', 'in_person', 'student',
       (ARRAY['bachelor', 'master'])[1 + luck %% 2], false, '', '', starts, starts + 19, CASE WHEN arrived THEN starts END,
       CASE WHEN arrived THEN starts + 19 END, %(first_person)s + n - 1, run.id,
       CASE WHEN run.direction = 'outbound' THEN %(home)s ELSE other END,
       CASE WHEN run.direction = 'outbound' THEN other ELSE %(home)s END
FROM generate_series(1, %(stays)s) n
CROSS JOIN LATERAL (SELECT hashint4(n + %(first_person)s) & 2147483647 AS luck) drawn
JOIN programs_programrun run ON run.id = (%(runs)s::bigint[])[1 + n %% %(run_count)s]
CROSS JOIN LATERAL (SELECT make_date(run.fiscal_year, 8, 1) AS starts, luck %% 25 <> 3 AS arrived,
                           (%(partners)s::bigint[])[1 + luck %% %(partner_count)s] AS other) chance
"""
# One answer in a hundred lacks an item, one in a thousand is poison: a value that its item does not allow.
ANSWERS = """
INSERT INTO rubric_response (uid, wave_id, mobility_id, rater, language, answers, remarks, revision, begun_at, saved_at, sent_at)
SELECT gen_random_uuid(), w.id, m.id, 'self', 'ja', jsonb_strip_nulls(jsonb_build_object({pairs})), '{{}}', 1, %(now)s, %(now)s, %(now)s
FROM mobility_mobility m
JOIN rubric_surveywave w ON w.run_id = m.run_id
CROSS JOIN LATERAL (SELECT hashint8extended(m.id, w.id) & 1152921504606846975 AS luck) drawn
WHERE m.id > %(after)s AND m.status <> 'cancelled' AND luck %% 20 <> 7
ORDER BY w.moment DESC, m.id
LIMIT %(responses)s
"""
LEVEL = "(luck >> {shift}) %% 4 + CASE WHEN luck %% 1000 = {poison} THEN 9 ELSE 0 END"
NUMBER = "to_char(((luck >> {shift}) %% 10007 * 7919 %% 101) / 10.0 + CASE WHEN luck %% 1000 = {poison} THEN 20 ELSE 0 END, 'FM990.0')"


def add(made: Answers, responses: int, told: Callable[[int, int], None] = lambda _done, _of: None) -> None:
    """So many more answers, of as many people as that takes; `told` hears how many of how many there are."""
    if responses <= 0:
        return
    with dataset.without_guards(TABLES):
        for done in range(0, responses, AT_ONCE):
            few = min(AT_ONCE, responses - done)
            last = Mobility.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            _add_stays(made, few * 6 // 10 + 20)
            _add_answers(made, few, after=last)
            told(done + few, responses)
    dataset.vacuum()


def _add_answers(made: Answers, responses: int, *, after: int) -> None:
    """Of people whose stays have a greater key than `after`."""
    with connection.cursor() as cursor:
        cursor.execute(_answers(made), {"now": NOW, "after": after, "responses": responses})
        if cursor.rowcount != responses:
            raise RuntimeError(f"{cursor.rowcount} answers instead of {responses}")


def _add_stays(made: Answers, stays: int) -> None:
    values = {
        "stays": stays,
        "first_person": Person.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1,
        "home": made.records.home.pk,
        "partners": made.records.partners,
        "partner_count": len(made.records.partners),
        "runs": made.runs,
        "run_count": len(made.runs),
    }
    with connection.cursor() as cursor:
        cursor.execute(dataset.PEOPLE, {"people": stays})
        cursor.execute(STAYS, values)


def _answers(made: Answers) -> str:
    keys = [key for code in made.codes for key in made.keys(code)]
    value = NUMBER if made.is_long else LEVEL
    pairs = ", ".join(
        f"'{key}', CASE WHEN luck %% 100 <> {place} THEN {value.format(shift=3 * place, poison=0 if place == 0 else -1)} END"
        for place, key in enumerate(keys)
    )
    return ANSWERS.format(pairs=pairs)
