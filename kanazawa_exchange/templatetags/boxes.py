"""What a template asks of one box of a form."""

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def need(field: BoundField) -> str:
    """What is said of a box that must be filled in: required, one of several, or nothing.

    A form names in `needed` the boxes that a rule asks for and not the box itself, in `one_of` those of which one is enough.
    """
    if field.field.required or field.name in getattr(field.form, "needed", ()):
        return _("required")
    return _("one of these is required") if field.name in getattr(field.form, "one_of", ()) else ""


@register.filter
def control_id(field: BoundField) -> str:
    """The id of the first control of a field, where a link of the error summary leads."""
    return field.id_for_label or (field.subwidgets[0].id_for_label if field.subwidgets else "") or field.auto_id
