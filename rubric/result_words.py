"""What the public results allow to say: the group in words, and the sentences above its figures."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.lib import formats

from .queries.results import Results
from .statistics.cohorts import Finding


def group_words(page: Results) -> str:
    """FY2018 · Outbound · Cultural Exchange Program: each as its list names it."""
    return " · ".join((page.year.label, page.group.direction_label, str(page.program or _("All programmes"))))


def what_they_say(page: Results) -> str:
    """Sentences on how many rose and fell, and no more than the intervals allow; empty without figures."""
    asked = [line for line in page.lines if line.n]
    if not asked:
        return ""
    found = [line.finding for line in asked]
    rose, fell = found.count(Finding.MORE_ROSE), found.count(Finding.MORE_FELL)
    said = [_rose(rose, len(found))] if rose else []
    said += [_fell(fell)] if fell else []
    if rose + fell < len(found):
        said.append(_in_the_others() if said else _nothing())
    return formats.sentences(*said)


def _rose(rose: int, asked: int) -> str:
    if rose == asked:
        return _("In every ability more participants rose than fell.")
    words = ngettext(
        "In %(number)s ability more participants rose than fell.",
        "In %(number)s abilities more participants rose than fell.",
        rose,
    )
    return words % {"number": formats.number(rose)}


def _fell(fell: int) -> str:
    words = ngettext(
        "In %(number)s ability more participants fell than rose.",
        "In %(number)s abilities more participants fell than rose.",
        fell,
    )
    return words % {"number": formats.number(fell)}


def _in_the_others() -> str:
    return _("For the others the numbers leave open whether more rose or fell.")


def _nothing() -> str:
    return _("The numbers leave open whether more participants rose or fell.")
