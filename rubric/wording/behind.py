"""The table behind the leading figures: change of the mean, dz, test, and whether those who left stood elsewhere."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized

from ..queries.cohorts import AbilityResult, Cohort
from ..statistics.results import Figure, Interval, Method
from . import figures as written
from .findings import moment


@dataclass(frozen=True)
class Value:
    """A figure as it is printed, what stands below it (its interval, or why there is none), and on how many it rests."""

    text: str
    below: str = ""


@dataclass(frozen=True)
class Row:
    """One ability behind the figures."""

    name: Localized
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Table:
    """One table behind the figures, and the methods by which it was made."""

    key: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def behind(cohort: Cohort) -> tuple[Table, ...]:
    found = [_change(cohort), _tests(cohort)]
    found += [] if cohort.of_pairs else [_attrition(cohort)]
    found += [_reliability(cohort)] if cohort.checks.reliabilities else []
    found += [_agreement(cohort)] if cohort.checks.agreements else []
    return tuple(found)


def _counts(cohort: Cohort, figure: Figure) -> tuple[Value, ...]:
    missing = () if cohort.figures.participants is None else (Value(formats.number(figure.missing)),)
    return Value(formats.number(figure.n)), *missing


def _with_interval(value: float | None, interval: Interval | None, figure: Figure) -> Value:
    return Value(written.signed(value), written.interval(interval) if interval else written.reason(figure.reason))


def _rows(cohort: Cohort, values: object) -> tuple[Row, ...]:
    return tuple(Row(result.ability.name, values(result)) for result in cohort.figures.results)  # type: ignore[operator]


# --- Change ----------------------------------------------------------------------------------------------------------


def _change(cohort: Cohort) -> Table:
    before, after = moment(cohort.run.before), moment(cohort.run.after)
    return Table(
        "change",
        _("Change of the mean"),
        (
            _("Pairs"),
            *([] if cohort.figures.participants is None else [pgettext("cohort", "Missing")]),
            _("Mean “%(moment)s”") % {"moment": before},
            _("Mean “%(moment)s”") % {"moment": after},
            _("Change"),
            "dz",
        ),
        _rows(cohort, lambda result: _change_values(cohort, result)),
        (
            _("Here levels count as equally far apart. Below each figure stands its interval (confidence 0.95)."),
            _("Change: %(method)s.") % {"method": _method(cohort, "mean")},
            _("dz is the mean change in standard deviations of the changes: %(method)s.")
            % {"method": _method(cohort, "standardized")},
        ),
    )


def _change_values(cohort: Cohort, result: AbilityResult) -> tuple[Value, ...]:
    mean, standardized = result.figures.mean, result.figures.standardized
    return (
        *_counts(cohort, mean),
        Value(written.decimal(mean.pre)),
        Value(written.decimal(mean.post)),
        _with_interval(mean.change, mean.interval, mean),
        _with_interval(standardized.dz, standardized.interval, standardized),
    )


def _methods(cohort: Cohort, name: str) -> list[Method]:
    """The methods that this figure was made with; they differ only where some groups are too large to be counted out."""
    return list(dict.fromkeys(getattr(result.figures, name).method for result in cohort.figures.results))


def _method(cohort: Cohort, name: str) -> str:
    return formats.listed(written.METHODS[method] for method in _methods(cohort, name))


# --- Test ------------------------------------------------------------------------------------------------------------


def _tests(cohort: Cohort) -> Table:
    return Table(
        "tests",
        _("Test: could this be chance?"),
        (_("Moved"), _("Stayed"), _("p alone"), _("p, corrected"), _("Computed")),
        _rows(cohort, _test_values),
        (
            *(
                _("Test: %(method)s.") % {"method": written.METHODS[method]}
                for method in _methods(cohort, "signed_rank")
            ),
            _("p is two-sided: how often chance alone would lean as far. It says nothing about how large a change is."),
            _("The corrected p takes into account that all abilities were asked at once: %(method)s.")
            % {"method": written.METHODS[cohort.figures.results[0].figures.p_method] if cohort.figures.results else ""},
        ),
    )


def _short(method: Method) -> str:
    """Whether p was counted out or comes from the normal curve."""
    if method in (Method.PRATT_EXACT, Method.ZEROS_DROPPED_EXACT):
        return _("exactly")
    return _("approximately")


def _test_values(result: AbilityResult) -> tuple[Value, ...]:
    rank = result.figures.signed_rank
    return (
        Value(formats.number(rank.moved)),
        Value(formats.number(rank.zeros)),
        Value(written.p_value(rank.p), written.reason(rank.reason)),
        Value(written.p_value(result.figures.p)),
        Value(_short(rank.method)),
    )


# --- Attrition -------------------------------------------------------------------------------------------------------


def _attrition(cohort: Cohort) -> Table:
    before, after = moment(cohort.run.before), moment(cohort.run.after)
    words = {"before": before, "after": after}
    return Table(
        "attrition",
        _("Did those without “%(after)s” stand elsewhere at “%(before)s”?") % words,
        (
            _("With “%(after)s”") % words,
            _("Without “%(after)s”") % words,
            _("Mean, with"),
            _("Mean, without"),
            _("Difference (delta)"),
        ),
        _rows(cohort, _attrition_values),
        (
            _(
                "%(method)s: the chance that somebody who left out the later answer stood higher, less the chance of lower; "
                "from −1 to +1."
            )
            % {"method": _method(cohort, "attrition")},
        ),
    )


def _attrition_values(result: AbilityResult) -> tuple[Value, ...]:
    found = result.figures.attrition
    return (
        Value(formats.number(sum(found.stayed))),
        Value(formats.number(sum(found.left))),
        Value(written.decimal(found.stayed_mean)),
        Value(written.decimal(found.left_mean)),
        _with_interval(found.delta, found.interval, found),
    )


# --- Items and raters ------------------------------------------------------------------------------------------------


def _names(cohort: Cohort) -> dict[str, Localized]:
    return {ability.code: ability.name for ability in cohort.scale.abilities}


def _reliability(cohort: Cohort) -> Table:
    names = _names(cohort)
    return Table(
        "reliability",
        _("Do the questions about an ability measure one thing?"),
        (
            _("Moment"),
            _("Questionnaire"),
            _("Questions"),
            _("Answers"),
            _("Incomplete"),
            _("Cronbach's alpha"),
        ),
        tuple(
            Row(
                names[one.ability],
                (
                    Value(moment(one.moment)),
                    Value(str(one.instrument)),
                    Value(formats.number(one.alpha.items)),
                    Value(formats.number(one.alpha.n)),
                    Value(formats.number(one.alpha.missing)),
                    Value(written.decimal(one.alpha.alpha), written.reason(one.alpha.reason)),
                ),
            )
            for one in cohort.checks.reliabilities
        ),
        (alpha_note(),),
    )


def alpha_note() -> str:
    return _("Alpha is at most 1; below 0 the questions contradict one another. It grows with their number.")


def _agreement(cohort: Cohort) -> Table:
    names = _names(cohort)
    return Table(
        "agreement",
        _("Do participants and staff agree?"),
        (_("Moment"), _("Pairs"), pgettext("cohort", "Missing"), _("Same level"), _("Weighted kappa")),
        tuple(
            Row(
                names[one.ability],
                (
                    Value(moment(one.moment)),
                    *_counts(cohort, one.agreement),
                    Value(formats.number(one.agreement.same)),
                    _with_interval(one.agreement.kappa, one.agreement.interval, one.agreement),
                ),
            )
            for one in cohort.checks.agreements
        ),
        (kappa_note(),),
    )


def kappa_note() -> str:
    return _(
        "Kappa with quadratic weights is 1 where both always say the same and 0 where they agree as by chance; "
        "its interval holds in large groups and is a hint in small ones."
    )
