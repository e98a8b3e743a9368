"""The filter of the results, kept nowhere but in the address."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.named import Named, NamedField
from kanazawa_exchange.lib.period import fiscal_year_label
from programs.models import Direction, Level

from ..models import Moment
from ..queries.cohort_runs import COMPARED
from ..queries.cohorts import CohortFilters

ROWS = ("direction", "program", "partner", "level", "home")
FINER = ("partner", "level", "home", "compare")
"""What most readers leave alone, and what readers of published years cannot ask for."""


class RunField(forms.Field):
    """A run by its public id; whatever else an address says there asks for none."""

    def clean(self, value: object) -> UUID | None:
        try:
            return UUID(str(value)) if value else None
        except ValueError:
            return None


class CohortForm(forms.Form):
    """Whose results are asked for, which two moments are compared, and by which run, all optional."""

    use_required_attribute = False
    run = RunField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        query: Any,
        *,
        years: Iterable[int],
        programs: Iterable[Named],
        partners: Iterable[Named],
        countries: Iterable[str],
    ) -> None:
        super().__init__(query, auto_id="f-%s")
        chosen = (query.get("home") or "").upper()
        known = {*countries, *([chosen] if chosen.isalpha() and len(chosen) == 2 else [])}
        homes = sorted((formats.country(code), code) for code in known)
        self._add("fy", _("Fiscal year"), _("All years"), ((str(year), fiscal_year_label(year)) for year in years))
        self._add("direction", _("Direction"), _("Both directions"), Direction.choices)
        self.fields["program"] = NamedField(programs, _("All programmes"), label=_("Programme"))
        self.fields["partner"] = NamedField(partners, _("All partners"), label=_("Partner institution"))
        self._add("level", _("Level"), _("All levels"), Level.choices)
        self._add(
            "home",
            _("Home country"),
            _("All countries"),
            ((code, country) for country, code in homes),
        )
        words = [(word, _moments(*moments)) for word, moments in COMPARED.items()]
        self.fields["compare"] = forms.ChoiceField(label=_("Compared"), choices=words, required=False)

    def _add(self, name: str, label: str, every: str, choices: Iterable[tuple[str, object]]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=[("", every), *choices], required=False)

    def filters(self, project: Named, programs: tuple[Named, ...] | None) -> CohortFilters:
        """`programs` is what the reader must keep to; of a single one the question is that one's."""
        given = {name: self.cleaned_data[name] for name in ROWS if self.cleaned_data.get(name)}
        if programs is not None and len(programs) == 1:
            given["program"] = programs[0]
        year = self.cleaned_data["fy"]
        return CohortFilters(project=project, fiscal_year=int(year) if year else None, programs=programs, **given)

    @property
    def moments(self) -> tuple[str, str]:
        return COMPARED[self.cleaned_data["compare"]]

    @property
    def asked_run(self) -> UUID | None:
        found: UUID | None = self.cleaned_data["run"]
        return found

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What most readers ask for; the rest folds away."""
        return [self[name] for name in ("fy", "direction", "program")]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in FINER if name in self.fields]

    @property
    def is_wrong_below(self) -> bool:
        """Whether a reason stands at a box that is folded away."""
        return any(field.errors for field in self.more_fields)


class PublishedForm(CohortForm):
    """For those who read published years alone: one of them, a direction and a programme, and nothing finer."""

    def __init__(self, query: Any, *, years: Sequence[int], programs: Iterable[Named]) -> None:
        super().__init__(query, years=years, programs=programs, partners=(), countries=())
        self.newest = next(iter(years), None)
        year = self.fields["fy"]
        year.choices = [(str(year), fiscal_year_label(year)) for year in years]  # type: ignore[attr-defined]
        year.error_messages["invalid_choice"] = _("The figures of this fiscal year are not published.")
        for name in ("run", *FINER):
            del self.fields[name]

    def clean(self) -> None:
        if any(self.data.get(name) for name in FINER):
            raise forms.ValidationError(
                _(
                    "This address asks for a partner institution, a level, a home country or later answers: members of "
                    "committees and evaluators read published years by direction and programme only."
                )
            )

    def filters(self, project: Named, programs: tuple[Named, ...] | None) -> CohortFilters:
        return replace(
            super().filters(project, programs), fiscal_year=int(self.cleaned_data["fy"] or self.newest or 0) or None
        )


def _moments(before: str, after: str) -> str:
    words = {"before": Moment(before).label, "after": Moment(after).label}
    return _("%(before)s and %(after)s") % words
