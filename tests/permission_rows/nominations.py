"""Nominations: each institution reads and moves its own cases, the student reads the own one."""

from kanazawa_exchange.lib import clock
from mobility.models import Nomination
from tests.permission_rows import OFFICE, Row, only

KEEPERS = (*OFFICE, "program_coordinator")
LIST = "mobility:nomination_list"
DETAIL = "mobility:nomination_detail"
EDIT = "mobility:nomination_edit"
MOVE = "mobility:nomination_move"
STAY = "mobility:nomination_stay"
MAY_NOT = {"student": 403, "partner": 403}


def build(world):
    world.nomination = _sent(world.person, world.run, world.partner, world.agreement)
    world.other_nomination = _sent(world.other_person, world.other_run, world.other_partner, world.other_agreement)


def _sent(person, run, partner, agreement):
    """Ours, which the partner has not answered yet."""
    return Nomination.objects.create(
        person=person,
        run=run,
        sending=agreement.institutions.exclude(pk=partner.pk).get(),
        receiving=partner,
        agreement=agreement,
        level="bachelor",
        sender_status="sent",
        revision=1,
        sent_at=clock.now(),
    )


def own(w, **more):
    return {"uid": w.nomination.uid} | more


def foreign(w, **more):
    return {"uid": w.other_nomination.uid} | more


ROWS = [
    Row(LIST, "GET", only(KEEPERS, "partner"), marker=lambda w: w.student_name),
    Row(LIST, "GET", only(KEEPERS, "partner"), relation="foreign", marker=lambda w: w.other_name, sees=OFFICE),
    *(Row(f"{LIST}_{kind}", "GET", only(KEEPERS, "partner")) for kind in ("xlsx", "csv")),
    Row("mobility:nomination_create", "GET POST", only("partner")),
    Row(
        "mobility:nomination_prepare",
        "GET POST",
        only(KEEPERS),
        relation="own",
        kwargs=lambda w: {"person": w.person.uid},
    ),
    Row(
        "mobility:nomination_prepare",
        "GET POST",
        only(OFFICE) | {"program_coordinator": 404},
        relation="foreign",
        kwargs=lambda w: {"person": w.other_person.uid},
    ),
    Row(
        DETAIL,
        "GET",
        only(KEEPERS, "student", "partner"),
        relation="own",
        otherwise=404,
        kwargs=own,
        marker=lambda w: w.student_name,
    ),
    Row(DETAIL, "GET", only(OFFICE), relation="foreign", otherwise=404, kwargs=foreign, marker=lambda w: w.other_name),
    Row(EDIT, "GET POST", only(KEEPERS) | MAY_NOT, relation="own", otherwise=404, kwargs=own),
    Row(EDIT, "GET POST", only(OFFICE), relation="foreign", otherwise=404, kwargs=foreign),
    Row(
        MOVE,
        "GET POST",
        only(KEEPERS) | MAY_NOT,
        relation="own",
        otherwise=404,
        kwargs=lambda w: own(w, move="cancel"),
    ),
    Row(
        MOVE,
        "GET POST",
        only("partner") | dict.fromkeys((*KEEPERS, "student"), 403),
        relation="own",
        otherwise=404,
        kwargs=lambda w: own(w, move="reject"),
    ),
    Row(
        MOVE,
        "GET POST",
        only(OFFICE),
        relation="foreign",
        otherwise=404,
        kwargs=lambda w: foreign(w, move="cancel"),
    ),
    Row(STAY, "POST", only(KEEPERS, status=302) | MAY_NOT, relation="own", otherwise=404, kwargs=own),
    Row(STAY, "POST", only(OFFICE, status=302), relation="foreign", otherwise=404, kwargs=foreign),
]
