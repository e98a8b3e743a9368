"""The forms of the parts of a call: the boxes that each kind has, in three languages where it has words."""

from collections.abc import Iterator, Mapping
from typing import Any, Unpack

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from kanazawa_exchange.accounts.forms.records import RecordChoice, choices_with_empty
from kanazawa_exchange.lib.fields import DecimalField, NameField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import LANGUAGES, columns
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.trilingual import Row, Three, TrilingualForm, initial_from, texts_of
from partners.models import Institution, OrgUnit

from ..models import (
    CallPlace,
    ChecklistLine,
    Criterion,
    Level,
    Question,
    QuestionKind,
    QuestionOption,
    RequiredDocument,
    Requirement,
    RequirementKind,
)
from ..queries.call_requirements import unit_name
from ..queries.certificates import CERTIFICATES
from ..services.call_parts import WITH_LENGTH, Options

FEWEST, SPARE, MOST = 4, 2, 30
"""Rows for options: shown at least, empty ones behind those there are, read at most."""
FAMILIES = ("torfl", "jlpt")


class PartForm(TrilingualForm):
    """The form of a part; `part` is the stored one, or a new one that has its kind already."""

    def __init__(self, data: Data = None, files: Files = None, *, part: Any, **options: Unpack[FormOptions]) -> None:
        self.part = part
        super().__init__(data, files, **options)

    def options(self) -> Options | None:
        """Only questions have options."""
        return None

    @classmethod
    def shown(cls, part: Any) -> dict[str, Any]:
        """What the boxes of a part hold at first."""
        return initial_from(part, cls)

    def stored_values(self, part: Any) -> dict[str, Any]:
        """A part as it is stored, each value under the name of its box."""
        return self.shown(part)


class DestinationForm(PartForm):
    institution = RecordChoice(Institution, label=pgettext_lazy("call", "Destination"))
    places = WholeNumberField(label=gettext_lazy("Places"), min_value=1, max_value=1000)


class DocumentForm(PartForm):
    three = texts_of(RequiredDocument, "name", "help")
    is_required = forms.BooleanField(label=gettext_lazy("Required"), required=False)
    policy = forms.ChoiceField(
        label=pgettext_lazy("file", "Kind of file"), choices=RequiredDocument.Policy.choices, widget=forms.RadioSelect
    )


class CriterionForm(PartForm):
    three = texts_of(Criterion, "name", "help")
    scale = WholeNumberField(label=gettext_lazy("Most points"), min_value=1, max_value=100)
    weight = DecimalField(
        label=gettext_lazy("Weight"),
        help_text=gettext_lazy("How much it counts among the criteria; 1 is usual."),
        decimals=3,
        max_value=999,
    )


class ChecklistForm(PartForm):
    three = texts_of(ChecklistLine, "name")
    phase = forms.ChoiceField(label=pgettext_lazy("checklist", "When"), choices=ChecklistLine.Phase.choices)
    days = WholeNumberField(label=gettext_lazy("Days before the start, or after the end"), max_value=730)


# --- Requirements ----------------------------------------------------------------------------------------------------


class RequirementForm(PartForm):
    """What a kind of requirement asks: levels, places, an index, or certificates with their lowest level or score."""

    three = texts_of(Requirement, "note")
    levels = forms.MultipleChoiceField(
        label=gettext_lazy("Levels"), choices=Level.choices, widget=forms.CheckboxSelectMultiple
    )
    places = forms.MultipleChoiceField(
        label=gettext_lazy("Institutions and faculties"), widget=forms.CheckboxSelectMultiple
    )
    minimum = DecimalField(label=gettext_lazy("Grade index of at least, out of 3.00"), decimals=2, max_value=3)
    torfl = forms.ChoiceField(label=gettext_lazy("TORFL, from"), required=False)
    jlpt = forms.ChoiceField(label=gettext_lazy("JLPT, from"), required=False)
    ielts = DecimalField(label=gettext_lazy("IELTS, from"), decimals=1, max_value=9, required=False)
    toefl_ibt = DecimalField(label=gettext_lazy("TOEFL iBT, from"), decimals=0, max_value=120, required=False)
    toeic = DecimalField(label=gettext_lazy("TOEIC L&R, from"), decimals=0, max_value=990, required=False)
    is_blocking = forms.BooleanField(
        label=gettext_lazy("Who does not fulfil this cannot apply"),
        help_text=gettext_lazy("Without it the applicant is told the reason, and the office decides."),
        required=False,
    )

    BOXES = {
        RequirementKind.LEVEL: {"levels"},
        RequirementKind.UNIT: {"places"},
        RequirementKind.ENROLMENT: set(),
        RequirementKind.GRADE_INDEX: {"minimum"},
        RequirementKind.CERTIFICATE: {*FAMILIES, "ielts", "toefl_ibt", "toeic"},
    }

    def __init__(
        self, data: Data = None, files: Files = None, *, part: Requirement, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, part=part, **options)
        kept = {*self.BOXES[RequirementKind(part.kind)], "version", "is_blocking", *columns("note")}
        for name in set(self.fields) - kept:
            del self.fields[name]
        if "places" in self.fields:
            self.fields["places"].choices = list(_places())  # type: ignore[attr-defined]
        for family in FAMILIES:
            if family in self.fields:
                levels = [(one.code, one.label) for one in CERTIFICATES.values() if one.family == family]
                self.fields[family].choices = choices_with_empty(levels)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        sent = super().values()
        kind = self.part.kind
        if kind in (RequirementKind.LEVEL, RequirementKind.UNIT):
            chosen = sent.pop("levels" if kind == RequirementKind.LEVEL else "places")
            return {**sent, "values": chosen}
        if kind == RequirementKind.CERTIFICATE:
            chosen = [sent.pop(family) for family in FAMILIES]
            scores = {code: sent.pop(code) for code in ("ielts", "toefl_ibt", "toeic")}
            scored = [f"{code}:{score}" for code, score in scores.items() if score is not None]
            return {**sent, "values": [code for code in chosen if code] + scored}
        return sent

    @classmethod
    def shown(cls, part: Any) -> dict[str, Any]:
        shown = initial_from(part, cls)
        if part.kind == RequirementKind.CERTIFICATE:
            for value in part.values:
                code, _colon, score = value.partition(":")
                family = CERTIFICATES[code].family if code in CERTIFICATES else code
                shown[family] = score or code
        return {**shown, "levels": part.values, "places": part.values}


def _places() -> Iterator[tuple[str, str]]:
    """Universities, each with its faculties below it."""
    units: dict[int, list[OrgUnit]] = {}
    for unit in OrgUnit.objects.select_related("institution").order_by("pk"):
        units.setdefault(unit.institution_id, []).append(unit)
    for institution in Institution.objects.order_by("-is_home", "slug"):
        yield str(institution.uid), str(localized(institution, "name"))
        for unit in units.get(institution.pk, ()):
            yield str(unit.uid), unit_name(unit)


# --- Questions -------------------------------------------------------------------------------------------------------


class QuestionForm(PartForm):
    """What a kind of question asks; option 1 of a choice stands in option_1_ja and so on."""

    three = texts_of(Question, "text", "help")
    parts = ("options",)
    is_required = forms.BooleanField(label=gettext_lazy("Required"), required=False)
    max_length = WholeNumberField(
        label=gettext_lazy("Characters at most"), min_value=1, max_value=10_000, required=False
    )
    minimum = DecimalField(
        label=gettext_lazy("Lowest"), decimals=3, max_value=999_999, min_value=-999_999, required=False
    )
    maximum = DecimalField(
        label=gettext_lazy("Highest"), decimals=3, max_value=999_999, min_value=-999_999, required=False
    )

    def __init__(
        self, data: Data = None, files: Files = None, *, part: Question, **options: Unpack[FormOptions]
    ) -> None:
        self.places = (
            range(1, _rows(options.get("initial"), data) + 1) if part.kind == QuestionKind.CHOICE else range(0)
        )
        own = type(self).three
        self.three = {**own, **{_box(place): _option(place) for place in self.places}}  # type: ignore[misc]
        super().__init__(data, files, part=part, **options)
        gone = set() if part.kind in WITH_LENGTH else {"max_length"}
        if part.kind != QuestionKind.NUMBER:
            gone |= {"minimum", "maximum"}
        for name in gone:
            del self.fields[name]

    @property
    def own_rows(self) -> list[Row]:
        """The question and its explanation, which stand above the other boxes."""
        return [self.row(name) for name in type(self).three]

    @property
    def option_rows(self) -> list[Row]:
        return [self.row(_box(place)) for place in self.places]

    @property
    def own_fields(self) -> list[BoundField]:
        return list(self.plain_fields)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if not name.startswith("option_")}

    def options(self) -> Options | None:
        if not self.places:
            return None
        return {
            place: {f"text_{code}": self.cleaned_data[f"{_box(place)}_{code}"] for code in LANGUAGES}
            for place in self.places
        }

    @classmethod
    def shown(cls, part: Any) -> dict[str, Any]:
        shown = initial_from(part, cls)
        for row in part.options.all() if part.pk else ():
            shown |= {f"{_box(row.order)}_{code}": getattr(row, f"text_{code}") for code in LANGUAGES}
        return shown

    def stored_values(self, part: Any) -> dict[str, Any]:
        """What a question has no option for is empty."""
        return {**dict.fromkeys(columns(*(_box(place) for place in self.places)), ""), **self.shown(part)}


def _rows(initial: Mapping[str, object] | None, data: Data) -> int:
    """So many that nothing stored and nothing sent is left out."""
    stored, sent = ([_place_of(name) for name in names] for names in (initial or {}, data or {}))
    return min(MOST, max(FEWEST, max(stored, default=0) + SPARE, max(sent, default=0)))


def _place_of(name: str) -> int:
    part = name.split("_")
    return int(part[1]) if part[0] == "option" and len(part) == 3 and part[1].isdigit() else 0


def _box(place: int) -> str:
    return f"option_{place}"


def _option(place: int) -> Three:
    label = pgettext("questionnaire", "Option %(place)s") % {"place": place}
    return Three(NameField, label, options={"max_length": QuestionOption._meta.get_field("text").max_length})


PART_FORMS: dict[type[Any], type[PartForm]] = {
    CallPlace: DestinationForm,
    Requirement: RequirementForm,
    RequiredDocument: DocumentForm,
    Question: QuestionForm,
    Criterion: CriterionForm,
    ChecklistLine: ChecklistForm,
}
