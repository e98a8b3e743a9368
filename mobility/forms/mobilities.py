"""The boxes of a record as it is registered and edited; they follow from its facts."""

from collections.abc import Iterator
from typing import Any, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.forms.records import choices_with_empty
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.fields import FlexibleDateField, TextField, read_within
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.states import Step
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Agreement, Institution
from programs.models import ProgramRun
from programs.queries.runs import runs_kept_by

from ..facts import COLUMNS, GROUPS, Confirmed, Places, label, shown
from ..models import Mobility
from ..moves import MOVES
from ..queries.prefill import is_over
from .blocks import Folding, folding, holds
from .fields import AgreementField, CreditsField, InstitutionField, RunField, offer

LATE = ("actual_starts_on", "actual_ends_on", "is_stage")
EARLY_END = ("reason_code", "reason")


def runs_for(user: Viewer, current: Mobility | None = None) -> QuerySet[ProgramRun]:
    """The runs a user may register in: open ones, and the one the record is in already."""
    runs = runs_kept_by(user)
    if current is None:
        return runs.filter(is_closed=False)
    return runs.filter(Q(is_closed=False, direction=current.run.direction) | Q(pk=current.run_id))


def box_of(name: str) -> forms.Field:
    """The box of one fact, as its column wants it."""
    column: Any = Mobility._meta.get_field(name)
    words: dict[str, Any] = {"label": label(name), "help_text": shown(name).hint, "required": not column.blank}
    if name == "run":
        return RunField(ProgramRun.objects.none(), **words)
    if name == "agreement":
        return AgreementField(Agreement.objects.none(), **words)
    if column.choices:
        choices = choices_with_empty(column.choices) if column.blank else column.choices
        return forms.ChoiceField(choices=choices, initial=column.get_default(), **words)
    if isinstance(column, models.DateField):
        return FlexibleDateField(**words)
    if isinstance(column, models.DecimalField):
        return CreditsField(**words)
    if isinstance(column, models.BooleanField):
        return forms.BooleanField(**words | {"required": False})
    if isinstance(column, models.TextField):
        return TextField(max_length=4000, **words)
    return TextField(max_length=column.max_length, multiline=False, **words)


class FactsForm(forms.Form):
    """The facts of a stay that registering and editing have in common, and the rules for who may choose which run."""

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        user: Viewer,
        current: Mobility | None = None,
        run: ProgramRun | None = None,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **options)
        self.fields = {**{name: box_of(name) for name in COLUMNS}, **self.fields}
        self.current = current
        self.run = current.run if current is not None else run
        if self.run is not None:
            read_within(self, self.run.fiscal_year)
        offered = Q(pk__in=Agreement.objects.visible_to(user).values("pk"))
        if current is not None:
            offered |= Q(pk=current.agreement_id)
        offer(self, "run", runs_for(user, current))
        offer(self, "agreement", Agreement.objects.filter(offered).order_by("pk"))

    def __iter__(self) -> Iterator[forms.BoundField]:
        """The boxes as they stand on the page, where the summary of errors names them."""
        places = {name: place for place, name in enumerate(self._page_order())}
        return (self[name] for name in sorted(self.fields, key=lambda name: places.get(name, len(places))))

    def _page_order(self) -> list[str]:
        return [name for group in GROUPS for name in COLUMNS if shown(name).group == group]

    def values(self) -> dict[str, Any]:
        """The facts as typed, without the parts, as far as they could be read."""
        return {name: self.cleaned_data[name] for name in COLUMNS if name in self.cleaned_data}


class RegisterForm(FactsForm):
    """A new record; what stands under "Confirmed by the host" counts from now on."""

    sending = InstitutionField(Institution.objects.none(), label=_("Sending institution"))
    receiving = InstitutionField(Institution.objects.none(), label=_("Receiving institution"))
    actual_starts_on = FlexibleDateField(
        label=_("First day"), required=False, help_text=_("Leave empty while the stay is only planned.")
    )
    actual_ends_on = FlexibleDateField(
        label=_("Last day"), required=False, help_text=_("Leave empty while the stay lasts.")
    )
    reason_code = forms.ChoiceField(
        label=_("Ended early, for this reason"),
        choices=[("", "—"), *MOVES.moves["interrupt"].reasons.items()],
        required=False,
        help_text=_("Only for a stay that ended before its time; the reason decides whether it counts."),
    )
    reason = TextField(label=_("Reason in words"), max_length=2000, required=False)
    day_before = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    """The first day of the person before, which stands in the box of this one until it is changed."""
    is_same_day = forms.BooleanField(label=_("The host has confirmed these days for this person too"), required=False)
    is_stage = forms.BooleanField(
        label=_("Link the two as stages of one stay"), required=False, help_text=_("Together they count once.")
    )

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        user: Viewer,
        run: ProgramRun | None = None,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, user=user, run=run, **options)
        institutions = Institution.objects.select_related("city").order_by("-is_confirmed", "pk")
        for name in ("sending", "receiving"):
            offer(self, name, institutions)

    @property
    def needed(self) -> tuple[str, ...]:
        """A stay has a planned start, unless it has begun."""
        return () if self.is_late else ("planned_starts_on",)

    @property
    def one_of(self) -> tuple[str, ...]:
        return ("actual_starts_on", "planned_starts_on") if self.is_late else ()

    def clean(self) -> dict[str, Any]:
        """Days that were taken over from the person before are confirmed anew."""
        cleaned = super().clean() or {}
        before = cleaned.get("day_before")
        if before and before == self.data.get("actual_starts_on") and not cleaned.get("is_same_day"):
            said = _(
                "These are the days of the person before. Tick that they hold for this person too, or change them."
            )
            self.add_error("is_same_day", ValidationError(said, code="required"))
        return cleaned

    def _page_order(self) -> list[str]:
        days = ["planned_starts_on", "planned_ends_on"]
        confirmed = ["actual_starts_on", "actual_ends_on", "is_same_day", "is_stage", *EARLY_END]
        ordered = ["run", "sending", "receiving", "agreement", "level"]
        ordered += [*confirmed, *days] if self.is_late else [*days, *confirmed]
        return [*ordered, *(name for name in super()._page_order() if name not in ordered)]

    def where(self) -> Folding:
        """From where to where, under which agreement: folded is what the run or the person before has filled in."""
        boxes = [self[name] for name in ("sending", "receiving")]
        return folding([box for box in boxes if box.errors or not box.initial], [*boxes, self["agreement"]])

    def places(self) -> Places:
        return Places(self.cleaned_data["sending"], self.cleaned_data["receiving"])

    def read_places(self) -> Places | None:
        """The same of a form in which something is wrong."""
        return self.places() if {"sending", "receiving"} <= self.cleaned_data.keys() else None

    @property
    def is_late(self) -> bool:
        """Whether the days that the host has confirmed are asked at once: the run is over, or they were given."""
        if self.run is not None and is_over(self.run, clock.today()):
            return True
        return any(holds(self[name], prefilled=False) for name in (*LATE, *EARLY_END))

    @property
    def ends_early(self) -> bool:
        return any(holds(self[name], prefilled=False) for name in EARLY_END)

    def confirmed(self) -> Confirmed:
        typed = self.cleaned_data
        early, code, reason = None, typed.get("reason_code", ""), typed.get("reason", "")
        if code or reason:
            early = Step(reason_code=code, reason=reason)
        days = typed.get("actual_starts_on"), typed.get("actual_ends_on")
        return Confirmed(*days, early, is_stage=typed["is_stage"])


class EditForm(FactsForm):
    """Changed facts of a record; carries the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)

    @property
    def needed(self) -> tuple[str, ...]:
        """A stay that has not begun has a planned start."""
        return ("planned_starts_on",) if self.current is not None and self.current.actual_starts_on is None else ()


def initial_of(stay: Mobility) -> dict[str, Any]:
    """A record as the edit form shows it."""
    return {name: getattr(stay, name) for name in COLUMNS} | {"version": stay.version}
