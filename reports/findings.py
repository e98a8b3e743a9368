"""The findings of a figure in one sentence: the title of page and documents, in the reader's language."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, ngettext, npgettext, pgettext

from kanazawa_exchange.lib.formats import fiscal_years_listed
from kanazawa_exchange.lib.period import fiscal_year_label

from .figures import PlanActual
from .nouns import STUDENT
from .verdicts import Compared, Finding, Running, Verdict, find


class Speech:
    """Sentences about the people of one kind.

    A language that names students in such a sentence has a second wording, in the context “people”, for everybody else.
    """

    def __init__(self, people: str) -> None:
        self.is_of_students = people == STUDENT

    def one(self, text: str) -> str:
        other = text if self.is_of_students else pgettext("people", text)
        return gettext(text) if other == text else other

    def several(self, one: str, many: str, number: int) -> str:
        other = one if self.is_of_students else npgettext("people", one, many, number)
        return ngettext(one, many, number) if other in (one, many) else other


def headline(table: PlanActual) -> str:
    """The title of page and documents."""
    return finding_sentence(find(table))


def finding_sentence(finding: Finding) -> str:
    """A finding in words, made by rule: what the years that have ended say, then the year that runs."""
    speech = Speech(finding.people)
    sides = {"outbound": finding.outbound, "inbound": finding.inbound}
    found = {direction: one for direction, one in sides.items() if one.verdict != Verdict.NONE}
    parts = []
    if found:
        judged = sorted({year for one in found.values() for year in one.years})
        parts.append(_of_years(judged, _judgement(found, speech)) if finding.running else _judgement(found, speech))
        if finding.unplanned:
            parts.append(gettext("no plan for %(years)s") % {"years": fiscal_years_listed(finding.unplanned)})
    if finding.running:
        parts.append(_running(finding.running))
    return pgettext("findings", "; ").join(parts) if parts else _without_plan(finding.actual, speech)


def _of_years(years: Sequence[int], judgement: str) -> str:
    """Beside a year that runs, the years that were judged are named: FY2025: dispatch stayed below the plan."""
    words = {"years": fiscal_years_listed(years), "judgement": judgement[0].lower() + judgement[1:]}
    return gettext("%(years)s: %(judgement)s") % words


def _running(running: Running) -> str:
    """FY2026 is running: 11 of 18, 3 planned. More than the plan cannot be a part of it: 23 against a plan of 16."""
    words = {"year": fiscal_year_label(running.fiscal_year), "actual": running.actual, "plan": running.plan}
    if running.plan is None:
        sentence = gettext("%(year)s is running: %(actual)d so far") % words
    elif running.actual > running.plan:
        sentence = gettext("%(year)s is running: %(actual)d against a plan of %(plan)d") % words
    else:
        sentence = ngettext(
            "%(year)s is running: %(actual)d of %(plan)d", "%(year)s is running: %(actual)d of %(plan)d", running.plan
        )
        sentence %= words
    if not running.ahead:
        return sentence
    return gettext("%(sentence)s, %(ahead)s") % {"sentence": sentence, "ahead": ahead_words(running.ahead)}


def ahead_words(count: int) -> str:
    """The stays that are planned for the rest of a year, within a sentence."""
    return npgettext("stays ahead", "%(count)d planned", "%(count)d planned", count) % {"count": count}


def _without_plan(actual: int, speech: Speech) -> str:
    _ = speech.one
    if not actual:
        return _("Nobody has been counted yet")
    sentence = ngettext(
        "%(count)d participation, with no plan to compare it with",
        "%(count)d participations, with no plan to compare them with",
        actual,
    )
    return sentence % {"count": actual}


# --- Years that have ended --------------------------------------------------------------------------------------------


def _judgement(found: Mapping[str, Compared], speech: Speech) -> str:
    _ = speech.one
    who = next(iter(found)) if len(found) == 1 else "both"
    kinds = {one.verdict for one in found.values()}
    if kinds == {Verdict.ABOVE}:
        return _above(who, [one.years for one in found.values()], speech)
    if kinds <= {Verdict.ABOVE, Verdict.REACHED}:
        return _reached(who, speech)
    if kinds == {Verdict.BELOW}:
        return _below(who, speech)
    if Verdict.MIXED in kinds:
        return _mixed(who, found, speech)
    if found["inbound"].verdict == Verdict.BELOW:
        return _("Dispatch reached the plan, acceptance stayed below it")
    return _("Acceptance reached the plan, dispatch stayed below it")


def _above(who: str, years: Sequence[tuple[int, ...]], speech: Speech) -> str:
    _ = speech.one
    first, count = years[0], len(years[0])
    if any(other != first for other in years) or first[-1] - first[0] + 1 != count:
        return {
            "both": _("Both dispatch and acceptance were above plan in every year that has one"),
            "outbound": _("Dispatch was above plan in every year that has one"),
            "inbound": _("Acceptance was above plan in every year that has one"),
        }[who]
    if count == 1:
        return {
            "both": _("Both dispatch and acceptance were above plan"),
            "outbound": _("Dispatch was above plan"),
            "inbound": _("Acceptance was above plan"),
        }[who]
    return _above_for_years(who, count, speech)


def _above_for_years(who: str, years: int, speech: Speech) -> str:
    _, ngettext = speech.one, speech.several
    if years == 2:
        return {
            "both": _("Both dispatch and acceptance were above plan two years running"),
            "outbound": _("Dispatch was above plan two years running"),
            "inbound": _("Acceptance was above plan two years running"),
        }[who]
    sentence = {
        "both": ngettext(
            "Both dispatch and acceptance were above plan %(years)d year running",
            "Both dispatch and acceptance were above plan %(years)d years running",
            years,
        ),
        "outbound": ngettext(
            "Dispatch was above plan %(years)d year running",
            "Dispatch was above plan %(years)d years running",
            years,
        ),
        "inbound": ngettext(
            "Acceptance was above plan %(years)d year running",
            "Acceptance was above plan %(years)d years running",
            years,
        ),
    }[who]
    return sentence % {"years": years}


def _reached(who: str, speech: Speech) -> str:
    _ = speech.one
    if who == "both":
        return _("Both dispatch and acceptance reached the plan")
    return _("Dispatch reached the plan") if who == "outbound" else _("Acceptance reached the plan")


def _below(who: str, speech: Speech) -> str:
    _ = speech.one
    if who == "both":
        return _("Both dispatch and acceptance stayed below the plan")
    return _("Dispatch stayed below the plan") if who == "outbound" else _("Acceptance stayed below the plan")


def _mixed(who: str, found: Mapping[str, Compared], speech: Speech) -> str:
    """Some years reached the plan and some did not: how many of how many."""
    _ = speech.one
    shares = {
        direction: gettext("%(reached)d of %(years)d") % {"reached": one.reached, "years": len(one.years)}
        for direction, one in found.items()
    }
    if who == "both":
        return _("Years that reached the plan: dispatch %(outbound)s, acceptance %(inbound)s") % shares
    if who == "outbound":
        return _("Years in which dispatch reached the plan: %(share)s") % {"share": shares[who]}
    return _("Years in which acceptance reached the plan: %(share)s") % {"share": shares[who]}
