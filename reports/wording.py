"""Figures in words: the sentences of page, PDF, workbook and command, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized
from kanazawa_exchange.lib.period import fiscal_year_bounds, fiscal_year_label
from mobility.models import Category, Mode
from programs.models import Level, TargetRevision
from programs.queries.plans import addition_words
from programs.queries.targets import Footnote

from . import nouns
from .figures import OUTBOUND, UNKNOWN_BAND, UNKNOWN_LEVEL, By, Figure, Filters, Part, PlanActual, Rule
from .models import CountingRule


def direction_word(direction: str) -> str:
    """派遣 or 受入, as the head of a row of figures."""
    return pgettext("figures", "Dispatched") if direction == OUTBOUND else pgettext("figures", "Accepted")


def by_word(by: By) -> str:
    return {
        By.DIRECTION: _("No breakdown"),
        By.PROGRAM: _("By programme"),
        By.MODE: _("By mode"),
        By.BAND: _("By length of stay"),
        By.LEVEL: _("By level"),
    }[by]


def band_label(rule: Rule, code: str) -> str:
    """A band of length in words: less than 3 months, 3 months or more."""
    bounds = next(((low, below) for band, low, below in rule.bands if band == code), None)
    if code == UNKNOWN_BAND or bounds is None:
        return _("Length not yet known")
    low, below = bounds
    if below is None:
        return ngettext("%(months)d month or more", "%(months)d months or more", low) % {"months": low}
    if low == 0:
        return ngettext("Less than %(months)d month", "Less than %(months)d months", below) % {"months": below}
    return _("%(from)d to less than %(below)d months") % {"from": low, "below": below}


def level_label(code: str) -> str:
    """A level in words, and that there is none."""
    return _("Level not recorded") if code == UNKNOWN_LEVEL else str(Level(code).label)


def part_label(table: PlanActual, part: Part) -> Localized | str:
    """One line of a breakdown in words."""
    if part.program:
        return part.program.name
    by = table.filters.by
    if by == By.BAND:
        return band_label(table.rule, part.key)
    if by == By.MODE:
        return str(Mode(part.key).label)
    return level_label(part.key)


# --- Above the table ------------------------------------------------------------------------------------------------


def subject(table: PlanActual) -> str:
    """What is measured: the line under the title."""
    people = nouns.those_counted(table.rule.people)
    if table.first_year is None or table.last_year is None:
        return _("Number of %(people)s, plan and actual") % {"people": people}
    years = formats.fiscal_years_label(table.first_year, table.last_year)
    return _("Number of %(people)s, plan and actual, %(years)s") % {"people": people, "years": years}


def meaning(rule: Rule) -> str:
    """What actual, head count and continuing mean."""
    if rule.people == nouns.STUDENT:
        participations = _(
            "The actual figure counts participations: a student who travels twice counts twice. "
            "The head count counts each student once."
        )
    else:
        participations = _(
            "The actual figure counts participations: somebody who travels twice counts twice. "
            "The head count counts each person once."
        )
    return formats.sentences(participations, continuing_words(rule))


def continuing_words(rule: Rule) -> str:
    if rule.people == nouns.STUDENT:
        return _("Continuing students came in an earlier fiscal year and are not part of the actual figure.")
    return _("Those who are continuing came in an earlier fiscal year and are not part of the actual figure.")


# --- Under the table -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Note:
    """A footnote with the number of its ※."""

    number: int
    text: str
    tail: Localized | None = None
    is_of_heading: bool = False

    @property
    def mark(self) -> str:
        return f"※{self.number}"


def notes(table: PlanActual) -> list[Note]:
    """The ※ notes of the plan, numbered as in the plan: partners added later, then each revision of what is shown."""
    plan = table.plan
    shown = [row for row in table.rows if row.plan is not None]
    if plan is None or not shown:
        return []
    program = table.filters.program.pk if table.filters.program else None
    cells = [cell for row in shown if (cell := plan.cell(row.fiscal_year, row.direction, program))]
    notes_in_order = [Note(1, addition_words(plan), is_of_heading=True)] if plan.includes_additions(cells) else []
    numbers = {number for row in shown for number in row.notes}
    return [
        *notes_in_order,
        *(Note(note.number, _revision(note), note.note) for note in plan.footnotes if note.number in numbers),
    ]


def marks(figure: Figure) -> str:
    """The ※ at one number of the plan: ※2※3."""
    return "".join(f"※{number}" for number in figure.notes)


def has_heading_mark(notes_in_order: list[Note]) -> bool:
    """Whether ※1 stands on the heading of the plan: the first note is then about no single revision."""
    return bool(notes_in_order) and notes_in_order[0].is_of_heading


def _revision(footnote: Footnote) -> str:
    words = {
        "year": fiscal_year_label(footnote.fiscal_year),
        "direction": direction_word(footnote.direction).lower(),
        "delta": formats.signed(footnote.delta),
        "why": footnote.institution or _reason(footnote.reason),
        "date": formats.long_date(footnote.decided_on),
    }
    if footnote.reason == TargetRevision.Reason.OTHER and not footnote.institution:
        return _("%(year)s, %(direction)s: %(delta)s, %(date)s.") % words
    return _("%(year)s, %(direction)s: %(delta)s, %(why)s, %(date)s.") % words


def _reason(code: str) -> str:
    return str(TargetRevision.Reason(code).label)


def remarks(table: PlanActual) -> list[str]:
    """What else a reader must know: years left out, records that count nowhere, filters the plan knows nothing of."""
    sentences = []
    if table.untold_years:
        years = formats.fiscal_years_listed(table.untold_years)
        sentences.append(_("%(years)s: no plan and no participations.") % {"years": years})
    if running := next((row for row in table.rows if row.is_open), None):
        words = {
            "year": fiscal_year_label(running.fiscal_year),
            "date": formats.long_date(fiscal_year_bounds(running.fiscal_year)[1]),
        }
        sentences.append(
            _("%(year)s runs until %(date)s: its difference and its rate are shown from that day on.") % words
        )
    if any(one.judged and one.judged.persons is None for one in (table.total, *table.totals.values())):
        sentences.append(
            _("Where a sum has no head count: the same person may stand in several of its years or directions.")
        )
    if table.filters.narrows:
        sentences.append(_("The plan has no numbers for this selection, so none is shown."))
    if table.earlier:
        sentence = ngettext(
            "%(count)d participation of fiscal years before FY%(year)d is not shown.",
            "%(count)d participations of fiscal years before FY%(year)d are not shown.",
            table.earlier,
        )
        sentences.append(sentence % {"count": table.earlier, "year": table.first_year})
    if table.undirected:
        sentence = ngettext(
            "%(count)d record counts nowhere, as both sides or neither side is ours.",
            "%(count)d records count nowhere, as both sides or neither side is ours.",
            table.undirected,
        )
        sentences.append(sentence % {"count": table.undirected})
    return sentences


def people_lines(figure: int, visible: int, persons: int, listed: int) -> list[str]:
    """How many participations and people stand behind the figures, and how many of them a list holds."""
    sentence = ngettext("The figure is %(number)s participation.", "The figure is %(number)s participations.", figure)
    lines = [sentence % {"number": formats.number(figure)}]
    if visible < figure:
        sentence = ngettext("You may see %(number)s of them.", "You may see %(number)s of them.", visible)
        lines.append(sentence % {"number": formats.number(visible)})
    else:
        sentence = ngettext("They are %(number)s person.", "They are %(number)s people.", persons)
        lines.append(sentence % {"number": formats.number(persons)})
    if listed < visible:
        sentence = ngettext("The first %(number)s is listed here.", "The first %(number)s are listed here.", listed)
        lines.append(sentence % {"number": formats.number(listed)})
    return lines


def rule_line(table: PlanActual) -> str:
    """By which rule and as of which day; stands under every figure."""
    return _("Counted by “%(rule)s” (version %(version)d), as of %(date)s") % {
        "rule": table.rule.name,
        "version": table.rule.number,
        "date": formats.long_date(table.as_of),
    }


def filter_words(table: PlanActual) -> list[str]:
    """The filter in words; empty when everything is counted."""
    return filters_in_words(table.filters, table.rule)


def filters_in_words(filters: Filters, rule: Rule) -> list[str]:
    """Direction, programme, partner, level, mode and length, as far as they are asked for."""
    parts = []
    if filters.direction:
        parts.append(direction_word(filters.direction))
    if filters.program:
        parts.append(str(filters.program.name))
    if filters.partner:
        parts.append(str(filters.partner.name))
    if filters.level:
        parts.append(level_label(filters.level))
    if filters.mode:
        parts.append(str(Mode(filters.mode).label))
    if filters.band:
        parts.append(band_label(rule, filters.band))
    return parts


def years_in_words(filters: Filters) -> str:
    """The years asked for; empty when all are."""
    first, last = filters.first_year, filters.last_year
    if first is None and last is None:
        return ""
    if first is None:
        return _("up to %(year)s") % {"year": fiscal_year_label(last or 0)}
    return formats.fiscal_years_label(first, last) if last else _("from %(year)s") % {"year": fiscal_year_label(first)}


def filter_line(table: PlanActual) -> str:
    """The filter as one sentence, for documents."""
    words = filter_words(table)
    return _("Selection: %(words)s") % {"words": " · ".join(words)} if words else _("Selection: all records")


def source_line(table: PlanActual) -> Localized | str:
    """Where the plan comes from; the actual figures come from the records of this portal."""
    if table.plan is not None and table.plan.basis:
        return table.plan.basis
    return _("records of this portal")


def unconfirmed_words(count: int) -> str:
    """How many stays are continuing only because nobody confirmed their return."""
    sentence = ngettext(
        "Return not confirmed: %(number)s stay. It goes on until then.",
        "Return not confirmed: %(number)s stays. They go on until then.",
        count,
    )
    return sentence % {"number": formats.number(count)}


# --- Scope rules ---------------------------------------------


def rule_text(rule: Rule) -> list[Localized | str]:
    """What a rule says, and behind it what holds for every rule."""
    return [rule.description, *in_detail()]


def in_detail() -> list[str]:
    """How linked stages, years and rates are counted, by every rule."""
    return [
        _("The length of a linked stay runs from the first day of its first stage to the last day of its last one."),
        _("Its mode is the one that all its stages have in common; where they differ, it is hybrid."),
        _(
            "Partner and level are those of its first stage that counts; "
            "the host is the main host of that stage, otherwise the receiving institution."
        ),
        _("A stage counts by itself when the stage before it does not count."),
        _(
            "In a fiscal year between two stages in which nobody was there, a stay is not continuing; "
            "it is so in the year in which it resumes."
        ),
        _("Who leaves one place and arrives at the next on the same day counts once if the two stages are linked."),
        _(
            "Stays of fiscal years before the project's first are not shown unless asked for; "
            "a line under the table says how many they are."
        ),
        _(
            "Where a rule counts by enrolment, a stay is new in the fiscal year of the enrolment, "
            "from the arrival on, and continuing from the next year on."
        ),
        _("The rate of a sum compares the years that have a plan with their plan."),
        _(
            "A fiscal year is compared with its plan from its last day on. Until then the stays that are planned for it stand "
            "beside the actual figure and are no part of it."
        ),
        _(
            "Confirmations and voidings that were later undone were entered by mistake: for every as-of date, "
            "earlier ones as well, the figures are as if they had never been made."
        ),
    ]


def rule_facts(rule: CountingRule, printed: Rule) -> list[tuple[str, str]]:
    """What a counting rule says, point by point."""
    until = formats.long_date(rule.valid_until) if rule.valid_until else _("until further notice")
    valid = (_("Valid"), f"{formats.long_date(rule.valid_from)} – {until}")
    counted = (pgettext("counting rule", "Counts"), str(CountingRule.Counts(rule.counts).label))
    if rule.counts != CountingRule.Counts.PARTICIPATIONS:
        return [valid, counted]
    return [
        valid,
        counted,
        (_("Counted in the"), str(CountingRule.Basis(rule.basis).label)),
        (_("Participant categories"), _listed(Category(code).label for code in rule.categories)),
        (_("Modes"), _listed(Mode(code).label for code in rule.modes)),
        (_("Bands of length"), _listed(band_label(printed, code) for code, *_months in printed.bands)),
    ]


def _listed(words: Iterable[object]) -> str:
    return " · ".join(str(word) for word in words)
