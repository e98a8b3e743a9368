"""Nobody acts on both sides of a nomination, or in the own one; whoever is nominated sees it once it was sent."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib import clock
from mobility.models import Nomination
from mobility.queries.nominations.lists import Filters, asked_for
from mobility.services.import_nominations import NOMINATIONS
from mobility.services.nominations.preparing import CannotNominate
from mobility.services.selection import offers
from programs.models import Coordinator
from tests.factories import LONG_AGO, RoleGrantFactory, RunFactory
from tests.import_kinds import Office, problems, rows_of

from .applications.paths import begun
from .nominated import agreed, inbound, make, of_application, outbound
from .selection.paths import NOW, call_with, in_review, offered

HEADS = ("ФИО латиницей", "Дата рождения", "Уровень", "Дата приезда", "Дата отъезда")
IVAN_OF_NO_RUN = ("Ivanov Ivan", "17.05.2005", "бакалавриат", "1.09.2030", "31.01.2031")
RIVAL = "You have applied to the same call yourself"
WORDS = "You would be on both sides of this nomination"


@pytest.fixture(params=["programme", "office"])
def both(request, world, petrova) -> User:
    """Who represents Kazan and coordinates the programme, or is of the office."""
    if request.param == "office":
        RoleGrantFactory(person=petrova.person, role="coordinator")
    else:
        Coordinator.objects.create(person=petrova.person, program=world.cultural, starts_on=LONG_AGO)
    return User.objects.get(pk=petrova.pk)


@pytest.fixture
def spring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Of 2018, in English: the runs of that year are to come."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with override("en"):
        yield


def page(one: Nomination, name: str = "nomination_detail", *parts: Any) -> str:
    return reverse(f"mobility:{name}", args=[one.uid, *parts]).replace("/ja/", "/en/", 1)


def test_who_speaks_for_both_institutions_moves_neither_side(world, sato, both, sign_in, spring):
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
    with pytest.raises(CannotNominate, match=WORDS):
        outbound(world, both)


def test_each_side_by_itself_still_acts(world, sato, kimura, petrova, sign_in):
    agreed(world)
    sent = make(outbound(world, kimura), "send", kimura)
    assert WORDS not in sign_in(petrova).get(page(sent)).content.decode()
    assert make(sent, "acknowledge", petrova).receiver_status == "acknowledged"
    assert WORDS not in sign_in(sato).get(page(sent)).content.decode()


def test_whoever_is_nominated_acts_on_no_side_and_reads_no_draft(world, sato, kimura, aiko, sign_in, spring):
    agreed(world)
    with pytest.raises(CannotNominate, match=WORDS):
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


def test_it_is_never_the_turn_of_who_would_be_on_both_sides(world, sato, both, petrova, sign_in):
    agreed(world)
    ours, theirs = outbound(world, sato), inbound(world, None)
    make(theirs, "send", None)
    for one in (ours, theirs):
        assert not asked_for(both, Filters(turn="on")).filter(pk=one.pk).exists()
        shown = sign_in(both).get(page(one)).context["row"]
        assert (shown.is_mine, shown.turn) == (False, "Kanazawa")
        assert asked_for(sato, Filters(turn="on")).filter(pk=one.pk).exists()
        assert sign_in(sato).get(page(one)).context["row"].turn == "You"


def test_it_is_not_the_turn_of_whoever_is_nominated(world, sato, kimura, sign_in):
    agreed(world)
    browser = sign_in(kimura)
    for person, turn in ((kimura.person, "Kanazawa"), (None, "You")):
        one = outbound(world, sato, person=person)
        assert browser.get(page(one)).context["row"].turn == turn


@pytest.mark.parametrize(("name", "before"), [("kimura", ()), ("petrova", ("send",))])
@pytest.mark.parametrize("is_sent", [True, False])
def test_whoever_competes_with_the_applicant_acts_on_neither_side(
    world, request, sign_in, monkeypatch, name, before, is_sent
):
    """Our coordinator, and somebody at the partner; an application that is only begun competes with nobody."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    call, user = call_with(world), request.getfixturevalue(name)
    application = offered(world, call=call)
    held = offers.confirm(application, by=application.person.user, now=NOW)
    one = of_application(world, held, *before)
    (in_review if is_sent else begun)(world, call=call, user=user)
    assert (RIVAL in sign_in(user).get(page(one)).content.decode()) is is_sent
    assert asked_for(user, Filters(turn="on")).exists() is not is_sent
    move = "acknowledge" if before else "send"
    if is_sent:
        with pytest.raises(PermissionDenied):
            make(one, move, user)
    else:
        make(one, move, user)


# --- Said before anything is typed -----------------------------------------------------------------------------------


def test_runs_that_one_keeps_for_the_other_side_are_not_offered_and_refused_in_a_table(world, both, sign_in, spring):
    """Whoever coordinates one programme nominates to the others; of the office, to none."""
    agreed(world)
    elsewhere = RunFactory(program=world.basic, direction="inbound")
    left = set() if is_office(both) else {elsewhere.pk}
    for user, runs in ((both, left), (world.representative("ivanova", world.kazan), {world.inbound.pk, elsewhere.pk})):
        form = sign_in(user).get(reverse("mobility:nomination_create")).context["form"]
        assert set(form.fields["run"].queryset.values_list("pk", flat=True)) == runs
        assert len(NOMINATIONS.screen.offered(user)["run"]) == len(runs)
        table = Office(NOMINATIONS, user, HEADS)
        for run in (world.inbound, elsewhere):
            batch = table.checked(IVAN_OF_NO_RUN, given={"run": str(run.uid)})
            assert problems(batch) == ({} if run.pk in runs else {2: [("run", "rule")]})
            assert ("You keep this programme" in str(rows_of(batch)[0].problems)) is (run.pk not in runs)
