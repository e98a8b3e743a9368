"""The filter of the list, read from the address: what cannot be read is left out and shown as wrong."""

from collections.abc import Mapping
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.fields import TextField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.words import Words
from partners.models import Institution
from programs.models import Direction, FundingProject, Level, ProgramRun
from programs.queries.labels import run_label

from ..models import Category, Mode, Status
from ..queries.due import Due
from ..queries.filters import Filters
from ..queries.runs import RunRow, Runs

ALL = _("All")


def _with_all(choices: Any) -> list[tuple[str, Any]]:
    return [("", ALL), *choices]


class OneOfMany(forms.Select):
    """A box that shows one choice of an address that may hold several."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [value for value in values if value]


class OneRecord(forms.TypedChoiceField):
    """A record by its public id."""

    def __init__(self, *, label: Words) -> None:
        super().__init__(label=label, required=False, coerce=UUID, empty_value=None)


class FilterForm(forms.Form):
    """Every box is one word of the address and one row of `Filters`; `fy` may stand there several times."""

    q = TextField(
        label=_("Name or number"),
        required=False,
        max_length=200,
        multiline=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    fy = forms.TypedMultipleChoiceField(label=_("Fiscal year"), required=False, coerce=int, widget=OneOfMany)
    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=_with_all(Direction.choices))
    project = OneRecord(label=_("Project"))
    program = OneRecord(label=_("Programme"))
    run = OneRecord(label=_("Programme run"))
    partner = OneRecord(label=_("Partner"))
    level = forms.ChoiceField(label=_("Level"), required=False, choices=_with_all(Level.choices))
    category = forms.ChoiceField(label=_("Participant category"), required=False, choices=_with_all(Category.choices))
    mode = forms.ChoiceField(label=_("Mode"), required=False, choices=_with_all(Mode.choices))
    status = forms.ChoiceField(label=_("Status"), required=False, choices=_with_all(Status.choices))
    due = forms.ChoiceField(label=_("To do"), required=False, choices=_with_all(Due.choices))
    counted = forms.BooleanField(label=_("Only stays that count"), required=False)
    overdue = forms.BooleanField(label=_("Only stays whose return is overdue"), required=False)

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        runs: Runs,
        keeps: bool = False,
        ways: Mapping[str, str] | None = None,
        **options: Unpack[FormOptions],
    ) -> None:
        """`keeps`: the reader keeps records, and may ask for those with something to check; `ways`: directions in places."""
        super().__init__(data, files, **options)
        self.label_suffix = ""
        years = sorted({run.fiscal_year for run in runs.rows}, reverse=True)
        programs = runs.programs
        projects: dict[Any, FundingProject] = {program.project.pk: program.project for program in programs.values()}
        offered = {
            "fy": [("", ALL), *((str(year), fiscal_year_label(year)) for year in years)],
            "project": [
                ("", ALL),
                *((str(p.uid), str(localized(p, "short_name") or localized(p, "name"))) for p in projects.values()),
            ],
            "program": [("", ALL), *((str(p.uid), str(localized(p, "name"))) for p in programs.values())],
            "run": [("", ALL), *((str(run.uid), run_label(run, in_places=bool(ways))) for run in self._offered(runs))],
            "partner": [("", ALL), *_institutions()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if ways:
            self.fields["direction"].choices = _with_all(ways.items())  # type: ignore[attr-defined]
        if not keeps:
            self.fields["due"].choices = _with_all((due.value, due.label) for due in (Due.ARRIVAL, Due.START))  # type: ignore[attr-defined]
        if len(projects) < 2:
            self.fields["project"].widget = forms.HiddenInput()

    def _offered(self, runs: Runs) -> list[ProgramRun]:
        """The runs of the programme or the years that are chosen, and the run that is: all would be a page of words."""
        program, run = self.data.get("program"), self.data.get("run")
        years = set(self.data.getlist("fy")) - {""} if hasattr(self.data, "getlist") else set()

        def is_near(one: RunRow) -> bool:
            of_program = not program or str(runs.programs[one.program_id].uid) == program
            return bool(program or years) and of_program and (not years or str(one.fiscal_year) in years)

        near = [one.pk for one in runs.rows if is_near(one) or str(one.uid) == run]
        if not near:
            return []
        by_pk = ProgramRun.objects.select_related("program").in_bulk(near)
        return [by_pk[pk] for pk in near if pk in by_pk]

    PLAIN = ("fy", "direction", "status", "program", "partner")

    def plain(self) -> list[forms.BoundField]:
        return [self[name] for name in self.PLAIN]

    def further(self) -> list[forms.BoundField]:
        return [box for box in self._more() if not isinstance(box.field, forms.BooleanField)]

    def checks(self) -> list[forms.BoundField]:
        return [box for box in self._more() if isinstance(box.field, forms.BooleanField)]

    def _more(self) -> list[forms.BoundField]:
        return [box for box in self if box.name not in ("q", *self.PLAIN) and not box.is_hidden]

    @property
    def filters(self) -> Filters:
        """What could be read; a value nobody offered filters nothing."""
        self.is_valid()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if value})


def _institutions() -> list[tuple[str, str]]:
    return [
        (str(place.uid), str(localized(place, "name"))) for place in Institution.objects.order_by("-is_confirmed", "pk")
    ]
