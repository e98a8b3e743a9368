"""The hint of a box is text: what somebody typed never becomes markup, what the portal wrote as markup stays so."""

from typing import Any

import pytest
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.template.loader import render_to_string
from django.utils.html import format_html

KINDS = (forms.CharField, forms.BooleanField, lambda **own: forms.ChoiceField(widget=forms.RadioSelect, **own))


def shown(kind: Any, hint: Any) -> str:
    form = type("OneBox", (forms.Form,), {"box": kind(help_text=hint, required=False)})()
    return render_to_string("components/field.html", {"field": form["box"]})


@pytest.mark.parametrize("kind", KINDS)
def test_a_hint_is_escaped(kind):
    words = shown(kind, "Up to <b>5</b> & more")
    assert "Up to &lt;b&gt;5&lt;/b&gt; &amp; more" in words


@pytest.mark.parametrize("kind", KINDS)
def test_control_markup_of_the_portal_stays_markup(kind):
    assert "<b>5</b>" in shown(kind, format_html("<b>{}</b>", 5))


def test_the_rules_of_passwords_stay_a_list():
    assert "<li>" in shown(forms.CharField, password_validators_help_text_html())
