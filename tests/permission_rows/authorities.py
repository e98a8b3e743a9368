"""Seats, programme coordinators and representatives: the office keeps them."""

from tests.permission_rows import OFFICE, Row, form, only

NOBODY = "00000000-0000-4000-8000-000000000000"


def build(world):
    world.authorities = {
        "seat": world.seat,
        "coordinator": world.coordinator_row,
        "representative": world.representative,
    }
    world.new_authority = {
        "seat": {"committee": world.other_committee.uid, "starts_on": "2020-04-01"},
        "coordinator": {"program": world.other_program.uid, "starts_on": "2020-04-01"},
        "representative": {"institution": world.other_partner.uid, "starts_on": "2020-04-01"},
    }


def rows_of(kind):
    """The same five answers for each kind of authority."""

    def row(world):
        return {"kind": kind, "uid": world.authorities[kind].uid}

    def nobody(world):
        return {"kind": kind, "uid": NOBODY}

    def person(world):
        return {"kind": kind, "uid": world.other_person.uid}

    return [
        *form(
            "programs:authority_add",
            OFFICE,
            kwargs=person,
            marker=lambda w: w.other_name,
            data=lambda w: w.new_authority[kind],
        ),
        Row("programs:authority_add", "GET POST", only(OFFICE, status=404), relation="foreign", kwargs=nobody),
        *form(
            "programs:authority_edit",
            OFFICE,
            kwargs=row,
            marker=lambda w: 'name="version" value="1"',
            data=lambda w: {"starts_on": "2018-04-01", "version": "1"},
        ),
        Row("programs:authority_edit", "GET POST", only(OFFICE, status=404), relation="foreign", kwargs=nobody),
        Row("programs:authority_end", "POST", only(OFFICE, status=302), kwargs=row),
        Row("programs:authority_end", "POST", only(OFFICE, status=404), relation="foreign", kwargs=nobody),
    ]


ROWS = [
    Row("programs:authority_list", "GET", only(OFFICE), marker=lambda w: "MARKCOMMITTEE"),
    Row(
        "programs:authority_person",
        "GET",
        only(OFFICE),
        kwargs=lambda w: {"uid": w.people["partner"].uid},
        marker=lambda w: "MARKPARTNER",
    ),
    Row(
        "programs:authority_person",
        "GET",
        only(OFFICE, status=404),
        relation="foreign",
        kwargs=lambda w: {"uid": NOBODY},
    ),
    *rows_of("seat"),
    *rows_of("coordinator"),
    *rows_of("representative"),
    Row(
        "programs:authority_edit",
        "GET",
        only(OFFICE, status=404),
        relation="foreign",
        kwargs=lambda w: {"kind": "unknown", "uid": NOBODY},
    ),
]
