"""One page of the form of an application: its boxes, each with the stamp of the text that was shown in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib.fields import DecimalField
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.typed_boxes import Change, Saved, stamp_of
from partners.models import Institution
from programs.models import Level, QuestionKind
from programs.queries.call_requirements import conditions
from programs.queries.eligibility import Condition

from .. import answers
from ..queries.applications.boxes import CHOICES, FACTS, Boxes
from ..queries.applications.contents import ABOUT, DESTINATIONS
from ..queries.applications.words import answer_words
from .application_facts import Group, certificates_for, said_at, unit_groups, units_of

BOX, SEEN = "box-", "seen-"
"""Before the key of a box, and before the stamp of the text that its page has shown."""
LONGEST_KEY = 60

CHOOSE = ("", gettext_lazy("Please choose"))


@dataclass(frozen=True)
class Row:
    """One box on the page: its field or fields, what the office wrote at it, and what another device has saved in it."""

    key: str
    label: str | Localized
    help_text: str | Localized
    fields: tuple[forms.BoundField, ...]
    stamp: str
    errors: tuple[str, ...] = ()
    remark: str = ""
    newer: str = ""
    theirs: str = ""
    """The same as it is stored, on a page that offers to take it."""
    is_required: bool = False
    bounds: tuple[str, ...] = ()
    """The limit of a text, and the conditions that a fact answers to."""


class TopicForm(forms.Form):
    """The boxes of one topic. What is typed goes to the service as text, box by box; nothing is refused here."""

    def __init__(self, boxes: Boxes, topic: str, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="id_%s")
        self.boxes, self.topic = boxes, topic
        self.saved = Saved()
        self.offered: Institution | None = None
        """The institution whose units the page had offered that was sent."""
        for key in self.keys:
            for name, field in self._fields_of(key):
                self.fields[name] = field
        self.initial = dict(self._initial())

    @property
    def keys(self) -> Sequence[str]:
        return keys_of(self.boxes, self.topic)

    @cached_property
    def conditions(self) -> Sequence[Condition]:
        """What the call asks of its applicants: it is said where it is stated."""
        return conditions(self.boxes.call) if self.topic == ABOUT else ()

    @cached_property
    def unit_groups(self) -> Sequence[Group]:
        """The units among which an institution decides: a browser shows those of another one as soon as it is chosen."""
        return unit_groups() if self.topic == ABOUT else ()

    # --- what was typed ---

    def changes(self) -> list[Change]:
        return changes_in(self.data, self.keys)

    def is_stuck(self) -> bool:
        """Whether the page is shown once more: something could not be kept, or another device has saved something else."""
        if self.saved.newer or self.saved.errors or self.has_other_units:
            return True
        questions = self.boxes.questions
        return any(answers.read(questions[key], self.boxes.texts[key]).fault for key in self.keys if key in questions)

    @property
    def has_other_units(self) -> bool:
        """Whether another institution was stated than the one whose units were offered, and none of its own is chosen yet."""
        stated = self.boxes.application
        if self.offered is None or stated.institution is None or stated.unit is not None:
            return False
        return stated.institution != self.offered and bool(units_of(stated.institution, self.unit_groups))

    # --- what is shown ---

    def rows(self) -> Iterator[Row]:
        texts, remarks = self.boxes.texts, self.boxes.application.remarks
        for key in self.keys:
            question = self.boxes.questions.get(key)
            newer = self.saved.newer.get(key)
            text = texts.get(key, "")
            errors = [self.saved.errors[key]] if key in self.saved.errors else []
            if question is not None and not errors and (fault := answers.read(question, text).fault):
                errors.append(fault)
            if key == "unit" and self.has_other_units:
                errors.append(_("Choose among the units of this institution, or leave it empty."))
            yield Row(
                key=key,
                label=localized(question, "text") if question else self.boxes.label(key),
                help_text=localized(question, "help") if question else self._help_of(key),
                fields=tuple(self[name] for name, _field in self._fields_of(key)),
                stamp=stamp_of(text),
                errors=tuple(errors),
                remark=str(remarks.get(key, "")),
                newer="" if newer is None else (self._in_words(key, newer) or _("(empty)")),
                is_required=question.is_required if question else key in REQUIRED,
                bounds=tuple(said_at(self.boxes, self.conditions, key)),
            )

    def _help_of(self, key: str) -> str:
        return "" if key == CHOICES and self.boxes.most_wishes == 1 else str(HELPS.get(key, ""))

    def _in_words(self, key: str, text: str) -> str:
        if key in self.boxes.questions:
            return answer_words(self.boxes.questions[key], text)
        if key == CHOICES:
            wishes = [self.boxes.places[uid] for uid in text.split(",") if uid in self.boxes.places]
            return " → ".join(str(localized(place.institution, "name")) for place in wishes)
        choices = getattr(self.fields[BOX + key], "choices", None)
        return str(_flat(choices).get(text, text)) if choices is not None else text

    # --- the boxes ---

    def _fields_of(self, key: str) -> list[tuple[str, forms.Field]]:
        label = str(self.boxes.label(key))
        if key == CHOICES:
            places = [(uid, str(localized(place.institution, "name"))) for uid, place in self.boxes.places.items()]
            ranks = range(1, self.boxes.most_wishes + 1)
            return [(f"{BOX}{key}-{rank}", _select(_wish_label(rank), places)) for rank in ranks]
        if question := self.boxes.questions.get(key):
            if question.kind == QuestionKind.FILE:
                return []
            if question.kind == QuestionKind.CHOICE:
                options = [(str(one.uid), str(localized(one, "text"))) for one in question.options.all()]
                return [(BOX + key, _radios(label, options) if len(options) <= FEW else _select(label, options))]
            return [(BOX + key, answers.field_of(question, label))]
        return [(BOX + key, self._fact_field(key, label))]

    def _fact_field(self, name: str, label: str) -> forms.Field:
        if name == "unit":
            options = [CHOOSE, *units_of(self.boxes.application.institution, self.unit_groups)]
            return forms.ChoiceField(label=label, choices=options, required=False)
        if name == "certificate":
            return _select(label, certificates_for(self.boxes, self.conditions))
        return _fact_field(name, label)

    def _initial(self) -> Iterator[tuple[str, object]]:
        for key in self.keys:
            text = self.boxes.texts.get(key, "")
            if key == CHOICES:
                for rank, uid in enumerate(self.boxes.chosen, start=1):
                    yield f"{BOX}{key}-{rank}", uid
            elif key in self.boxes.questions:
                yield BOX + key, answers.shown(self.boxes.questions[key], text)
            else:
                yield BOX + key, text


FEW = 6
"""So many options are shown at once; more of them are opened."""
REQUIRED = ("level", "institution", CHOICES)
HELPS = {
    "unit": gettext_lazy("Faculty or graduate school, if it is in the list."),
    "grade_index": gettext_lazy(
        "From 0 to 3.00: (credits at A or above × 3 + B × 2 + C × 1) ÷ all registered credits. Leave it empty if your"
        " institution does not use it."
    ),
    "certificate": gettext_lazy("The certificate of your best language for this programme, if you have one."),
    "certificate_score": gettext_lazy("Only for IELTS, TOEFL and TOEIC: 6.5, 80 or 600."),
    CHOICES: gettext_lazy("The first is where you wish to go most."),
}


def keys_of(boxes: Boxes, topic: str) -> Sequence[str]:
    if topic == ABOUT:
        return FACTS
    if topic == DESTINATIONS:
        return (CHOICES,)
    return tuple(key for key, question in boxes.questions.items() if question.kind != QuestionKind.FILE)


def changes_in(data: Mapping[str, Any], keys: Sequence[str]) -> list[Change]:
    """The boxes among `keys` that were sent, each as one text."""
    found = []
    for key in keys:
        seen = str(data.get(SEEN + key, ""))[:LONGEST_KEY]
        if key == CHOICES:
            names = [name for name in data if name.startswith(f"{BOX}{CHOICES}-")]
            if names:
                wishes = [str(data[name]) for name in sorted(names, key=_rank)]
                found.append(Change(key, ",".join(wish for wish in wishes if wish), seen))
        elif BOX + key in data:
            found.append(Change(key, str(data[BOX + key]), seen))
    return found


def _rank(name: str) -> int:
    ending = name.rpartition("-")[2]
    return int(ending) if ending.isascii() and ending.isdigit() and len(ending) < 4 else 0


def _wish_label(rank: int) -> str:
    return _("Wish %(rank)d") % {"rank": rank}


def _select(label: str, options: Sequence[tuple[str, str]]) -> forms.Field:
    return forms.ChoiceField(label=label, choices=[CHOOSE, *options], required=False)


def _radios(label: str, options: Sequence[tuple[str, str]]) -> forms.Field:
    return forms.ChoiceField(label=label, choices=options, required=False, widget=forms.RadioSelect)


def _fact_field(name: str, label: str) -> forms.Field:
    if name == "level":
        return _select(label, [(code, str(words)) for code, words in Level.choices])
    if name == "institution":
        rows = Institution.objects.order_by("-is_home", "-is_hub", "slug")
        return _select(label, [(str(row.uid), str(localized(row, "name"))) for row in rows])
    if name == "grade_index":
        return DecimalField(label=label, decimals=2, max_value=3, required=False)
    return DecimalField(label=label, decimals=1, max_value=999, required=False)


def _flat(choices: object) -> dict[str, object]:
    found: dict[str, object] = {}
    for value, label in choices:  # type: ignore[attr-defined]
        if isinstance(label, list):
            found |= {str(each): words for each, words in label}
        else:
            found[str(value)] = label
    return found
