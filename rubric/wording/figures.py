"""How figures of results are written: signed, with their interval, and with a dash and its reason where there is none."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.words import Words

from ..statistics.results import Interval, Method, Reason

SMALLEST_P = 0.001

REASONS: dict[Reason, Words] = {
    Reason.NOBODY: gettext_lazy("nobody to compare"),
    Reason.ONE: gettext_lazy("a single person shows no spread"),
    Reason.NO_VARIANCE: gettext_lazy("no spread: all are alike"),
    Reason.NO_CHANGE: gettext_lazy("nobody moved"),
    Reason.ONE_ITEM: gettext_lazy("one question only"),
}
METHODS: dict[Method, Words] = {
    Method.COUNT: gettext_lazy("count"),
    Method.TANGO: gettext_lazy("Tango's score interval"),
    Method.STUDENT_T: gettext_lazy("Student's t interval"),
    Method.NONCENTRAL_T: gettext_lazy("interval by the noncentral t distribution"),
    Method.PRATT_EXACT: gettext_lazy("Wilcoxon signed-rank test, exact; those who did not move ranked (Pratt)"),
    Method.PRATT_NORMAL: gettext_lazy(
        "Wilcoxon signed-rank test, normal approximation; those who did not move ranked (Pratt)"
    ),
    Method.ZEROS_DROPPED_EXACT: gettext_lazy("Wilcoxon signed-rank test, exact; those who did not move left out"),
    Method.ZEROS_DROPPED_NORMAL: gettext_lazy(
        "Wilcoxon signed-rank test, normal approximation; those who did not move left out"
    ),
    Method.HOLM: gettext_lazy("Holm's correction for several abilities"),
    Method.CRONBACH: gettext_lazy("Cronbach's alpha"),
    Method.QUADRATIC_KAPPA: gettext_lazy("quadratic weighted kappa"),
    Method.CLIFF: gettext_lazy("Cliff's delta"),
}


def signed(value: float | None, decimals: int = 2) -> str:
    """+0.53, −0.04, ±0.00; a dash for nothing."""
    if value is None:
        return "—"
    shown = round(value, decimals)
    sign = "+" if shown > 0 else formats.MINUS if shown < 0 else "±"
    return sign + formats.number(abs(shown), decimals=decimals)


def decimal(value: float | None, decimals: int = 2) -> str:
    """0.81; a dash for nothing."""
    return "—" if value is None else formats.number(value, decimals=decimals)


def interval(found: Interval | None, decimals: int = 2) -> str:
    """+0.33 to +0.69."""
    if found is None:
        return "—"
    return _("%(low)s to %(high)s") % {"low": signed(found.low, decimals), "high": signed(found.high, decimals)}


def p_value(p: float | None) -> str:
    """0.012; < 0.001; a dash for nothing."""
    if p is None:
        return "—"
    return f"< {formats.number(SMALLEST_P, decimals=3)}" if p < SMALLEST_P else formats.number(p, decimals=3)


def share(part: int, whole: int) -> str:
    """84%; a dash of nobody."""
    return formats.percent(part / whole * 100 if whole else None)


def reason(found: Reason | None) -> str:
    return str(REASONS[found]) if found else ""
