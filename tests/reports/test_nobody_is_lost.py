"""Whatever is linked, moved and corrected through the services, whoever was there counts at least once."""

from contextlib import suppress
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Step
from mobility.models import COUNTABLE, Mobility, StageLink
from mobility.queries.directions import sides_of_projects, with_homes
from mobility.queries.eligible import exchange_terms
from mobility.services import moves, stages
from tests.factories import PersonFactory, World
from tests.mobility.paths import registered

DAYS = st.dates(date(2018, 1, 1), date(2018, 12, 31))
WHY = {"reason_code": "other", "reason": "Because it is so"}


class Stays(RuleBasedStateMachine):
    """Two people whose stays are registered, linked, moved and corrected in any order."""

    world: World
    office: User

    def __init__(self) -> None:
        super().__init__()
        self.act = transaction.atomic()
        self.act.__enter__()
        self.people = [PersonFactory(), PersonFactory()]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.act.__exit__(None, None, None)

    def stay(self, place: int) -> Mobility:
        stays = list(Mobility.objects.order_by("pk"))
        return stays[place % len(stays)]

    def attempt(self, name: str, stay: Mobility, step: Step) -> None:
        with suppress(Refused, PermissionDenied):
            moves.move(stay, name, step, by=self.office, now=clock.now())

    @rule(person=st.integers(0, 1), day=DAYS, days=st.sampled_from([None, 0, 40, 400]))
    def register(self, person: int, day: date, days: int | None) -> None:
        end = None if days is None else day + timedelta(days=days)
        fields = {"mode": "online", "actual_starts_on": day, "actual_ends_on": end}
        with suppress(Refused):  # the very same stay once more
            registered(self.world, self.office, person=self.people[person], **fields)

    @precondition(lambda self: Mobility.objects.exists())
    @rule(one=st.integers(0, 9), other=st.integers(0, 9))
    def link(self, one: int, other: int) -> None:
        with suppress(Refused):
            stages.link_stages(self.stay(one), self.stay(other), by=self.office)

    @precondition(lambda self: Mobility.objects.exists())
    @rule(place=st.integers(0, 9), day=DAYS, order=st.sampled_from(["", "turn", "take_back", None]))
    def correct(self, place: int, day: date, order: str | None) -> None:
        stay = self.stay(place)
        end = max(day, stay.actual_ends_on) if stay.actual_ends_on else None
        answers = {"actual_ends_on": end} | ({} if order is None else {"order": order})
        self.attempt("correct", stay, Step(day, **WHY, answers=answers))

    @precondition(lambda self: Mobility.objects.exists())
    @rule(place=st.integers(0, 9), day=DAYS, counts=st.booleans())
    def interrupt(self, place: int, day: date, counts: bool) -> None:
        self.attempt("interrupt", self.stay(place), Step(day, **WHY, answers={"counts": counts}))

    @precondition(lambda self: Mobility.objects.exists())
    @rule(place=st.integers(0, 9))
    def void(self, place: int) -> None:
        self.attempt("void", self.stay(place), Step(**WHY))

    @invariant()
    def whoever_was_there_counts_in_the_year_of_the_first_stage(self) -> None:
        terms = exchange_terms(clock.today(), sides_of_projects(with_homes()))
        counted = set(terms.participations(Mobility.objects.all()).values_list("person_id", "fiscal_year"))
        there = Mobility.objects.filter(status__in=COUNTABLE, uncounted_from=None).order_by("-actual_starts_on")
        first = {stay.person_id: (stay.person_id, stay.fiscal_year) for stay in there}
        assert set(first.values()) <= counted

    @invariant()
    def links_go_forward_and_never_round(self) -> None:
        for link in StageLink.objects.select_related("first", "second"):
            assert link.first.actual_starts_on <= link.second.actual_starts_on  # type: ignore[operator]
        for stay in Mobility.objects.filter(previous_stage=None):
            seen = {stay.pk}
            while following := StageLink.objects.filter(first=stay).first():
                stay = following.second
                assert stay.pk not in seen
                seen.add(stay.pk)
        assert StageLink.objects.exists() <= Mobility.objects.filter(previous_stage=None).exists()


def test_whatever_is_linked_moved_and_corrected_nobody_is_lost(world: World, sato: User) -> None:
    Stays.world, Stays.office = world, sato
    few = settings(max_examples=6, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Stays, settings=few)
