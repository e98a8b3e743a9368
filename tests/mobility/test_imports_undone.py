"""An import that is taken back: why something is left is told in every language, and many records go as one would."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Overruling, Person, Transition
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.accounts.services.imported import unless_refused
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.refusals import Doubted, Refused
from kanazawa_exchange.lib.states import Step
from mobility.facts import FundingValues
from mobility.models import Funding, Mobility, StageLink
from mobility.services import edits, imports, mobilities, moves, stages
from mobility.services.import_stays import STAYS
from mobility.services.imports import CannotApply, lots
from mobility.services.refusals import CannotEdit
from partners.models import Agreement
from tests.factories import PersonFactory

from .tables import HANA, TARO, applied, checked, many, rows_of, strangers, with_cell

NOW = datetime(2019, 3, 1, 3, tzinfo=UTC)


def test_why_a_record_is_left_is_told_in_every_language(world, sato, monkeypatch):
    applied(sato, HANA)
    batch = applied(sato, with_cell(HANA, "備考", "Scholarship"))

    def refused(*_words, **_more):
        raise CannotEdit(_("The end lies before the start."))

    monkeypatch.setattr(mobilities, "edit", refused)
    monkeypatch.setattr(edits, "edit_all", refused)
    assert set(imports.undo(batch, by=sato, now=clock.now()).left) == {2}
    told = dict(rows_of(batch)[0].left["words"])
    assert (set(told), len(set(told.values())), Mobility.objects.get().note) == (set(LANGUAGES), 3, "Scholarship")


def test_what_a_record_pointed_to_and_is_gone_is_told(world, sato, monkeypatch):
    applied(sato, HANA)
    batch = applied(sato, with_cell(HANA, "備考", "Scholarship"))

    def gone(*_words):
        raise Agreement.DoesNotExist

    monkeypatch.setitem(STAYS.undo.__globals__, "restored", gone)
    assert {why.code for why in imports.undo(batch, by=sato, now=clock.now()).left.values()} == {"rule"}


def test_of_an_act_that_is_refused_in_its_middle_nothing_stays(db):
    def half() -> None:
        PersonFactory()
        raise Refused(_("The end lies before the start."))

    before = Person.objects.count()
    assert unless_refused(half) is not None
    assert Person.objects.count() == before
    assert unless_refused(PersonFactory) is None
    assert Person.objects.count() == before + 1


# --- Many at once --------------------------------------------------------------------------------------------------------


TOLD = ("version", "status", "uncounted_from", "note", "level", "category", "credits_expected", "planned_starts_on")
"""What is compared of a record."""


def told_of(stays):
    """What stands of these records, in the log and in the histories, but for the moments of writing."""
    pks = [stay.pk for stay in stays]
    log = Transition.objects.filter(record_type="mobility", record_id__in=pks).order_by("record_id", "sequence")
    lines = Mobility.history.filter(id__in=pks).order_by("id", "version")
    links = StageLink.history.order_by("id", "history_id")
    said = ("history_type", "history_change_reason", "history_user")
    return (
        list(Mobility.objects.filter(pk__in=pks).order_by("pk").values(*TOLD)),
        list(log.values("record_id", "sequence", "move", "source", "target", "effective_on", "actor", "reason_code")),
        list(log.values_list("note__text", flat=True)),
        list(lines.values("id", *TOLD, *said)),
        set(Funding.objects.values_list("mobility", "source", "monthly_yen")),
        list(links.values("id", "first", "second", *said)),
        set(StageLink.objects.values_list("first", "second")),
    )


def tried(act, stays):
    """What an act leaves; it is taken back again."""
    with transaction.atomic():
        act()
        found = told_of(stays)
        transaction.set_rollback(True)
    return found


def test_many_are_voided_as_each_alone_is(world, sato):
    later = [with_cell(with_cell(HANA, "出発", f"2018/9/{day}"), "帰国", f"2018/9/{day + 4}") for day in (10, 20)]
    applied(sato, HANA, *many(3), *later)
    first, *_others, second, third = Mobility.objects.order_by("pk")
    for one, other in ((first, second), (second, third)):
        stages.link_stages(one, other, by=sato)
    stays = list(Mobility.objects.order_by("-pk"))
    step = Step(reason_code="mistake", reason="Twice")

    def each():
        for stay in stays:
            moves.move(stay, "void", step, by=sato, now=NOW)

    alone = tried(each, stays)
    together = tried(lambda: moves.void_all(stays, step, by=sato, now=NOW), stays)
    assert together == alone
    assert {line["status"] for line in alone[0]} == {"voided"}


def test_many_are_edited_as_each_alone_is(world, sato):
    later = [with_cell(with_cell(HANA, "出発", f"2018/9/{day}"), "帰国", f"2018/9/{day + 4}") for day in (10, 20)]
    applied(sato, HANA, TARO, *strangers(4), *later)
    first, taro, *four, second, third = Mobility.objects.order_by("pk")
    stages.link_stages(second, third, by=sato)
    days = {"planned_starts_on": date(2018, 8, 19), "planned_ends_on": date(2018, 9, 3)}
    values = [
        {"note": " Scholarship "},
        {"fundings": (FundingValues("jasso", 70000),), "note": "Money"},
        {"level": "master", "credits_expected": Decimal("2")},
        days,
        {"note": "Another"},
        {"category": "staff"},
        {"note": "A stage"},
        {"note": "Another stage"},
    ]
    pairs = list(zip((first, taro, *four, second, third), values, strict=True))
    stays = [stay for stay, _values in pairs]

    def each():
        for stay, told in pairs:
            mobilities.edit(stay, told, by=sato, version=stay.version)

    alone = tried(each, stays)
    assert tried(lambda: edits.edit_all(pairs, by=sato), stays) == alone
    assert {line["version"] for line in alone[0]} == {2}


def test_what_is_unusual_of_many_is_asked_and_kept_as_that_of_one(world, sato):
    applied(sato, *strangers(3))
    pairs = [(stay, {"level": "", "note": "Unusual"}) for stay in Mobility.objects.order_by("pk")]
    stays, codes = [stay for stay, _values in pairs], frozenset({"level"})
    of_some = {stay.pk: codes for stay in stays[:2]}
    with pytest.raises(Doubted):
        edits.edit_all(pairs, by=sato, overruled=of_some)
    assert not Overruling.objects.exists()

    def told(act):
        with transaction.atomic():
            act()
            found = list(
                Overruling.objects.order_by("record_id").values("record_type", "record_id", "version", "codes")
            )
            transaction.set_rollback(True)
        return found

    def each():
        for stay, values in pairs:
            mobilities.edit(stay, values, by=sato, version=stay.version, overruled=codes)

    alone = told(each)
    assert [line["record_id"] for line in alone] == [stay.pk for stay in stays]
    assert (
        told(lambda: edits.edit_all(pairs, by=sato, overruled=dict.fromkeys([stay.pk for stay in stays], codes)))
        == alone
    )
    assert edits.edit_all(pairs, by=sato) == {stay.pk: 2 for stay in stays}


def test_what_is_refused_of_one_is_done_with_none(world, sato):
    applied(sato, *strangers(3))
    one, other, last = Mobility.objects.order_by("pk")
    wrong = {"planned_starts_on": date(2018, 9, 3), "planned_ends_on": date(2018, 9, 2)}
    with pytest.raises(CannotEdit):
        edits.edit_all([(one, {"note": "A"}), (other, wrong)], by=sato)
    mobilities.edit(last, {"note": "By hand"}, by=sato, version=last.version)
    with pytest.raises(StaleEdit):
        edits.edit_all([(one, {"note": "A"}), (last, {"note": "B"})], by=sato)
    assert [stay.note for stay in Mobility.objects.order_by("pk")] == ["", "", "By hand"]


def test_many_rows_are_changed_in_as_many_queries_as_few(world, sato):
    counted = []
    for rows in (3, 33):
        with transaction.atomic():
            applied(sato, *strangers(rows))
            batch = checked(sato, *[with_cell(row, "備考", "Scholarship") for row in strangers(rows)])
            with CaptureQueriesContext(connection) as queries:
                assert imports.apply(batch, by=sato, now=clock.now()).counts == {"changed": rows, "written": rows}
            counted.append(len(queries))
            transaction.set_rollback(True)
    assert counted[0] == counted[1]


def test_of_many_changes_the_row_that_cannot_be_is_told(world, sato, monkeypatch):
    applied(sato, *strangers(3))
    batch = checked(sato, *[with_cell(row, "備考", "Scholarship") for row in strangers(3)])
    real = mobilities.edit

    def refused(stay, values, **more):
        if stay.pk == rows_of(batch)[1].record_id:
            raise CannotEdit("no")
        return real(stay, values, **more)

    def none(*_words, **_more):
        raise CannotEdit("no")

    monkeypatch.setattr(edits, "edit_all", none)
    monkeypatch.setattr(mobilities, "edit", refused)
    with pytest.raises(CannotApply) as why:
        imports.apply(batch, by=sato, now=clock.now())
    assert why.value.numbers == (3,)
    assert {stay.note for stay in Mobility.objects.all()} == {""}


def test_many_rows_are_taken_back_in_as_many_queries_as_few(world, sato):
    counted = []
    for rows, is_new in ((3, True), (33, True), (3, False), (33, False)):
        with transaction.atomic():
            batch = applied(sato, *strangers(rows))
            if not is_new:
                batch = applied(sato, *[with_cell(row, "備考", "Scholarship") for row in strangers(rows)])
            with CaptureQueriesContext(connection) as queries:
                assert imports.undo(batch, by=sato, now=clock.now()).taken_back == rows
            counted.append(len(queries))
            transaction.set_rollback(True)
    assert (counted[0], counted[2]) == (counted[1], counted[3])
    assert not Mobility.objects.exists()


def test_an_import_is_taken_back_in_lots_as_it_is_as_a_whole(world, sato, monkeypatch):
    batch = applied(sato, *strangers(7))
    third = Mobility.objects.get(pk=rows_of(batch)[2].record_id)
    mobilities.edit(third, {"note": "By hand"}, by=sato, version=third.version)
    stays = list(Mobility.objects.order_by("pk"))
    whole = tried(lambda: imports.undo(batch, by=sato, now=NOW), stays)
    monkeypatch.setattr(lots, "SIZE", 1)
    assert len(list(lots.lots(batch, STAYS))) == 7
    done = imports.undo(batch, by=sato, now=NOW)
    assert told_of(stays) == whole
    assert (done.taken_back, {number: why.code for number, why in done.left.items()}) == (6, {4: "undo.edited"})
