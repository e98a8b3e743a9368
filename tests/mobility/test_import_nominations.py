"""A pasted table of nominations: the own students of a partner, known again or new, sent together and withdrawn together."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Letter, Person
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.period import fiscal_year
from mobility.models import ImportBatch, Nomination
from mobility.queries.nominees import has_partner_record
from mobility.services import imports
from mobility.services.import_nominations import NOMINATIONS
from mobility.services.imports import CannotApply
from mobility.services.nominations import preparing
from partners.models import Enrolment, Representative
from partners.queries.intake_modes import is_locked
from tests.factories import CallFactory, CallPlaceFactory, PersonFactory, RunFactory, UserFactory
from tests.import_kinds import Office, digest_of_everything, problems, rows_of

from .applications.paths import NOW, begun
from .applications.paths import make as move
from .nominated import END, START, agreed, inbound, make

HEADS = (
    "ФИО", "ФИО латиницей", "Дата рождения", "№ студ. билета", "Гражданство", "Уровень", "Курс", "Программа", "Год",
    "Дата приезда", "Дата отъезда",
)  # fmt: skip
WHERE = ("Программа культурного обмена", "2018", "1.09.2030", "31.01.2031")
IVAN = ("Иванов Иван Петрович", "Ivanov Ivan", "17.05.2005", "K-17", "Россия", "бакалавриат", "3 курс", *WHERE)
ANNA = ("Петрова Анна", "Petrova Anna", "2004-02-29", "", "RU", "магистр", "1", *WHERE)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Any:
    """In the spring of 2018: the runs of that year are to come."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with override("en"):
        yield


@pytest.fixture
def desk(world, sato, petrova):
    agreed(world)
    return Office(NOMINATIONS, petrova, HEADS)


def marked(batch, number=2):
    return rows_of(batch)[number - 2].notes


# --- Sent ----------------------------------------------------------------------------------------------------------------


def test_the_rows_are_sent_as_by_the_form_with_one_letter(world, desk, sato):
    batch = desk.applied(IVAN, ANNA)
    ivan, anna = Nomination.objects.order_by("pk")
    assert batch.counts["written"] == 2
    for one in (ivan, anna):
        assert (one.sender_status, one.receiver_status, one.revision) == ("sent", "pending", 1)
        assert (one.sending, one.receiving, one.run) == (world.kazan, world.kanazawa, world.inbound)
        assert (one.planned_starts_on, one.planned_ends_on) == (date(2030, 9, 1), date(2031, 1, 31))
        assert one.agreement is not None
    assert [(one.level, one.study_year) for one in (ivan, anna)] == [("bachelor", 3), ("master", 1)]
    assert (ivan.person.student_number, ivan.person.birth_date) == ("K-17", date(2005, 5, 17))
    assert sorted(ivan.person.names.values_list("family", "patronymic")) == [("Ivanov", ""), ("Иванов", "Петрович")]
    letter = Letter.objects.get()
    assert (letter.kind, letter.person) == ("nomination_sent", sato.person)
    assert "2" in letter.subject
    assert not any(name in letter.subject + letter.body for name in ("Иванов", "Ivanov", "Petrova"))


def test_the_same_table_once_more_changes_nothing(desk):
    desk.applied(IVAN, ANNA)
    before = digest_of_everything()
    again = desk.checked(ANNA, IVAN)
    assert [row.verdict for row in rows_of(again)] == ["same", "same"]
    with pytest.raises(CannotApply):
        imports.apply(again, by=desk.by, now=clock.now())
    assert digest_of_everything() == before


def test_a_look_writes_nothing(desk):
    batch = desk.taken(IVAN, ANNA)
    before = digest_of_everything()
    imports.check(batch, by=desk.by, now=clock.now())
    assert digest_of_everything() == before


def test_three_rows_and_three_hundred_cost_the_same_queries(desk):
    rows = [_student(number) for number in range(304)]
    _queries(desk, rows[:1])  # what the account may do is asked once, for however many tables
    assert _queries(desk, rows[1:4]) == _queries(desk, rows[4:])


def _student(number):
    name = "".join("bdfgklmnrs"[int(digit)] + "a" for digit in f"{number:04}").title()
    return ("", f"Testova {name}", "", f"9{number:05}", "RU", "бакалавр", "2", *WHERE)


def _queries(desk, rows):
    batch = desk.taken(*rows)
    new = desk.counted(batch)
    assert {row.verdict for row in rows_of(batch)} == {"new"}, problems(batch)
    desk.applied(*rows)
    batch = desk.taken(*rows)
    same = desk.counted(batch)
    assert {row.verdict for row in rows_of(batch)} == {"same"}, problems(batch)
    return new, same


def test_where_the_partner_records_first_the_record_is_there_once_the_table_is_sent(world, desk):
    """Nothing of a row that was only looked at counts; the invitation leads to the person of the nomination."""
    batch = desk.checked(IVAN)
    assert not Person.objects.filter(student_number="K-17").exists()
    imports.apply(batch, by=desk.by, now=clock.now())
    ivan = Person.objects.get(student_number="K-17")
    assert is_locked(world.kazan, "RU", has_partner_record=False)
    assert has_partner_record(ivan, world.kazan)
    desk.undone(batch)
    assert not has_partner_record(ivan, world.kazan)


# --- Withdrawn -------------------------------------------------------------------------------------------------------------


def test_the_import_is_undone_by_withdrawing_with_one_letter(desk, sato):
    batch = desk.applied(IVAN, ANNA)
    assert desk.undone(batch).left == {}
    assert set(Nomination.objects.values_list("sender_status", flat=True)) == {"cancelled"}
    kinds = sorted(Letter.objects.values_list("kind", flat=True))
    assert kinds == ["nomination_sent", "nomination_withdrawn"]
    letter = Letter.objects.get(kind="nomination_withdrawn")
    assert "2" in letter.subject


def test_a_student_who_has_applied_since_is_withdrawn_with_the_others(world, desk):
    batch = desk.applied(IVAN, ANNA)
    ivan = Nomination.objects.order_by("pk")[0]
    user = UserFactory(person=ivan.person)
    call = CallFactory(run=world.inbound)
    CallPlaceFactory(call=call, institution=world.kazan, order=1)
    move(begun(world, user, call, institution=world.kazan), "submit", user)
    assert Nomination.objects.get(pk=ivan.pk).version > ivan.version, "the record is joined with the application"
    assert desk.undone(batch).left == {}
    assert set(Nomination.objects.values_list("sender_status", flat=True)) == {"cancelled"}


def test_what_was_undone_can_be_sent_anew_for_the_same_students(desk):
    desk.undone(desk.applied(IVAN, ANNA))
    people = Person.objects.count()
    batch = desk.applied(IVAN, ANNA)
    assert "nominated_again" in marked(batch)["name_latin"]
    assert Person.objects.count() == people
    assert sorted(Nomination.objects.values_list("sender_status", flat=True)) == ["cancelled"] * 2 + ["sent"] * 2


def test_what_the_host_has_answered_or_somebody_has_touched_is_left(desk, sato, petrova):
    batch = desk.applied(IVAN, ANNA)
    ivan, anna = Nomination.objects.order_by("pk")
    make(ivan, "acknowledge", sato)
    make(anna, "ask_unlock", petrova)
    undone = desk.undone(batch)
    assert {number: why.code for number, why in undone.left.items()} == {2: "undo.answered", 3: "undo.edited"}
    assert not Nomination.objects.filter(sender_status="cancelled").exists()


# --- Known students: of the own institution, and of no other ---------------------------------------------------------------


def test_a_name_alone_is_asked_about_and_the_answer_counts(world, desk, petrova):
    known = PersonFactory(student_number="", names=[("latin", "Ivanov", "Ivan", "")])
    make(_before(world, known, petrova), "cancel", petrova)
    bare = desk.with_cell(IVAN, "№ студ. билета", "")
    batch = desk.checked(bare)
    assert problems(batch) == {2: [("person", "student.may_be_known")]}
    assert rows_of(batch)[0].problems[0]["nearest"] == [str(known.uid), "new"]
    desk.corrected(batch, 2, person=str(known.uid))
    assert rows_of(batch)[0].verdict == "new"
    imports.apply(batch, by=desk.by, now=clock.now())
    assert Nomination.objects.latest("pk").person == known


def _before(world, person, by):
    return make(inbound(world, by, person=person), "send", by)


def test_somebody_new_of_a_known_name_is_new(world, desk, petrova):
    known = PersonFactory(student_number="", names=[("latin", "Ivanov", "Ivan", "")])
    make(_before(world, known, petrova), "cancel", petrova)
    batch = desk.corrected(desk.checked(desk.with_cell(IVAN, "№ студ. билета", "")), 2, person="new")
    imports.apply(batch, by=desk.by, now=clock.now())
    assert Nomination.objects.latest("pk").person != known


@pytest.mark.parametrize("left", ["№ студ. билета", "Дата рождения"])
def test_who_is_known_by_number_or_birth_date_is_not_said_to_be_somebody_new(world, desk, left):
    """The sender answers for many rows at once; such a row would have nominated the known student all the same."""
    known = PersonFactory(student_number="K-17", birth_date=date(2005, 5, 17), names=[("latin", "Ivanov", "Ivan", "")])
    world.received(person=known)
    batch = desk.corrected(desk.checked(desk.with_cell(IVAN, left, "")), 2, person="new")
    assert problems(batch) == {2: [("person", "student.is_known")]}
    assert rows_of(batch)[0].problems[0]["nearest"] == [str(known.uid)]
    desk.corrected(batch, 2, person=str(known.uid))
    imports.apply(batch, by=desk.by, now=clock.now())
    assert Nomination.objects.get().person == known


def test_people_whom_the_institution_has_not_sent_are_neither_told_nor_matched(world, desk, petrova, sato):
    """The same person, with the same number and birth date: known to us alone, and nominated by another partner."""
    names = [("latin", "Ivanov", "Ivan", ""), ("cyrillic", "Иванов", "Иван", "Петрович")]
    ours = PersonFactory(student_number="K-17", birth_date=date(2005, 5, 17), names=names)
    world.received(person=ours, sending=world.irkutsk)
    batch = desk.checked(IVAN)
    (row,) = rows_of(batch)
    assert (row.verdict, row.problems, row.about["person"]) == ("new", [], "")
    answered = desk.corrected(batch, 2, person=str(ours.uid))
    assert problems(answered) == {2: [("person", "person.unknown")]}
    assert str(ours.uid) not in str([(one.about, one.problems, one.notes) for one in rows_of(answered)])


def test_a_student_who_came_to_us_without_the_institution_is_nominated_and_not_told(world, desk):
    """Entered as studying there: the same person in the end, as by the form, and a new student for whoever looks at the preview."""
    ours = PersonFactory(student_number="K-17", birth_date=date(2005, 5, 17), names=[("latin", "Ivanov", "Ivan", "")])
    blank = rows_of(desk.checked(IVAN))[0]
    Enrolment.objects.create(person=ours, institution=world.kazan, starts_on=date(2023, 9, 1))
    batch = desk.checked(IVAN)
    (row,) = rows_of(batch)
    assert (row.verdict, row.about, row.notes, row.problems) == (blank.verdict, blank.about, blank.notes, [])
    assert desk.problems(desk.with_cell(desk.with_cell(IVAN, "№ студ. билета", ""), "Дата рождения", "")) == {}
    imports.apply(batch, by=desk.by, now=clock.now())
    assert Nomination.objects.get().person == ours


def test_control_the_same_person_whom_the_institution_has_sent_is_known(world, desk, petrova, sato):
    ours = PersonFactory(student_number="K-17", names=[("latin", "Ivanov", "Ivan", "")])
    world.received(person=ours)
    batch = desk.checked(IVAN)
    assert rows_of(batch)[0].about["person"] == str(ours.uid)
    imports.apply(batch, by=desk.by, now=clock.now())
    assert Nomination.objects.get().person == ours


def test_what_is_told_of_a_known_student_does_not_depend_on_the_entry(world, desk):
    """Whether nationality and birth date of the entry are those of the row cannot be found out."""
    notes = []
    for nationality, number in (("RU", "K-17"), ("JP", "K-18")):
        person = PersonFactory(student_number=number, nationality=nationality, names=[("latin", "Ivanov", "Ivan", "")])
        world.received(person=person)
        (row,) = rows_of(desk.checked(desk.with_cell(IVAN, "№ студ. билета", number)))
        notes.append((row.notes, row.problems, row.changes))
    assert notes[0] == notes[1]


# --- Doubles ---------------------------------------------------------------------------------------------------------------


def test_one_student_twice_in_a_table_is_told(desk):
    assert desk.problems(IVAN, ANNA, IVAN) == {4: [("", "row.twice_student")]}


def test_two_students_of_one_name_are_told_apart_or_asked_about(desk):
    twin = desk.with_cell(desk.with_cell(IVAN, "№ студ. билета", "K-18"), "Дата рождения", "18.05.2005")
    assert desk.problems(IVAN, twin) == {}
    bare = desk.with_cell(desk.with_cell(IVAN, "№ студ. билета", ""), "Дата рождения", "")
    batch = desk.checked(IVAN, bare)
    assert problems(batch) == {3: [("person", "row.may_be_twice")]}
    assert problems(desk.corrected(batch, 3, person="new")) == {}


def test_one_student_for_two_runs_is_one_person(world, desk):
    run = RunFactory(program=world.basic, direction="inbound")
    assert run.program.name_ru
    other = desk.with_cell(IVAN, "Программа", run.program.name_ru)
    desk.applied(IVAN, other)
    assert Nomination.objects.count() == 2
    assert Person.objects.filter(student_number="K-17").count() == 1


def test_what_is_sent_is_locked_and_a_table_that_says_otherwise_is_told_what_it_says(desk):
    desk.applied(IVAN)
    later = desk.with_cell(desk.with_cell(IVAN, "Дата отъезда", "28.02.2031"), "Уровень", "магистр")
    batch = desk.checked(later)
    assert problems(batch) == {2: [("level", "rule"), ("planned_ends_on", "rule")]}
    said = [one["words"] for one in rows_of(batch)[0].problems]
    assert "Bachelor" in str(said[0])


def test_who_was_rejected_is_not_nominated_by_the_same_table_again(desk, sato):
    desk.applied(IVAN)
    make(Nomination.objects.get(), "reject", sato)
    assert desk.problems(IVAN) == {2: [("", "nomination.rejected")]}


def test_what_is_prepared_and_not_sent_is_told(world, desk, petrova):
    known = PersonFactory(student_number="K-17", names=[("latin", "Ivanov", "Ivan", "")])
    world.received(person=known)
    inbound(world, petrova, person=known)
    assert desk.problems(IVAN)[2][0] == ("", "nomination.draft")


# --- Cells -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "cell", "told"),
    [
        ("ФИО", "", None),
        ("Дата рождения", "32.05.2005", ("birth_date", "date.impossible")),
        ("Дата рождения", "17.05.2105", ("birth_date", "rule")),
        ("Уровень", "", ("level", "level.missing")),
        ("Уровень", "школьник", ("level", "choice.unknown")),
        ("Курс", "12", ("study_year", "number.range")),
        ("Гражданство", "Атлантида", ("nationality", "choice.unknown")),
        ("Программа", "Программа полётов", ("program", "program.unknown")),
        ("Год", "2016", ("program", "run.none")),
        ("Дата приезда", "", ("planned_starts_on", "day.missing")),
        ("Дата отъезда", "1.08.2030", ("planned_ends_on", "rule")),
        ("№ студ. билета", 1.71e17, ("student_number", "student_number.digits_lost")),
    ],
)
def test_each_cell_tells_its_own_fault(desk, head, cell, told):
    assert desk.problems(desk.with_cell(IVAN, head, cell)) == ({2: [told]} if told else {})


def test_a_row_without_a_name_or_with_initials_is_no_new_student(desk):
    nameless = desk.with_cell(desk.with_cell(IVAN, "ФИО", ""), "ФИО латиницей", "")
    assert desk.problems(nameless) == {2: [("student_number", "name.missing")]}
    short = desk.with_cell(desk.with_cell(IVAN, "ФИО", "Иванов И. П."), "ФИО латиницей", "")
    assert desk.problems(short) == {2: [("name", "name.initials")]}


def test_letters_of_another_script_in_a_name_are_refused_as_in_the_form(desk):
    mixed = desk.with_cell(IVAN, "ФИО латиницей", "Ivanоv Ivan")  # a Cyrillic о
    assert [column for column, _code in desk.problems(mixed)[2]] == ["name_latin"]
    batch = desk.checked(desk.with_cell(IVAN, "ФИО", "Ивaнов Иван"))  # a Latin a
    assert [column for column, _code in problems(batch)[2]] == ["name"]


def test_places_of_others_and_other_directions_are_refused(world, petrova, desk):
    office = Office(NOMINATIONS, petrova, (*HEADS, "Вуз", "Принимающий вуз", "Направление"))
    assert office.verdicts((*IVAN, "Казанский федеральный университет", "金沢大学", "приём")) == ["new"]
    assert office.problems((*IVAN, "Irkutsk State University", "", "")) == {2: [("sending", "sending.not_yours")]}
    assert office.problems((*IVAN, "", "Irkutsk State University", "")) == {2: [("receiving", "receiving.other")]}
    assert office.problems((*IVAN, "", "", "выезд")) == {2: [("direction", "direction.outbound")]}


def test_the_run_is_chosen_for_all_rows_by_its_name_and_no_other_than_inbound_ones(world, petrova, desk):
    world.inbound.starts_on, world.inbound.ends_on = START, END
    world.inbound.save()
    office = Office(NOMINATIONS, petrova, (*HEADS[:7], *HEADS[9:]))
    row = (*IVAN[:7], *IVAN[9:])
    (offered,) = NOMINATIONS.screen.offered(petrova)["run"]
    assert office.verdicts(row, given={"run": offered}) == ["new"]
    assert office.verdicts(row, given={"run": str(world.inbound.uid)}) == ["new"]
    for run in (world.outbound, world.basic_outbound):
        assert office.problems(row, given={"run": str(run.uid)}) == {2: [("run", "run.unknown")]}
    world.inbound.is_closed = True
    world.inbound.save()
    assert NOMINATIONS.screen.offered(petrova)["run"] == []
    assert office.problems(row, given={"run": str(world.inbound.uid)}) == {2: [("run", "rule")]}


def test_a_run_that_is_over_is_neither_offered_nor_taken_when_typed(world, desk, petrova):
    today = clock.today()
    for last, is_over in ((today, False), (today - timedelta(days=1), True)):
        world.inbound.starts_on, world.inbound.ends_on = last - timedelta(days=100), last
        world.inbound.save()
        batch = desk.checked(IVAN)
        assert problems(batch) == ({2: [("program", "rule")]} if is_over else {})
        assert bool(NOMINATIONS.screen.offered(petrova)["run"]) is not is_over
    assert "This run is over." in str(rows_of(batch)[0].problems)
    world.inbound.starts_on = world.inbound.ends_on = None
    for year, is_over in ((fiscal_year(today), False), (fiscal_year(today) - 1, True)):
        world.inbound.fiscal_year = year
        world.inbound.save()
        assert bool(desk.problems(desk.with_cell(IVAN, "Год", str(year)))) is is_over


def test_what_is_nominated_to_a_run_that_is_over_still_stands_in_the_table(world, desk):
    desk.applied(IVAN)
    world.inbound.starts_on, world.inbound.ends_on = date(2017, 10, 1), date(2017, 12, 1)
    world.inbound.save()
    assert desk.verdicts(IVAN) == ["same"]


def test_several_runs_of_a_programme_are_told_apart_by_the_semester_or_asked_about(world, desk):
    world.inbound.term = "autumn"
    world.inbound.save()
    spring = RunFactory(program=world.cultural, direction="inbound", term="spring")
    assert desk.problems(IVAN) == {2: [("run", "run.several")]}
    batch = desk.corrected(desk.checked(IVAN), 2, run=str(spring.uid))
    assert rows_of(batch)[0].about["run"] == spring.pk
    office = Office(NOMINATIONS, desk.by, (*HEADS, "Семестр"))
    assert rows_of(office.checked((*IVAN, "осенний семестр")))[0].about["run"] == world.inbound.pk


def test_days_of_the_run_are_taken_where_the_row_says_none(world, desk):
    world.inbound.starts_on, world.inbound.ends_on = date(2018, 10, 1), date(2019, 3, 20)
    world.inbound.save()
    bare = desk.with_cell(desk.with_cell(IVAN, "Дата приезда", ""), "Дата отъезда", "")
    batch = desk.applied(bare)
    assert marked(batch)["planned_starts_on"] == "of_run"
    assert Nomination.objects.get().planned_ends_on == date(2019, 3, 20)


def test_without_an_agreement_in_force_nothing_can_be_sent(world, petrova):
    office = Office(NOMINATIONS, petrova, HEADS)
    batch = office.checked(IVAN)
    assert problems(batch) == {2: [("", "rule")]}
    [[problem]] = [row.problems for row in rows_of(batch)]
    assert "No agreement between the two institutions is in force" in str(problem)


def test_whoever_speaks_for_two_institutions_says_for_which(world, desk, petrova):
    agreed(world, world.irkutsk)
    world.speaks_for(petrova, world.irkutsk)
    assert desk.problems(IVAN) == {2: [("sending", "institution.missing")]}
    office = Office(NOMINATIONS, petrova, (*HEADS, "Вуз"))
    office.applied((*IVAN, "Irkutsk State University"))
    assert Nomination.objects.get().sending == world.irkutsk


# --- Who may -----------------------------------------------------------------------------------------------------------------


def test_nobody_but_a_representative_takes_or_touches_such_a_table(world, desk, sato, kimura, mori, aiko):
    batch = desk.checked(IVAN)
    stranger = world.representative("volkov", world.irkutsk)
    for user in (sato, kimura, mori, aiko):
        with pytest.raises(PermissionDenied):
            Office(NOMINATIONS, user, HEADS).taken(IVAN)
    for user in (sato, kimura, mori, aiko, stranger):
        assert not ImportBatch.objects.visible_to(user).filter(pk=batch.pk).exists()
        for act in (imports.apply, imports.check, imports.discard):
            with pytest.raises(PermissionDenied):
                act(batch, by=user, now=clock.now())
    assert ImportBatch.objects.visible_to(desk.by).get() == batch
    imports.apply(batch, by=desk.by, now=clock.now())
    for user in (sato, stranger):
        with pytest.raises(PermissionDenied):
            imports.undo(batch, by=user, now=clock.now())


def test_whose_right_has_ended_since_the_preview_sends_nothing(world, desk, petrova):
    batch = desk.checked(IVAN)
    right = Representative.objects.get(person=petrova.person)
    right.ends_on = date(2018, 1, 1)
    right.save()
    late = type(petrova).objects.get(pk=petrova.pk)
    with pytest.raises(PermissionDenied):
        imports.apply(batch, by=late, now=clock.now())
    world.speaks_for(petrova, world.irkutsk)
    with pytest.raises(CannotApply):
        imports.apply(batch, by=type(petrova).objects.get(pk=petrova.pk), now=clock.now())
    assert not Nomination.objects.exists()


def test_a_student_who_is_nominated_meanwhile_refuses_the_whole_table(desk):
    batch = desk.checked(IVAN, ANNA)
    desk.applied(IVAN)
    with pytest.raises(CannotApply) as refusal:
        imports.apply(batch, by=desk.by, now=clock.now())
    assert refusal.value.numbers == (2,)
    assert Nomination.objects.count() == 1


def test_what_the_service_refuses_is_told_at_its_row_and_nothing_is_sent(desk, monkeypatch):
    batch = desk.checked(IVAN, ANNA)
    real = preparing._new_faults
    monkeypatch.setattr(
        preparing,
        "_new_faults",
        lambda record, today: {"run": "No."} if record.level == "master" else real(record, today),
    )
    with pytest.raises(CannotApply) as refusal:
        imports.apply(batch, by=desk.by, now=clock.now())
    assert refusal.value.numbers == (3,)
    assert not Nomination.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("refused", [(0,), (0, 3), (3,)])
def test_a_refused_table_tries_each_row_once_and_names_all_that_are_refused(desk, monkeypatch, refused):
    rows = [_student(number) for number in range(4)]
    batch = desk.checked(*rows)
    tried: list[int] = []
    real = preparing._new_faults

    def faults(record, today):
        tried.append(int(record.person.student_number[1:]))
        return {"run": "No."} if tried[-1] in refused else real(record, today)

    monkeypatch.setattr(preparing, "_new_faults", faults)
    with pytest.raises(CannotApply) as refusal:
        imports.apply(batch, by=desk.by, now=clock.now())
    assert refusal.value.numbers == tuple(number + 2 for number in refused)
    assert tried == [0, 1, 2, 3]
    assert not Nomination.objects.exists()
    assert not Person.objects.filter(student_number__startswith="90").exists()
