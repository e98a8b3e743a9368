"""Nobody acts on both sides of a nomination, or in the own one; whoever is nominated sees it once it was sent."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from kanazawa_exchange.accounts.models import User
from mobility.models import Nomination
from programs.models import Coordinator
from tests.factories import LONG_AGO, RoleGrantFactory

from .nominated import agreed, inbound, make, outbound

WORDS = "You would be on both sides of this nomination"


@pytest.fixture(params=["programme", "office"])
def both(request, world, petrova) -> User:
    """Who represents Kazan and coordinates the programme, or is of the office."""
    if request.param == "office":
        RoleGrantFactory(person=petrova.person, role="coordinator")
    else:
        Coordinator.objects.create(person=petrova.person, program=world.cultural, starts_on=LONG_AGO)
    return User.objects.get(pk=petrova.pk)


def page(one: Nomination, name: str = "nomination_detail", *parts: Any) -> str:
    return reverse(f"mobility:{name}", args=[one.uid, *parts]).replace("/ja/", "/en/", 1)


def test_who_speaks_for_both_institutions_moves_neither_side(world, sato, both, sign_in):
    agreed(world)
    ours, theirs = outbound(world, sato), inbound(world, None)
    for one in (ours, theirs):
        with pytest.raises(PermissionDenied):
            make(one, "send", both)
        sent = make(one, "send", None)
        for name in ("acknowledge", "reject", "cancel"):
            with pytest.raises(PermissionDenied):
                make(sent, name, both)
        shown = sign_in(both).get(page(one))
        assert WORDS in shown.content.decode()
        assert shown.context["case"].buttons == ()
    with pytest.raises(PermissionDenied):
        outbound(world, both)


def test_each_side_by_itself_still_acts(world, sato, kimura, petrova, sign_in):
    agreed(world)
    sent = make(outbound(world, kimura), "send", kimura)
    assert WORDS not in sign_in(petrova).get(page(sent)).content.decode()
    assert make(sent, "acknowledge", petrova).receiver_status == "acknowledged"
    assert WORDS not in sign_in(sato).get(page(sent)).content.decode()


def test_whoever_is_nominated_acts_on_no_side_and_reads_no_draft(world, sato, kimura, aiko, sign_in):
    agreed(world)
    with pytest.raises(PermissionDenied):
        outbound(world, kimura, person=kimura.person)
    own, one = outbound(world, sato, person=kimura.person), outbound(world, sato, person=aiko.person)
    with pytest.raises(PermissionDenied):
        make(own, "send", kimura)
    assert WORDS in sign_in(kimura).get(page(own)).content.decode()
    assert not Nomination.objects.visible_to(aiko).exists()
    assert sign_in(aiko).get(page(one)).status_code == 404
    make(one, "send", kimura)
    assert list(Nomination.objects.visible_to(aiko)) == [one]
    shown = sign_in(aiko).get(page(one))
    assert (shown.status_code, WORDS in shown.content.decode()) == (200, False)
