"""The forms of reviews: points and comments of one review; who shall review what; how the ranking is looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.fields import TextField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions

from ..models.reviews import LONGEST_COMMENT
from ..queries.assignments import Board, CaseLine, ReviewerLine
from ..queries.review_sheet import Asked
from ..ranking import Incomplete
from ..services.reviews import BOX, COMMENTS, Boxes

BUTTONS = 10
"""Up to so many points each has a button of its own; beyond, the number is typed."""

MOST_REVIEWERS = 5
"""So many reviewers a share by load gives one application at most."""


class PointButtons(forms.RadioSelect):
    """Nothing is chosen before somebody chooses."""

    def format_value(self, value: Any) -> list[str]:
        return [] if value in (None, "") else super().format_value(value)


class ReviewForm(forms.Form):
    """Points by criterion, and what is said to the committee and to the applicant; all of it may be left for later."""

    version = WholeNumberField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    committee_comment = TextField(
        label=_("Comment for the committee"),
        help_text=_("Read by the office, the committee and the other reviewers, never by the applicant."),
        max_length=LONGEST_COMMENT,
        required=False,
    )
    applicant_comment = TextField(
        label=_("Comment for the applicant"),
        help_text=_("May be passed on to the applicant with the decision, without your name."),
        max_length=LONGEST_COMMENT,
        required=False,
    )
    parts = ("scores",)
    """What belongs to the record beside its own fields, for the comparison of two texts."""

    def __init__(
        self, data: Data = None, files: Files = None, *, criteria: Sequence[Asked], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        self.criteria = {f"{BOX}{one.pk}": one for one in criteria}
        boxes = {name: _points(one) for name, one in self.criteria.items()}
        self.fields = {"version": self.fields["version"], **boxes, **{name: self.fields[name] for name in COMMENTS}}

    @staticmethod
    def stored_values(review: Any) -> dict[str, Any]:
        points = {f"{BOX}{score.criterion_id}": score.points for score in review.scores.all()}
        return {"version": review.version, **{name: getattr(review, name) for name in COMMENTS}, **points}

    def rows(self) -> list["PointRow"]:
        return [PointRow(one, self[name]) for name, one in self.criteria.items()]

    def comments(self) -> list[forms.BoundField]:
        return [self[name] for name in COMMENTS]

    def points(self, names: set[str] | None = None) -> dict[int, int | None]:
        """By the key of the criterion; only what is named, or all."""
        return {
            one.pk: self.cleaned_data[name]
            for name, one in self.criteria.items()
            if name in self.cleaned_data and (names is None or name in names)
        }

    def said(self, names: set[str] | None = None) -> dict[str, str]:
        return {
            name: self.cleaned_data[name]
            for name in COMMENTS
            if name in self.cleaned_data and (names is None or name in names)
        }

    def boxes(self, names: set[str]) -> Boxes:
        """What can be read of these boxes."""
        return Boxes(self.points(names), self.said(names))


@dataclass(frozen=True)
class PointRow:
    """One criterion with its box."""

    criterion: Asked
    field: forms.BoundField

    @property
    def has_buttons(self) -> bool:
        return self.criterion.scale <= BUTTONS


def _points(one: Asked) -> forms.Field:
    if one.scale > BUTTONS:
        return WholeNumberField(label=str(one.name), required=False, min_value=0, max_value=one.scale)
    choices = [(number, formats.number(number)) for number in range(one.scale + 1)]
    return forms.TypedChoiceField(
        label=str(one.name), required=False, coerce=int, empty_value=None, choices=choices, widget=PointButtons
    )


# --- Assigned --------------------------------------------------------------------------------------------------------


class AssignForm(forms.Form):
    """Which applications, which reviewers, and how they are shared out."""

    BY_LOAD, BY_HAND = "load", "hand"
    cases = forms.MultipleChoiceField(
        label=_("Applications"), error_messages={"required": _("Choose at least one application.")}
    )
    reviewers = forms.MultipleChoiceField(
        label=_("Reviewers"), error_messages={"required": _("Choose at least one reviewer.")}
    )
    way = forms.ChoiceField(
        label=pgettext_lazy("review", "How to assign"),
        choices=[
            (BY_LOAD, _("By load: whoever has the fewest open cases comes first")),
            (BY_HAND, _("By hand: every reviewer chosen gets every application chosen")),
        ],
        initial=BY_LOAD,
        widget=forms.RadioSelect,
    )
    each = forms.TypedChoiceField(
        label=_("Reviewers of each application, by load"),
        coerce=int,
        choices=[(number, str(number)) for number in range(1, MOST_REVIEWERS + 1)],
        initial=2,
    )

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        board: Board,
        is_ticked: bool = False,
        **options: Unpack[FormOptions],
    ) -> None:
        """`is_ticked`: somebody has chosen the applications of the board in a list."""
        super().__init__(data, files, **options)
        self.board, self.is_ticked = board, is_ticked
        self.fields["cases"].choices = [(str(one.uid), one.name.text) for one in board.cases]  # type: ignore[attr-defined]
        self.fields["reviewers"].choices = [(str(one.uid), one.name.text) for one in board.reviewers]  # type: ignore[attr-defined]

    def chosen_cases(self) -> list[CaseLine]:
        return [one for one in self.board.cases if str(one.uid) in self.cleaned_data["cases"]]

    def chosen_reviewers(self) -> list[ReviewerLine]:
        return [one for one in self.board.reviewers if str(one.uid) in self.cleaned_data["reviewers"]]

    def is_by_load(self) -> bool:
        return bool(self.cleaned_data["way"] == self.BY_LOAD)

    def cases_shown(self) -> list["Box"]:
        """Chosen are those that were sent; on a page that is opened, those that were ticked, else those that nobody reviews yet."""
        sent = self._sent("cases")
        return [
            Box(one, str(one.uid) in sent if self.is_bound else self.is_ticked or not one.has)
            for one in self.board.cases
        ]

    def people_shown(self) -> list["Box"]:
        sent = self._sent("reviewers")
        return [Box(one, not self.is_bound or str(one.uid) in sent) for one in self.board.reviewers]

    def _sent(self, name: str) -> list[str]:
        return self.data.getlist(name) if isinstance(self.data, QueryDict) else list(self.data.get(name, ()))


@dataclass(frozen=True)
class Box:
    """A line with the box before it."""

    line: CaseLine | ReviewerLine
    is_chosen: bool


def pairs_in(data: QueryDict, cases: Mapping[UUID, Any], people: Mapping[UUID, Any]) -> list[tuple[Any, Any]]:
    """The pairs that a preview sent: `<uid of the application>:<uid of an account>,<uid of another>`; what means nothing is left out."""
    found = []
    for text in data.getlist("pair"):
        application, _colon, reviewers = text.partition(":")
        for reviewer in reviewers.split(","):
            try:
                pair = cases.get(UUID(application)), people.get(UUID(reviewer))
            except ValueError:
                continue
            if pair[0] is not None and pair[1] is not None:
                found.append(pair)
    return found


# --- Looked at -------------------------------------------------------------------------------------------------------


class RankingFilter(forms.Form):
    """Every box is one word of the address."""

    incomplete = forms.ChoiceField(
        label=_("Applications with missing reviews"),
        required=False,
        choices=[("", _("by the points that are there")), (Incomplete.LAST.value, _("behind all others"))],
    )
    show = forms.ChoiceField(
        label=pgettext_lazy("ranking", "Show only"),
        required=False,
        choices=[("", _("All")), ("missing", _("Missing points")), ("shared", _("Shared ranks"))],
    )

    def __init__(self, data: Data = None, files: Files = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        self.auto_id = "f-%s"

    def placed(self) -> Incomplete:
        return Incomplete.LAST if self._said("incomplete") == Incomplete.LAST else Incomplete.AMONG

    def lets_through(self, line: Any) -> bool:
        wanted = self._said("show")
        if wanted == "missing":
            return not line.is_complete
        return bool(line.is_shared) if wanted == "shared" else True

    def _said(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))
