"""What a page does with rows that were ticked in a list: it goes on with them, or leads back to the list with a sentence."""

from typing import Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kanazawa_exchange.lib.ticked import PICK
from kanazawa_exchange.lib.ways_back import as_left

from .marks import begin


class Choice(Protocol):
    """`refusal`: why nothing can be done with what was sent; `left_out`: what of it is not gone on with."""

    @property
    def refusal(self) -> str: ...

    @property
    def left_out(self) -> str: ...


def is_picked(request: HttpRequest) -> bool:
    """Whether the button of an act in a list has led here."""
    return request.method == "POST" and PICK in request.POST


def led_back(request: HttpRequest, choice: Choice, page: str) -> HttpResponse | None:
    """The way back to the list as it was left, where nothing can be done; else what was left out is said, once."""
    if choice.refusal:
        messages.error(request, choice.refusal)
        return redirect(as_left(request, page))
    if is_picked(request):
        begin(request)
        if choice.left_out:
            messages.warning(request, choice.left_out)
    return None
