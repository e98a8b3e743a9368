"""Forms of a plan: its years, its numbers, its revisions, its adoption."""

from typing import Unpack

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.forms.records import RecordChoice
from kanazawa_exchange.lib.fields import FlexibleDateField, NameField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import active_language, columns
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.trilingual import Three, TrilingualForm, texts_of
from partners.models import Institution

from ..models import Committee, Direction, FundingProject, Program, TargetPlan, TargetRevision
from ..moves import BASIS_MISSING
from ..queries.plans import cell_name
from ..queries.targets import Key, Plan
from ..services.successions import CellsRefused, Reasons
from .parts import ProjectYearField, refuse_reversed

NUMBER_LIMIT = 100_000
REASONS = TargetRevision.Reason.choices


class PlanForm(TrilingualForm):
    three = texts_of(TargetPlan, "title")
    first_fiscal_year = ProjectYearField(label=gettext_lazy("First fiscal year covered"))
    last_fiscal_year = ProjectYearField(label=gettext_lazy("Last fiscal year covered"))
    note_policy = forms.ChoiceField(
        label=gettext_lazy("Note on partners added later (※)"), choices=TargetPlan.NotePolicy.choices
    )
    split_unknown = forms.BooleanField(
        label=gettext_lazy("How much of the numbers comes from partners added later is not known"), required=False
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        refuse_reversed(self, "first_fiscal_year", "last_fiscal_year", _("The last year cannot be before the first."))
        return cleaned


class NewPlanForm(PlanForm):
    project = RecordChoice(
        FundingProject.objects.order_by("-is_default", "pk"), label=gettext_lazy("Project"), to_field_name="code"
    )
    by_program = forms.BooleanField(label=gettext_lazy("Numbers by programme"), required=False)

    field_order = ["project", "first_fiscal_year", "last_fiscal_year", "by_program"]

    def values(self) -> dict[str, object]:
        return {name: value for name, value in super().values().items() if name != "project"}


class CellsForm(TrilingualForm):
    """The grid of numbers; one text box a cell, named by year, direction and programme.

    With a plan in force (`before`) the boxes hold what is shown, and each number in force has a second box for the reason
    why it changes.
    """

    parts = ("cells", "revisions")
    decided_on = FlexibleDateField(label=gettext_lazy("Changes of numbers in force were decided on"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of reason"),
        choices=[
            ("", gettext_lazy("Choose a kind")),
            *(one for one in REASONS if one[0] != TargetRevision.Reason.PARTNER_ADDED),
        ],
        required=False,
    )

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        plan: Plan,
        before: Plan | None,
        programs: list[Program],
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **options)
        self.before = before
        self.keys: dict[str, Key] = {}
        offered: list[Program | None] = [*programs] if plan.by_program else [None]
        self.columns = [(direction, program) for program in offered for direction in Direction.values]
        for year in plan.fiscal_years:
            for direction, program in self.columns:
                self._add(year, direction, program)
        if before is None:
            del self.fields["decided_on"], self.fields["kind"]
        shown = {cell.key: cell.base if before is None else cell.total for cell in plan.cells}
        self.initial = {**{name: shown.get(key) for name, key in self.keys.items()}, **self.initial}

    def _add(self, year: int, direction: str, program: Program | None) -> None:
        name = f"cell-{year}-{direction}" + (f"-{program.code}" if program else "")
        label = cell_name(year, direction, localized(program, "name") if program else "")
        key = self.keys[name] = (year, direction, program.pk if program else None)
        self.fields[name] = WholeNumberField(label=label, required=False, max_value=NUMBER_LIMIT)
        if self.before and self.before.holds(key):
            reason = _("%(cell)s: why it changes") % {"cell": label}
            self.fields[_reason_box(name)] = NameField(label=reason, required=False, max_length=500)

    def numbers(self) -> dict[Key, int | None]:
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}

    def reasons(self) -> Reasons:
        """What was typed as reason, in the language of the screen."""
        column = f"note_{active_language()}"
        typed = {key: self.cleaned_data.get(_reason_box(name)) or "" for name, key in self.keys.items()}
        notes = {key: {column: text} for key, text in typed.items() if text}
        return Reasons(notes, self.cleaned_data.get("decided_on"), self.cleaned_data.get("kind") or "")

    def placed(self, refusal: CellsRefused) -> Refused:
        """The refusal with its sentences at the boxes: a missing reason at the box of the reason."""
        names = {key: name for name, key in self.keys.items()}
        boxes = {key: _reason_box(name) if key in refusal.unreasoned else name for key, name in names.items()}
        return Refused({boxes.get(key, ""): sentence for key, sentence in refusal.cells.items()})

    def rows(self) -> list[tuple[int, list[tuple[BoundField, BoundField | None, int | None]]]]:
        """For the template: each year with its numbers in the order of the columns.

        Beside each stands the box of its reason and the number in force, where there is one.
        """
        years: dict[int, list[tuple[BoundField, BoundField | None, int | None]]] = {}
        for name, key in self.keys.items():
            reason = self[_reason_box(name)] if _reason_box(name) in self.fields else None
            promised = self.before.cell(*key) if self.before and reason is not None else None
            years.setdefault(key[0], []).append((self[name], reason, promised.total if promised else None))
        return list(years.items())

    def stored_values(self, plan: TargetPlan) -> dict[str, int | None]:
        """The numbers of a plan as it is stored, each under the name of its box."""
        numbers: dict[Key, int] = {(c.fiscal_year, c.direction, c.program_id): c.value for c in plan.cells.all()}
        for revision in plan.revisions.all() if self.before else ():
            key = (revision.fiscal_year, revision.direction, revision.program_id)
            if key in numbers:
                numbers[key] += revision.delta
        return {name: numbers.get(key) for name, key in self.keys.items()}


def _reason_box(name: str) -> str:
    return name.replace("cell-", "why-", 1)


class RevisionForm(TrilingualForm):
    three = {
        "note": Three(
            NameField, gettext_lazy("Note, as printed under the table"), required=True, options={"max_length": 500}
        )
    }
    fiscal_year = forms.TypedChoiceField(label=gettext_lazy("Fiscal year"), coerce=int)
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), choices=Direction.choices)
    program = RecordChoice(Program.objects.none(), label=gettext_lazy("Programme"))
    delta = WholeNumberField(
        label=gettext_lazy("Change"),
        help_text=gettext_lazy("For example 5 or -2"),
        min_value=-NUMBER_LIMIT,
        max_value=NUMBER_LIMIT,
    )
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=TargetRevision.Reason.choices)
    institution = RecordChoice(
        Institution.objects.order_by("slug"), label=gettext_lazy("Institution added"), required=False
    )
    decided_on = FlexibleDateField(label=gettext_lazy("Decided on"))

    def __init__(
        self, data: Data = None, files: Files = None, *, plan: TargetPlan, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        years = [(year, fiscal_year_label(year)) for year in plan.fiscal_years]
        self.fields["fiscal_year"].choices = years  # type: ignore[attr-defined]
        if plan.by_program:
            self.fields["program"].queryset = plan.project.programs.order_by("order", "pk")  # type: ignore[attr-defined]
        else:
            del self.fields["program"]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        added = cleaned.get("reason") == TargetRevision.Reason.PARTNER_ADDED
        if added and "institution" in cleaned and cleaned["institution"] is None:
            self.add_error("institution", _("Choose the institution that was added."))
        if cleaned.get("delta") == 0:
            self.add_error("delta", _("A revision changes the number: enter a number other than 0."))
        return cleaned


class AdoptionForm(TrilingualForm):
    three = {
        "basis": Three(
            NameField,
            gettext_lazy("Basis"),
            help_text=gettext_lazy("The decision in words, for example the meeting and its minutes"),
            options={"max_length": 300},
        )
    }
    committee = RecordChoice(Committee.objects.none(), label=gettext_lazy("Adopted by"))
    adopted_on = FlexibleDateField(label=gettext_lazy("Adopted on"))
    basis_file = forms.FileField(
        label=gettext_lazy("Document of the decision"),
        help_text=gettext_lazy("PDF, Word or Excel. Needed only when the basis is not stated in words."),
        required=False,
    )

    field_order = ["committee", "adopted_on"]

    def __init__(
        self, data: Data = None, files: Files = None, *, committees: QuerySet[Committee], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        self.fields["committee"].queryset = committees  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """What is missing is said together, at each box."""
        cleaned = super().clean()
        if "basis_file" in cleaned and not cleaned["basis_file"] and not any(self.basis().values()):
            self.add_error(f"basis_{active_language()}", BASIS_MISSING)
        return cleaned

    def basis(self) -> dict[str, str]:
        return {column: self.cleaned_data.get(column) or "" for column in columns("basis")}
