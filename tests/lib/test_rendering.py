"""Lists of choices are printed as Django prints them, only sooner."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from kanazawa_exchange.lib.rendering import PortalRenderer

CHOICES = [("", "-"), ("x<", 'A & "b"\''), (1000, "k"), ("A & B", [(1, "one"), ("2", "two")])]


@pytest.mark.parametrize("chosen", ["", "x<", 1000, "2", "unknown", None])
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect])
def test_a_list_of_choices_is_the_one_of_django(widget, chosen):
    value = [chosen, "1"] if widget is forms.SelectMultiple else chosen
    control = widget(attrs={"id": "id_a", "data-words": '<"&'})
    if widget is not forms.NullBooleanSelect:
        control.choices = CHOICES
    ours, theirs = (control.render("a", value, renderer=renderer()) for renderer in (PortalRenderer, TemplatesSetting))
    assert attributes(ours) == attributes(theirs)


def attributes(html: str) -> list[tuple[str, list[str]]]:
    """Tags and texts in their order; the attributes of a tag in any order."""
    parts = re.findall(r"<(\w+)([^>]*)>|([^<>]+)", html)
    return [
        (tag or text.strip(), sorted(re.findall(r'[\w-]+(?:="[^"]*")?', rest)))
        for tag, rest, text in parts
        if tag or text.strip()
    ]
