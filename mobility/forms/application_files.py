"""The page of the documents of an application: a form for each box, so that each file arrives by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django import forms

from kanazawa_exchange.accounts.models import StoredFile
from kanazawa_exchange.lib.fields import UploadField
from kanazawa_exchange.lib.form_options import Data, Files
from kanazawa_exchange.lib.localized import Localized, localized

from ..queries.applications.boxes import Boxes


class FileForm(forms.Form):
    """One box for one file; whether the file is taken, its content decides when it is stored."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, boxes: Boxes, box: str, data: Data = None, files: Files = None) -> None:
        standing = boxes.files.get(box)
        seen = {"seen": str(standing.uid) if standing else ""}
        super().__init__(data, files, initial=seen, auto_id=f"id_{box}_%s")
        self.fields["file"] = UploadField(policy=boxes.policy(box), label=boxes.label(box))
        self.fields["file"].widget.attrs["aria-describedby"] = f"about-{box}"


@dataclass(frozen=True)
class FileRow:
    """One box on the page: what is asked for, the file that stands in it, what the office wrote at it, why another one was refused."""

    key: str
    label: Localized
    help: Localized
    is_required: bool
    limits: str
    limit: int
    field: forms.BoundField
    stored: StoredFile | None
    remark: str = ""
    error: str = ""

    @property
    def seen(self) -> str:
        return str(self.stored.uid) if self.stored else ""


def file_rows(boxes: Boxes, errors: Mapping[str, str] | None = None) -> Iterator[FileRow]:
    """The boxes in the order of the call; `errors`: box → why the file that came last was not taken."""
    for key, asked in boxes.asked_files.items():
        policy = boxes.policy(key)
        yield FileRow(
            key=key,
            label=boxes.title(key),
            help=localized(asked, "help"),
            is_required=asked.is_required,
            limits=policy.limits,
            limit=policy.limit,
            field=FileForm(boxes, key)["file"],
            stored=boxes.files.get(key),
            remark=str(boxes.application.remarks.get(key, "")),
            error=(errors or {}).get(key, ""),
        )
