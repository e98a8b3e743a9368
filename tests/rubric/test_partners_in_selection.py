"""Whoever speaks for a partner neither reviews nor reads a selection: applicants' data would reach that institution unasked.

The same people without that office are the control.
"""

import pytest
from django.urls import reverse

from kanazawa_exchange.lib.refusals import Refused
from programs.models import Committee, Seat
from rubric.models import Review
from rubric.queries.reviewers import reviewers
from tests.factories import LONG_AGO, RoleGrantFactory

from .reviewing import applied, assign, call_of, finish


@pytest.fixture
def call(world):
    return call_of(world.outbound)


@pytest.fixture(params=[True, False], ids=["partner", "control"])
def volkov(request, world):
    """With a seat and the role of a reviewer; once for Irkutsk, once for nobody."""
    user = world.representative("volkov", world.irkutsk) if request.param else world.user("volkov")
    RoleGrantFactory(person=user.person, role="reviewer")
    committee, _new = Committee.objects.get_or_create(
        slug="steering", defaults={"project": world.project, "kind": "steering", "name_en": "Steering"}
    )
    Seat.objects.create(committee=committee, person=user.person, starts_on=LONG_AGO)
    user.is_partner = request.param
    return user


def test_a_seat_opens_no_selection_to_a_partner(world, call, volkov, suzuki, sign_in):
    (review,) = assign(applied(call, world), suzuki)
    finish(review, 4, 7, comment="CANARY")
    browser = sign_in(volkov)
    for name in ("ranking", "ranking_csv", "ranking_xlsx", "selection_meeting"):
        answer = browser.get(reverse(f"rubric:{name}", args=[call.uid]))
        assert answer.status_code == (403 if volkov.is_partner else 200), name
        b"".join(answer)
    assert browser.get(reverse("rubric:selection_list")).status_code == (403 if volkov.is_partner else 200)
    assert Review.objects.visible_to(volkov).exists() is not volkov.is_partner


def test_a_partner_is_no_reviewer(world, call, volkov, sign_in):
    assert (volkov in reviewers()) is not volkov.is_partner
    case = applied(call, world)
    if volkov.is_partner:
        with pytest.raises(Refused):
            assign(case, volkov)
    else:
        assert assign(case, volkov)
    assert sign_in(volkov).get(reverse("rubric:review_list")).status_code == (403 if volkov.is_partner else 200)


def test_who_becomes_a_partner_keeps_no_sheet(world, call, suzuki, sign_in):
    (review,) = assign(applied(call, world), suzuki)
    sheet = reverse("rubric:review_sheet", args=[review.uid])
    assert sign_in(suzuki).get(sheet).status_code == 200
    world.irkutsk.representatives.create(person=suzuki.person, starts_on=LONG_AGO)
    assert sign_in(suzuki).get(sheet).status_code in (403, 404)
