"""Records of travellers: the office keeps them, others see their own part of them or nothing."""

from kanazawa_exchange.accounts.models import FormerName
from kanazawa_exchange.accounts.services import merging
from kanazawa_exchange.lib import clock
from mobility.services import imports
from mobility.services.import_stays import STAYS
from tests.factories import PersonFactory
from tests.permission_rows import OFFICE, Row, everyone, nothing, only

KEEPERS = (*OFFICE, "program_coordinator")
READERS = (*KEEPERS, "student", "partner", "committee")
MAY_NOT = {"student": 403, "partner": 403, "committee": 403}
MERGES = "the office alone merges people, and knows them all"
LIST = "mobility:mobility_list"
DETAIL = "mobility:mobility_detail"
EDIT = "mobility:mobility_edit"
MOVE = "mobility:mobility_move"
PERSON = "mobility:person_detail"


def build(world):
    world.table, world.other_table = (_table(world.users[role]) for role in ("program_coordinator", "coordinator"))
    world.former_name = FormerName.objects.create(person=world.person, script="latin", family="Before")
    world.twins = [PersonFactory(names=[("latin", "Twintwin", "Anna", "")], student_number="") for _ in range(2)]
    parted = [PersonFactory(names=[("latin", "Parted", "Ivan", "")], student_number="") for _ in range(2)]
    world.merge = merging.merge(*parted, by=None, now=clock.now())


def _table(user):
    """The draft of a table that this user types."""
    given = {"fiscal_year": "2018"}
    batch = imports.open_empty(STAYS, ["name", "note"], given, source=f"MARK{user.pk}", by=user, now=clock.now())
    return imports.type_in(batch, [imports.Cell(1, "note", "", f"MARK{user.pk}NOTE")], by=user, now=clock.now()).batch


def own(w, **more):
    return {"uid": w.mobility.uid} | more


def foreign(w, **more):
    return {"uid": w.other_mobility.uid} | more


ROWS = [
    Row(LIST, "GET", only(KEEPERS, "partner", "committee"), marker=lambda w: w.student_name),
    Row(
        LIST,
        "GET",
        only(KEEPERS, "partner", "committee"),
        relation="foreign",
        marker=lambda w: w.other_name,
        sees=OFFICE,
    ),
    Row("mobility:own_list", "GET", everyone(200), marker=lambda w: w.partner.name_en, sees=("student",)),
    Row("mobility:mobility_create", "GET", only(KEEPERS)),
    Row("mobility:mobility_create", "POST", only(KEEPERS), data=lambda w: {"person": "new"}),
    Row(
        "mobility:mobility_create",
        "POST",
        only(OFFICE) | {"program_coordinator": 404},
        relation="foreign",
        data=lambda w: {"person": str(w.other_person.uid)},
    ),
    Row("mobility:group_arrive", "GET POST", only(KEEPERS)),
    Row("mobility:group_return", "GET POST", only(KEEPERS)),
    Row(
        "mobility:group_undo",
        "POST",
        only(KEEPERS, status=302),
        data=lambda w: {"made_at": "2018-08-20T00:00:00+00:00"},
    ),
    Row("mobility:group_list", "GET POST", only(KEEPERS), relation="own", kwargs=lambda w: {"uid": w.run.uid}),
    Row(
        "mobility:group_list",
        "GET POST",
        only(OFFICE) | {"program_coordinator": 404},
        relation="foreign",
        kwargs=lambda w: {"uid": w.other_run.uid},
    ),
    Row("mobility:import_grid_new", "GET POST", only(KEEPERS, "partner")),
    *(
        Row(
            f"mobility:import_grid{end}",
            method,
            only(KEEPERS, status=status) | {"partner": 404}
            if relation == "own"
            else only(OFFICE, status=status) | dict.fromkeys(("program_coordinator", "partner"), 404),
            relation=relation,
            kwargs=lambda w, table=table: {"uid": getattr(w, table).uid},
            data=data,
            marker=marker,
        )
        for relation, table in (("own", "table"), ("foreign", "other_table"))
        for end, method, status, data, marker in (
            ("", "GET", 200, nothing, lambda w, table=table: f"{getattr(w, table).source}NOTE"),
            ("", "POST", 302, lambda w: {"c-1-name": "Ota Taro", "shown": "{}"}, None),
            ("_save", "POST", 200, lambda w: {"cells": "[]"}, None),
        )
    ),
    Row(DETAIL, "GET", only(READERS), relation="own", otherwise=404, kwargs=own, marker=lambda w: w.student_name),
    Row(DETAIL, "GET", only(OFFICE), relation="foreign", otherwise=404, kwargs=foreign, marker=lambda w: w.other_name),
    Row(EDIT, "GET POST", only(KEEPERS) | MAY_NOT, relation="own", otherwise=404, kwargs=own),
    Row(EDIT, "GET POST", only(OFFICE), relation="foreign", otherwise=404, kwargs=foreign),
    Row(
        MOVE,
        "GET",
        only(KEEPERS) | MAY_NOT,
        relation="own",
        otherwise=404,
        kwargs=lambda w: own(w, move="cancel"),
    ),
    Row(
        MOVE,
        "POST",
        only(KEEPERS, status=302) | MAY_NOT,
        relation="own",
        otherwise=404,
        kwargs=lambda w: own(w, move="void"),
        data=lambda w: {"version": w.mobility.version, "reason_code": "mistake", "reason": "Entered for a test"},
    ),
    Row(MOVE, "GET", only(OFFICE), relation="foreign", otherwise=404, kwargs=lambda w: foreign(w, move="void")),
    Row(
        MOVE,
        "POST",
        only(OFFICE, status=302),
        relation="foreign",
        otherwise=404,
        kwargs=lambda w: foreign(w, move="void"),
        data=lambda w: {"version": w.other_mobility.version, "reason_code": "mistake", "reason": "Entered for a test"},
    ),
    Row("mobility:mobility_replace", "GET POST", only(KEEPERS) | MAY_NOT, relation="own", otherwise=404, kwargs=own),
    Row("mobility:mobility_replace", "GET POST", only(OFFICE), relation="foreign", otherwise=404, kwargs=foreign),
    *(
        Row(
            f"mobility:{name}",
            "POST",
            only(KEEPERS, status=302) | MAY_NOT,
            relation="own",
            otherwise=404,
            kwargs=own,
            data=lambda w: {"other": str(w.mobility.uid)},
        )
        for name in ("stage_link", "stage_unlink", "mobility_undo")
    ),
    *(
        Row(
            f"mobility:{name}",
            "POST",
            only(OFFICE, status=302),
            relation="foreign",
            otherwise=404,
            kwargs=foreign,
            data=lambda w: {"other": str(w.other_mobility.uid)},
        )
        for name in ("stage_link", "stage_unlink", "mobility_undo")
    ),
    Row("mobility:person_list", "GET", only(KEEPERS), marker=lambda w: w.student_name),
    Row(
        "mobility:person_list",
        "GET",
        only(KEEPERS),
        relation="foreign",
        marker=lambda w: w.other_name,
        sees=OFFICE,
    ),
    Row(
        PERSON,
        "GET",
        only(KEEPERS, "student"),
        relation="own",
        otherwise=404,
        kwargs=lambda w: {"uid": w.person.uid},
        marker=lambda w: w.student_name,
    ),
    Row(
        PERSON,
        "GET",
        only(OFFICE),
        relation="foreign",
        otherwise=404,
        kwargs=lambda w: {"uid": w.other_person.uid},
        marker=lambda w: "MARKNUMBER1",
    ),
    Row(
        "mobility:person_edit",
        "GET POST",
        only(KEEPERS) | {"student": 403},
        relation="own",
        otherwise=404,
        kwargs=lambda w: {"uid": w.person.uid},
    ),
    Row(
        "mobility:person_edit",
        "GET POST",
        only(OFFICE),
        relation="foreign",
        otherwise=404,
        kwargs=lambda w: {"uid": w.other_person.uid},
    ),
]

ROWS += [
    Row(
        "mobility:former_name_list",
        "GET POST",
        only(KEEPERS),
        relation="own",
        otherwise=403,
        kwargs=lambda w: {"uid": w.person.uid},
    ),
    Row(
        "mobility:former_name_list",
        "GET POST",
        only(OFFICE) | {"program_coordinator": 404},
        relation="foreign",
        otherwise=403,
        kwargs=lambda w: {"uid": w.other_person.uid},
    ),
    Row(
        "mobility:former_name_delete",
        "POST",
        only(KEEPERS, status=302),
        relation="own",
        otherwise=403,
        kwargs=lambda w: {"uid": w.person.uid, "name": w.former_name.uid},
    ),
    Row(
        "mobility:former_name_delete",
        "POST",
        only(OFFICE, "program_coordinator", status=404),
        relation="foreign",
        otherwise=403,
        kwargs=lambda w: {"uid": w.other_person.uid, "name": w.former_name.uid},
    ),
]

ROWS += [
    Row("mobility:duplicate_list", "GET", only(OFFICE)),
    Row(
        "mobility:person_merge",
        "GET POST",
        only(OFFICE),
        kwargs=lambda w: {"uid": w.twins[0].uid, "other": w.twins[1].uid},
        marker=lambda w: "Twintwin",
        note=MERGES,
    ),
    Row(
        "mobility:merge_choose",
        "GET",
        only(OFFICE),
        kwargs=lambda w: {"uid": w.twins[0].uid},
        marker=lambda w: "TWINTWIN",
        note=MERGES,
    ),
    Row(
        "mobility:person_apart",
        "POST",
        only(OFFICE, status=302),
        kwargs=lambda w: {"uid": w.twins[0].uid, "other": w.twins[1].uid},
        note=MERGES,
    ),
    Row("mobility:merge_undo", "POST", only(OFFICE, status=302), kwargs=lambda w: {"uid": w.merge.uid}, note=MERGES),
]

LISTERS = (*KEEPERS, "partner", "committee")
ROWS += [
    Row("mobility:mobility_list_csv", "GET", only(LISTERS), marker=lambda w: w.student_name),
    Row(
        "mobility:mobility_list_csv",
        "GET",
        only(LISTERS),
        relation="foreign",
        marker=lambda w: w.other_name,
        sees=OFFICE,
    ),
    Row("mobility:mobility_list_xlsx", "GET", only(LISTERS)),
    Row("mobility:person_list_csv", "GET", only(KEEPERS), marker=lambda w: w.student_name),
    Row(
        "mobility:person_list_csv",
        "GET",
        only(KEEPERS),
        relation="foreign",
        marker=lambda w: w.other_name,
        sees=OFFICE,
    ),
    Row("mobility:person_list_xlsx", "GET", only(KEEPERS)),
]

ROWS += [
    Row(
        "mobility:agreement_reciprocity",
        "GET",
        only(OFFICE, "partner"),
        relation="own",
        kwargs=lambda w: {"uid": w.agreement.uid},
        marker=lambda w: "MARKOWNAGREEMENT",
    ),
    Row(
        "mobility:agreement_reciprocity",
        "GET",
        only(OFFICE) | {"partner": 404},
        relation="foreign",
        kwargs=lambda w: {"uid": w.other_agreement.uid},
        marker=lambda w: "MARKFOREIGNAGREEMENT",
    ),
]
