"""The box for a file tells browser and reader the same as the policy by which the file is judged."""

import pytest
from django import forms
from django.utils import translation

from kanazawa_exchange.lib import uploads
from kanazawa_exchange.lib.content_types import PDF
from kanazawa_exchange.lib.fields import UploadField

from .corpus import upload


class PhotoForm(forms.Form):
    photo = UploadField(policy=uploads.PHOTOS)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "JPEG、PNG、WebP、AVIF。12 MBまで。"),
        ("en", "JPEG, PNG, WebP, AVIF; at most 12 MB."),
        ("ru", "JPEG, PNG, WebP, AVIF; не больше 12 МБ."),
    ],
)
def test_its_limits_stand_under_it_in_the_language_of_the_reader(language: str, words: str) -> None:
    with translation.override(language):
        assert str(PhotoForm().fields["photo"].help_text) == words


def test_the_browser_offers_what_is_taken() -> None:
    accept = PhotoForm()["photo"].as_widget()
    assert 'accept=".jpg,.jpeg,image/jpeg,.png,image/png,.webp,image/webp,.avif,image/avif"' in accept
    assert UploadField(policy=uploads.Policy((PDF,))).widget.attrs == {"accept": ".pdf,application/pdf"}


def test_another_line_may_stand_under_it() -> None:
    assert UploadField(policy=uploads.PHOTOS, help_text="One picture").help_text == "One picture"


def test_an_empty_file_comes_to_the_service_which_says_so() -> None:
    assert PhotoForm({}, {"photo": upload(b"")}).is_valid()
