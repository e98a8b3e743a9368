"""The cast of the tests stands, and the guards below it hold."""

import pytest
from django.db import IntegrityError, transaction

from kanazawa_exchange.accounts.models import TrackedUpdateRefused, Transition
from kanazawa_exchange.accounts.services.ledger import Line, log_move
from kanazawa_exchange.lib import clock
from mobility.models import Mobility


def test_a_stay_has_its_fiscal_year_from_the_database(world):
    stay = world.sent()
    stay.refresh_from_db()
    assert (stay.fiscal_year, stay.starts_on) == (2018, stay.actual_starts_on)


def test_two_stays_of_one_person_at_one_time_are_refused(world):
    first = world.sent()
    with pytest.raises(IntegrityError, match="mobility_one_stay"), transaction.atomic():
        world.sent(person=first.person, actual_starts_on="2018-08-13", actual_ends_on="2018-08-20")


def test_a_tracked_model_refuses_bulk_writes(world):
    with pytest.raises(TrackedUpdateRefused):
        Mobility.objects.update(note="x")


def test_the_log_of_moves_cannot_be_rewritten(world):
    stay = world.sent()
    move = log_move(Line(stay, "arrive", "", "on_site", stay.actual_starts_on), by=None, now=clock.now())
    with pytest.raises(IntegrityError, match="transition_append_only"), transaction.atomic():
        Transition.objects.filter(pk=move.pk).update(target="ready")
    with pytest.raises(IntegrityError, match="transition_never_deleted"), transaction.atomic():
        move.delete()


@pytest.mark.django_db(transaction=True)
def test_tables_can_be_emptied_between_tests(world):
    log_move(Line(world.sent(), "x", "", "y", clock.today()), by=None, now=clock.now())
