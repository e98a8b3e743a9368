"""The filter of plan against actual, kept nowhere but in the address."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib.fields import FlexibleDateField
from kanazawa_exchange.lib.named import Named, NamedField
from kanazawa_exchange.lib.period import fiscal_year, fiscal_year_label
from mobility.models import Mode
from programs.models import Direction, FundingProject, Level

from . import wording
from .figures import UNKNOWN_BAND, UNKNOWN_LEVEL, By, Filters, Rule

Choices = list[tuple[str, str]]


class PlanActualForm(forms.Form):
    """Years, direction, programme, partner, level, mode, length, breakdown and the as-of date, all optional."""

    ROWS = {"from": "first_year", "to": "last_year"}
    """The rows of `Filters` that have another word in the address."""

    use_required_attribute = False
    as_of = FlexibleDateField(label=gettext_lazy("As-of date"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        project: FundingProject,
        rule: Rule,
        programs: Iterable[Named],
        partners: Iterable[Named],
        today: date,
    ) -> None:
        super().__init__(data, auto_id="f-%s")
        self.today = today
        self.fields["as_of"].widget.attrs["size"] = 11  # as long as a date
        years = self._years(project)
        self._add("from", _("From fiscal year"), years, int)
        self._add("to", _("To fiscal year"), years, int)
        self._add("direction", _("Direction"), _directions())
        self.fields["program"] = NamedField(programs, _("All programmes"), label=_("Programme"))
        self._add("by", _("Breakdown"), [("", wording.by_word(By.DIRECTION)), *_breakdowns()], By)
        self.fields["partner"] = NamedField(partners, _("All partners"), label=_("Partner institution"))
        levels = [*Level.values, UNKNOWN_LEVEL]
        self._add("level", _("Level"), [("", _("All levels")), *((code, wording.level_label(code)) for code in levels)])
        self._add("mode", _("Mode"), [("", _("All modes")), *_choices(Mode)])
        bands = [code for code, *_months in rule.bands] + [UNKNOWN_BAND]
        self._add(
            "band", _("Length"), [("", _("All lengths")), *((code, wording.band_label(rule, code)) for code in bands)]
        )

    def _add(self, name: str, label: str, choices: Choices, kind: Callable[[str], object] = str) -> None:
        self.fields[name] = forms.TypedChoiceField(label=label, choices=choices, coerce=kind, required=False)

    def _years(self, project: FundingProject) -> Choices:
        """Those of the project that have begun, and what an address asks for beside them."""
        first, now = project.first_fiscal_year, fiscal_year(self.today)
        years = {first, *range(first, min(project.last_fiscal_year, now) + 1), *self._asked(first, now)}
        return [("", _("All years")), *((str(year), fiscal_year_label(year)) for year in sorted(years))]

    def _asked(self, first: int, last: int) -> set[int]:
        asked = {self.data.get(name) or "" for name in ("from", "to")}
        return {int(text) for text in asked if text.isdecimal() and len(text) == 4 and first <= int(text) <= last}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and first > last:
            self.add_error("to", ValidationError(_("The last year lies before the first one."), code="order"))
        return cleaned

    @property
    def day(self) -> date:
        """The as-of date; today when none is given."""
        return self.cleaned_data.get("as_of") or self.today

    @property
    def filters(self) -> Filters:
        given = {name: value for name, value in self.cleaned_data.items() if value and name != "as_of"}
        return Filters(**{self.ROWS.get(name, name): value for name, value in given.items()})

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What most readers ask for; the rest folds away."""
        return [self[name] for name in ("from", "to", "direction", "by", "as_of")]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("program", "partner", "level", "mode", "band")]

    @property
    def is_wrong_below(self) -> bool:
        """Whether a reason stands at a box that is folded away."""
        return any(field.errors for field in self.more_fields)


def _directions() -> Choices:
    words = [(value, wording.direction_word(value)) for value in Direction.values]
    return [("", _("Both directions")), *words]


def _breakdowns() -> Choices:
    return [(by.value, wording.by_word(by)) for by in By if by != By.DIRECTION]


def _choices(kinds: Any) -> Choices:
    return [(value, str(label)) for value, label in kinds.choices]
