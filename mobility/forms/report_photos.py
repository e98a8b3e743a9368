"""The page of the photos of a report: of each what it shows and who is in it, each box with the stamp of what was shown in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.typed_boxes import Change, Saved, stamp_of

from ..models import MOST_IN_ALT, ActivityReport, People, ReportPhoto
from ..queries.activity_reports.photos import ShownPhoto, boxes_of, photos_of, rows_of
from .applications import BOX, CHOOSE, Row, changes_in

THEIRS = "theirs-"
LABELS = {"alt": lambda: _("What the photo shows"), "people": lambda: _("Who is in it")}


@dataclass(frozen=True)
class PhotoRow:
    """One photo on the page, with its boxes; the first one goes no further up, the last one no further down."""

    number: int
    shown: ShownPhoto
    boxes: tuple[Row, ...]
    is_first: bool
    is_last: bool


class PhotosForm(forms.Form):
    """What is typed goes to the service as text, box by box; nothing is refused here."""

    def __init__(self, report: ActivityReport, data: QueryDict | None = None) -> None:
        self.boxes, self.photos = boxes_of(rows_of(report)), photos_of(report)
        super().__init__(_with_theirs(data, self.boxes) if data is not None else None, auto_id="id_%s")
        self.texts = {key: str(getattr(photo, name)) for key, (photo, name) in self.boxes.items()}
        self.saved = Saved()
        for key, (_photo, name) in self.boxes.items():
            self.fields[BOX + key] = _alt() if name == "alt" else _people()
            self.initial[BOX + key] = self.texts[key]

    def changes(self) -> Sequence[Change]:
        return changes_in(self.data, tuple(self.boxes))

    def is_stuck(self) -> bool:
        """Whether the page is shown once more: something could not be kept, or another device has saved something else."""
        return bool(self.saved.newer or self.saved.errors)

    def rows(self) -> Iterator[PhotoRow]:
        last = len(self.photos)
        for number, shown in enumerate(self.photos, 1):
            boxes = tuple(self._row(f"{name}-{shown.uid}") for name in LABELS)
            yield PhotoRow(number, shown, boxes, number == 1, number == last)

    def _row(self, key: str) -> Row:
        name = key.partition("-")[0]
        newer, error = self.saved.newer.get(key), self.saved.errors.get(key)
        words = dict(People.choices).get(newer or "", newer) if name == "people" else newer
        return Row(
            key=key,
            label=LABELS[name](),
            help_text=_("For whoever does not see it, and for search: one sentence.") if name == "alt" else "",
            fields=(self[BOX + key],),
            stamp=stamp_of(self.texts[key]),
            errors=(error,) if error else (),
            newer="" if newer is None else str(words) or _("(empty)"),
            theirs=newer or "",
            is_required=True,
        )


def _alt() -> forms.Field:
    return forms.CharField(
        label=LABELS["alt"](), max_length=MOST_IN_ALT, required=False, widget=forms.Textarea({"rows": 2})
    )


def _people() -> forms.Field:
    return forms.ChoiceField(label=LABELS["people"](), choices=[CHOOSE, *People.choices], required=False)


def _with_theirs(data: QueryDict, keys: dict[str, tuple[ReportPhoto, str]]) -> QueryDict:
    """What was sent; in the box whose author takes what the other device has saved, that text stands."""
    taken = data.get("take", "")
    if taken not in keys or THEIRS + taken not in data:
        return data
    changed = data.copy()
    changed[BOX + taken] = str(data[THEIRS + taken])
    return changed
