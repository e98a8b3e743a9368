"""The findings of a figure in one sentence: the title of page and documents, in the reader's language."""

from django.utils.translation import gettext, ngettext, npgettext, pgettext

from kanazawa_exchange.lib import formats

from .figures import Finding, Verdict
from .nouns import STUDENT


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


def finding_sentence(finding: Finding) -> str:
    """The title of the page: the finding, made by rule."""
    speech = Speech(finding.people)
    _ = speech.one
    verdicts = {"outbound": finding.outbound, "inbound": finding.inbound}
    compared = {direction: found for direction, found in verdicts.items() if found != Verdict.NONE}
    if not compared:
        return _without_plan(finding.actual, speech)
    who = next(iter(compared)) if len(compared) == 1 else "both"
    kinds = set(compared.values())
    if kinds == {Verdict.ABOVE}:
        return _above(who, finding.years, speech)
    if kinds <= {Verdict.ABOVE, Verdict.REACHED}:
        return _reached(who, speech)
    if kinds == {Verdict.BELOW}:
        return _below(who, speech)
    if Verdict.MIXED not in kinds:
        if finding.inbound == Verdict.BELOW:
            return _("Dispatch reached the plan, acceptance stayed below it")
        return _("Acceptance reached the plan, dispatch stayed below it")
    return _("All years together: %(rate)s of the plan") % {"rate": formats.percent(_number(finding.whole_rate))}


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


def _above(who: str, years: int, speech: Speech) -> str:
    _, ngettext = speech.one, speech.several
    if years == 1:
        return {
            "both": _("Both dispatch and acceptance beat the plan"),
            "outbound": _("Dispatch beat the plan"),
            "inbound": _("Acceptance beat the plan"),
        }[who]
    if years == 2:
        return {
            "both": _("Both dispatch and acceptance beat the plan two years running"),
            "outbound": _("Dispatch beat the plan two years running"),
            "inbound": _("Acceptance beat the plan two years running"),
        }[who]
    sentence = {
        "both": ngettext(
            "Both dispatch and acceptance beat the plan %(years)d year running",
            "Both dispatch and acceptance beat the plan %(years)d years running",
            years,
        ),
        "outbound": ngettext(
            "Dispatch beat the plan %(years)d year running", "Dispatch beat the plan %(years)d years running", years
        ),
        "inbound": ngettext(
            "Acceptance beat the plan %(years)d year running", "Acceptance beat the plan %(years)d years running", years
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


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
