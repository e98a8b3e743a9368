"""The forms of nominations: prepared by the office, sent by a partner's representative, corrected while that may be; the filter."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.forms.people import NAME_PARTS, PART_LABELS, PersonForm
from kanazawa_exchange.accounts.forms.records import RecordChoice, by_name, choices_with_empty
from kanazawa_exchange.accounts.models import Script
from kanazawa_exchange.lib.fields import DATE_HINT, EmailField, FlexibleDateField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.formats import sentences
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.name_doubts import Doubtful, doubtful
from kanazawa_exchange.lib.names import LANGUAGE_OF
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.words import Words
from partners.models import Agreement, Institution
from programs.models import Direction, Level, Program, ProgramRun
from programs.queries.labels import run_label

from ..models import Category, ReceiverStatus, SenderStatus
from ..queries.nominations.lists import Filters
from .filters import OneRecord

ALL = _("All")
OURS = (Script.KANJI, Script.KANA)
"""Scripts that nobody expects of a partner's students."""
IN_LETTERS: Mapping[Script, Words] = {
    Script.LATIN: _("Write the name in Latin letters here, as in the passport."),
    Script.CYRILLIC: _("Write the name in Cyrillic letters here."),
}
"""What is said of letters in the box of another script: the name goes on into tickets and visas, so it is no question."""


class AgreementChoice(RecordChoice):
    text = "title"


class FactsForm(forms.Form):
    """What the sending side says of the stay."""

    level = forms.ChoiceField(label=_("Level"), choices=choices_with_empty(Level.choices), required=False)
    study_year = WholeNumberField(label=_("Year of study"), min_value=1, max_value=9, required=False)
    term = forms.ChoiceField(
        label=pgettext_lazy("nomination", "Semester at the host"),
        choices=choices_with_empty(ProgramRun.Term.choices),
        required=False,
    )
    planned_starts_on = FlexibleDateField(label=_("Planned start"), required=False, help_text=DATE_HINT)
    planned_ends_on = FlexibleDateField(label=_("Planned end"), required=False)

    needed = ("level", "planned_starts_on", "planned_ends_on")
    FACTS: tuple[str, ...] = ("level", "study_year", "term", "planned_starts_on", "planned_ends_on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("planned_starts_on"), cleaned.get("planned_ends_on")
        if last and (not first or last < first):
            self.add_error("planned_ends_on", ValidationError(_("The end lies before the start."), code="order"))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """The facts in the names of the record's fields."""
        return {name: self.cleaned_data[name] for name in self.FACTS if name in self.fields}

    def values(self) -> dict[str, Any]:
        return self.facts()


class InvitedForm(FactsForm):
    """The same of a partner's student, who is invited to the portal."""

    FACTS = (*FactsForm.FACTS, "email")

    email = EmailField(
        label=pgettext_lazy("nomination", "Student's e-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "A student who has no account in the portal yet is invited at this address to open one and to complete the application."
        ),
    )


class EditForm(InvitedForm):
    """The same of a nomination that is there, with its category and agreement; `is_invited`: whether a partner sends it."""

    FACTS = ("category", "agreement", *InvitedForm.FACTS)

    version = WholeNumberField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, required=False)
    category = forms.ChoiceField(label=_("Participant category"), choices=Category.choices)
    agreement = AgreementChoice(Agreement.objects.none(), label=_("Agreement"), required=False)

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        agreements: QuerySet[Agreement],
        is_invited: bool,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **options)
        if not is_invited:
            del self.fields["email"]
        self.fields["agreement"].queryset = agreements  # type: ignore[attr-defined]
        self.order_fields(["version", *self.FACTS])


class PrepareForm(FactsForm):
    """The office prepares a nomination of somebody whom it knows."""

    run = RecordChoice(ProgramRun.objects.none(), words=run_label, label=_("Programme run"))
    receiving = RecordChoice(Institution.objects.none(), label=_("Receiving institution"))

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        runs: QuerySet[ProgramRun],
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **options)
        self.fields["run"].queryset = runs  # type: ignore[attr-defined]
        self.fields["receiving"].queryset = by_name(Institution).filter(is_home=False)  # type: ignore[attr-defined]
        self.order_fields(["run", "receiving", *self.FACTS])


class NominateForm(InvitedForm, PersonForm):
    """A partner nominates one of its students: who, for which run, with which facts. Nobody is asked about namesakes: whom we know is
    not for the partner to hear."""

    run = RecordChoice(ProgramRun.objects.none(), words=partial(run_label, in_places=True), label=_("Programme run"))
    sending = RecordChoice(Institution.objects.none(), label=_("Sending institution"))

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        runs: QuerySet[ProgramRun],
        places: QuerySet[Institution],
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **options)
        for name in (
            "different_person",
            "as_suggested",
            *(f"{script}_{part}" for script in OURS for part in ("family", "given")),
        ):
            del self.fields[name]
        if self.script_of_reader in OURS:
            self.script_of_reader = Script.LATIN
        self.fields["run"].queryset = runs  # type: ignore[attr-defined]
        self.fields["sending"].queryset = places  # type: ignore[attr-defined]
        known = list(places[:2])
        if len(known) == 1:
            self.fields["sending"].widget = forms.HiddenInput()
            self.initial.setdefault("sending", known[0].uid)
        self.order_fields(["run", "sending", *self._name_boxes(), "birth_date", "nationality", "student_number"])

    def scripts(self) -> Iterable[tuple[str, str, list[tuple[str, Any]]]]:
        """The scripts that a partner writes."""
        for script in (Script.LATIN, Script.CYRILLIC):
            boxes = [(str(PART_LABELS[part]), self[f"{script}_{part}"]) for part in NAME_PARTS[script]]
            yield str(script.label), LANGUAGE_OF[script], boxes

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for script, words in IN_LETTERS.items():
            for part in NAME_PARTS[script]:
                text = cleaned.get(f"{script}_{part}")
                if text and (odd := doubtful(script, text)):
                    self.add_error(f"{script}_{part}", ValidationError(_in_its_letters(words, odd), code="script"))
        return cleaned

    def answers(self) -> frozenset[str]:
        return frozenset()


def _in_its_letters(words: Words, odd: Doubtful) -> str:
    """What is to be written here, what stands there that does not belong, and what was probably meant."""
    return sentences(str(words), str(odd.doubt))


class FilterForm(forms.Form):
    """Every box is one word of the address and one row of `Filters`."""

    turn = forms.ChoiceField(
        label=_("Whose turn"), required=False, choices=[("", ALL), ("on", pgettext_lazy("turn", "You"))]
    )
    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=[("", ALL), *Direction.choices])
    sender = forms.ChoiceField(
        label=pgettext_lazy("nomination", "State at the sender"),
        required=False,
        choices=[("", ALL), *SenderStatus.choices],
    )
    receiver = forms.ChoiceField(
        label=pgettext_lazy("nomination", "State at the host"),
        required=False,
        choices=[("", ALL), *ReceiverStatus.choices],
    )
    fy = forms.TypedChoiceField(label=_("Fiscal year"), required=False, coerce=int, empty_value=None)
    program = OneRecord(label=_("Programme"))
    partner = OneRecord(label=_("Partner"))

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        is_partner: bool = False,
        ways: Mapping[str, str] | None = None,
        **options: Unpack[FormOptions],
    ) -> None:
        """`ways`: directions in places, for whom they are told from where to where."""
        super().__init__(data, files, **options)
        self.label_suffix = ""
        years = ProgramRun.objects.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
        programs = [(str(one.uid), str(localized(one, "name"))) for one in Program.objects.order_by("order", "pk")]
        if ways:
            self.fields["direction"].choices = [("", ALL), *ways.items()]  # type: ignore[attr-defined]
        self.fields["fy"].choices = [("", ALL), *((str(year), fiscal_year_label(year)) for year in years)]  # type: ignore[attr-defined]
        self.fields["program"].choices = [("", ALL), *programs]  # type: ignore[attr-defined]
        if is_partner:
            del self.fields["partner"]
            return
        places = Institution.objects.filter(is_home=False).order_by("-is_confirmed", "pk")
        self.fields["partner"].choices = [("", ALL), *((str(one.uid), str(localized(one, "name"))) for one in places)]  # type: ignore[attr-defined]

    @property
    def filters(self) -> Filters:
        """What could be read; a value nobody offered filters nothing."""
        self.is_valid()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if value})
