"""The renderer with which Django prints forms on our pages."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SELECT = "django/forms/widgets/select.html"


class PortalRenderer(TemplatesSetting):
    """Every form and every field group through the templates in components/."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name == SELECT:
            return select(context["widget"])
        return super().render(template_name, context, request)


def select(widget: Mapping[str, Any]) -> SafeString:
    """A list of choices as Django prints it, without two templates for each: a page of countries has a thousand of them."""
    groups = ((name, choices(options)) for name, options, _index in widget["optgroups"])
    grouped = format_html_join(
        "\n", "{}", ((format_html('<optgroup label="{}">\n{}\n</optgroup>', n, c) if n else c,) for n, c in groups)
    )
    return format_html('<select name="{}"{}>\n{}\n</select>', widget["name"], flatatt(widget["attrs"]), grouped)


def choices(options: list[dict[str, Any]]) -> SafeString:
    values = ((str(option["value"]), flatatt(option["attrs"]), option["label"]) for option in options)
    return format_html_join("\n", '<option value="{}"{}>{}</option>', values)
