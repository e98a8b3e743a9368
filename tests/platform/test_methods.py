"""Whoever follows an address that only takes a form, after signing in again say, reads where to go on."""

from uuid import uuid4

from django.urls import reverse
from django.utils.translation import override


def test_reading_where_a_form_goes_shows_a_page_with_a_way_on(world, sato, sign_in):
    with override("ru"):
        address = reverse("programs:plan_new_version", kwargs={"uid": uuid4()})

    answer = sign_in(sato).get(address)

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert 'href="/ru/"' in answer.content.decode()
    assert "<h1" in answer.content.decode()
