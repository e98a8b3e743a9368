"""What the columns of the anonymised file mean, how it was made, and what it does not promise, in the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.period import fiscal_year_label
from programs.models import Direction, Level

from .anonymity import ANY, LEAST, STEPS
from .queries.microdata import Microdata
from .queries.year_rows import GRADUATE, LEVEL_GROUPS, OTHER, UNDERGRADUATE


@dataclass(frozen=True)
class Entry:
    """One line: of a column, or of one of its values, or a rule, which has no column."""

    column: str = ""
    what: str = ""
    value: str = ""
    meaning: str = ""


def codebook(found: Microdata) -> list[Entry]:
    return [*_rules(found), *_traits(found), *_abilities(found)]


def step_words(step: int) -> str:
    """What the rows of a step no longer tell."""
    return (
        _("every column"),
        _("without the level"),
        _("without the level and its group"),
        _("without the level and the programme"),
    )[step]


# --- Rules -----------------------------------------------------------------------------------------------------------


def rules(found: Microdata) -> list[str]:
    """How the file was made and what it does not promise, sentence by sentence."""
    number = {"number": LEAST}
    return [
        _(
            "Each row is one stay with answers before and after it, of a fiscal year that is over and whose survey is closed"
            " for good."
        ),
        _("In the columns that tell participants apart the rows of at least %(number)s people are alike (k-anonymity).")
        % number,
        _(
            "Where they are not, values are replaced by * in this order: level, group of the level, programme with its group."
        ),
        _(
            "The programme stands only where the figures of that group are public, and of a direction whose figures are"
            " withheld there is no row: the file and the public page together tell of no small group."
        ),
        _("Each fiscal year is treated by itself: a later file adds years and changes no row of an earlier one."),
        _(
            "The rows of a year are kept with it when it is published: no record that changes later changes any of them."
        ),
        _(
            "Rows are left out where even then fewer than %(number)s people are alike, or their direction is withheld. How many these are"
            " is not told: they may be few."
        )
        % number,
        _(
            "Not promised: that people who are alike answered differently (l-diversity), and that whoever knows somebody's"
            " answers does not find the row."
        ),
        _("The participants judged themselves, and there is no comparison group: a change, and no proof of its cause."),
        *_years(found),
    ]


def _years(found: Microdata) -> Iterator[str]:
    """What is to be known of single years; of several projects each is named by its own, too."""
    several = len({str(year.project) for year in found.years}) > 1
    for year in found.years:
        label = fiscal_year_label(year.fiscal_year)
        words = {"year": f"{label}{formats.bracketed(year.project)}" if several else label}
        if not year.was_kept:
            yield (
                _(
                    "%(year)s has no row: it was published before rows were kept with the figures. None are made later, as records may"
                    " have changed since, and a file from then and one from now would tell of those who differ."
                )
                % words
            )
        elif not year.rows:
            yield (
                _(
                    "%(year)s has no row: too few people are alike, or the rows would not add up to the public figures and tell of those"
                    " who differ."
                )
                % words
            )
        elif year.has_older_answers:
            yield (
                _(
                    "%(year)s: some people were asked by an older version of the rubric; their answers are read in this one."
                )
                % words
            )


def version_words(found: Microdata) -> str:
    """Which rubric the levels are of, and whether its texts are a draft."""
    words = _("%(rubric)s, version %(number)s") % {"rubric": found.sheet.name, "number": found.sheet.number}
    draft = _("Draft of this project, to be confirmed")
    return words if found.sheet.is_confirmed else f"{words}{formats.bracketed(draft)}"


def _rules(found: Microdata) -> Iterator[Entry]:
    yield Entry(what=_("Rubric"), meaning=version_words(found))
    for sentence in rules(found):
        yield Entry(what=_("Rule"), meaning=sentence)
    for step in range(len(STEPS)):
        count = formats.number(found.found.at_step[step])
        yield Entry(what=_("Rows"), value=count, meaning=step_words(step))


# --- Columns ---------------------------------------------------------------------------------------------------------


def _traits(found: Microdata) -> Iterator[Entry]:
    groups = [
        (UNDERGRADUATE, _levels_in(UNDERGRADUATE)),
        (GRADUATE, _levels_in(GRADUATE)),
        (OTHER, _("another level, or not known")),
    ]
    yield from _column("project", _("code of the project"), [])
    yield from _column("fiscal_year", _("fiscal year, from April"), [])
    yield from _column("direction", _("direction, seen from Kanazawa"), Direction.choices)
    yield from _column("programme", _("code of the programme"), [(ANY, _taken_away())])
    yield from _column("programme_group", _("group of the programme, by its level"), [*groups, (ANY, _taken_away())])
    levels = [*Level.choices, (OTHER, _("not known")), (ANY, _taken_away())]
    yield from _column("level", _("level of the participant's studies"), levels)
    yield from _column("level_group", _("group of the participant's level"), [*groups, (ANY, _taken_away())])


def _levels_in(group: str) -> str:
    return formats.listed(str(Level(level).label) for level, own in LEVEL_GROUPS.items() if own == group)


def _taken_away() -> str:
    return _("taken away, so that nobody stands alone")


def _abilities(found: Microdata) -> Iterator[Entry]:
    for ability in found.sheet.abilities:
        values = [(str(level.number), str(words.local)) for level, words in ability.rows]
        values.append(("", _("no answer, which is not level 0")))
        name, definition = str(ability.names.local), str(ability.definitions.local)
        for when, words in (("before", _("%(ability)s, before the stay")), ("after", _("%(ability)s, after the stay"))):
            what = words % {"ability": name}
            yield from _column(
                f"{ability.code}_{when}", f"{what}{formats.colon()}{definition}" if definition else what, values
            )


def _column(name: str, what: str, values: list) -> Iterator[Entry]:
    yield Entry(column=name, what=what)
    for value, meaning in values:
        yield Entry(column=name, value=str(value), meaning=str(meaning))
