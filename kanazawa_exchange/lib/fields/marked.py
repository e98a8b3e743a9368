"""The box for a text with marks, with its writing aid."""

from typing import Any, Unpack

from django import forms
from django.utils.translation import pgettext

from .. import rich_text
from ..form_options import FieldOptions
from .texts import TextField


class RichTextBox(forms.Textarea):
    """A box with buttons for the marks, a preview and a count; without JavaScript a box with a sentence about them."""

    template_name = "components/rich_text_box.html"

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["most"] = widget["attrs"].pop("data-most", rich_text.MOST_CHARACTERS)
        widget["marks"] = marks()
        described = (widget["attrs"].get("aria-describedby"), f"{widget['attrs'].get('id', '')}_marks")
        widget["attrs"]["aria-describedby"] = " ".join(filter(None, described))
        return context


def marks() -> tuple[tuple[str, str, str], ...]:
    """Each mark with the word on its button and its keys."""
    return (
        ("strong", pgettext("mark", "Bold"), "Control+B"),
        ("em", pgettext("mark", "Italic"), "Control+I"),
        ("heading", pgettext("mark", "Heading"), ""),
        ("list", pgettext("mark", "List"), ""),
        ("quote", pgettext("mark", "Quote"), ""),
        ("link", pgettext("mark", "Link"), ""),
    )


class RichTextField(TextField):
    """A text with marks, tidied; its length is that of what was typed, marks and all. `max_length` up to 60,000."""

    def __init__(self, *, max_length: int = 10_000, **options: Unpack[FieldOptions]) -> None:
        options.setdefault("widget", RichTextBox(attrs={"rows": 10}))
        super().__init__(max_length=min(max_length, rich_text.MOST_CHARACTERS), **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        return {**super().widget_attrs(widget), "data-most": self.max_length}

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        return rich_text.tidied(text) if text else text
