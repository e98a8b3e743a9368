"""Which group of the public results is shown: the published year, a direction, a programme."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.formats import bracketed
from kanazawa_exchange.lib.localized import localized
from programs.models import Direction, Program

from ..queries.results import YearChoice


class ResultsForm(forms.Form):
    """All optional: the newest year of the main project, and everybody of it."""

    use_required_attribute = False

    def __init__(self, data: Any, *, years: Mapping[str, YearChoice], programs: Callable[[str], list[Program]]) -> None:
        super().__init__(data, auto_id="f-%s")
        self.years = years
        asked = data.get("year", "")
        self.newest = next(iter(years))
        of_year = programs(asked if asked in years else self.newest)
        self._add("year", _("Fiscal year"), [(key, self._label(year)) for key, year in years.items()])
        self._add("direction", _("Direction"), [("", _("Both directions")), *Direction.choices])
        names = [(program.slug, str(localized(program, "name"))) for program in of_year]
        self._add("program", _("Programme"), [("", _("All programmes")), *names])

    def _add(self, name: str, label: str, choices: list[Any]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    def _label(self, year: YearChoice) -> str:
        """The project is named where there are several."""
        several = len({other.project for other in self.years.values()}) > 1
        return f"{year.label}{bracketed(year.project)}" if several else year.label

    @property
    def year(self) -> YearChoice:
        """The year asked for; the newest one when none is, or none that there is."""
        return self.years.get(self.data.get("year", ""), self.years[self.newest])

    @property
    def group(self) -> dict[str, str]:
        """Everybody, when the filter cannot be read."""
        words = self.cleaned_data if self.is_valid() else {}
        return {name: words.get(name, "") for name in ("direction", "program")}
