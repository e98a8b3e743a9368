"""To which runs somebody is nominated, whose students are known already, and whether a person's data may be entered here before the
partner has sent them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from kanazawa_exchange.accounts.models import FormerName, Person, PersonName
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services.people_words import parts_of
from kanazawa_exchange.lib.name_words import whole_keys
from kanazawa_exchange.lib.period import fiscal_year
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Enrolment, Institution, Representative
from programs.models import Direction, ProgramRun
from programs.queries import coordinated_program_ids

from ..models import Mobility, Nomination, SenderStatus
from .directions import home_sides


def students_of(institution: Institution) -> QuerySet[Person]:
    """Those whom the institution has nominated or sent before, and those who are entered as studying there: it knows them, and nobody
    else. Where else somebody has studied is nothing to it."""
    enrolled = Enrolment.objects.filter(institution=institution).values("person_id")
    return Person.objects.standing().filter(Q(pk__in=enrolled) | _of_records(institution))


def told_students(institution: Institution) -> QuerySet[Person]:
    """Those of them whom the institution itself has nominated or sent: it may be told that they are known. That one of its students
    has come to us without it is not for it to hear."""
    return Person.objects.standing().filter(_of_records(institution))


def _of_records(institution: Institution) -> Q:
    nominated = Nomination.objects.filter(sending=institution, revision__gte=1).values("person_id")
    went = Mobility.objects.filter(sending=institution).values("person_id")
    return Q(pk__in=nominated) | Q(pk__in=went)


# --- To which runs ---------------------------------------------------------------------------------------------------------


def runs_of(direction: Direction) -> QuerySet[ProgramRun]:
    """Every run of a direction with its programme, the newest first; closed ones and those that are over, too."""
    runs = ProgramRun.objects.filter(direction=direction).select_related("program")
    return runs.order_by("-fiscal_year", "program__order", "pk")


def runs_prepared_for(user: Viewer) -> QuerySet[ProgramRun]:
    """To which our office prepares nominations: the open outbound runs; a coordinator's own."""
    runs = runs_of(Direction.OUTBOUND).filter(is_closed=False)
    return runs if is_office(user) else runs.filter(program__in=coordinated_program_ids(user))


def runs_nominated_to(user: Viewer, today: date) -> QuerySet[ProgramRun]:
    """To which a partner's representative nominates today: the open inbound runs that are not over, but for those that this user
    keeps for our side: nobody acts on both."""
    if is_office(user):
        return ProgramRun.objects.none()
    awaited = Q(ends_on__gte=today) | Q(ends_on=None, fiscal_year__gte=fiscal_year(today))
    runs = runs_of(Direction.INBOUND).filter(awaited, is_closed=False)
    return runs.exclude(program__in=coordinated_program_ids(user))


def is_over(run: ProgramRun, today: date) -> bool:
    """Whether nobody can be nominated to a run any more: its last day has passed, or its fiscal year, where it has no days."""
    return run.fiscal_year < fiscal_year(today) if run.ends_on is None else run.ends_on < today


# --- Who -------------------------------------------------------------------------------------------------------------------


def known_students(institution: Institution, newcomers: Iterable[Newcomer]) -> dict[str, Person]:
    """What tells one of these newcomers (`identities`) → the student who is known; two queries for however many.

    Somebody known by an enrolment alone is meant only where every name that the page of a nomination would show was typed: else the
    institution read one there that it has never heard. The office finds the two entries among the possible duplicates.
    """
    rows = list(newcomers)
    typed: dict[str, list[Newcomer]] = defaultdict(list)
    for row in rows:
        for key in identities(row):
            typed[key].append(row)
    numbers = {row.student_number for row in rows} - {""}
    born = {row.birth_date for row in rows} - {None}
    found = students_of(institution).filter(Q(student_number__in=numbers) | Q(birth_date__in=born))
    is_told = ExpressionWrapper(_of_records(institution), BooleanField())
    known: dict[str, Person] = {}
    for person in found.annotate(is_told=is_told).order_by("pk").prefetch_related("names"):
        one = Newcomer(parts_of(person.names.all()), person.birth_date, person.student_number)
        for key in identities(one):
            if person.is_told or any(_is_all_typed(one, row) for row in typed[key]):
                known.setdefault(key, person)
    return known


def _is_all_typed(known: Newcomer, typed: Newcomer) -> bool:
    """Whether each name of somebody who is known was typed, in whatever letters, and each patronymic in its own."""
    patronymics = {patronymic.casefold() for *_name, patronymic in typed.names}
    return all(
        whole_keys([(family, given)]) & typed.wholes and (not patronymic or patronymic.casefold() in patronymics)
        for _script, family, given, patronymic in known.names
    )


def identities(newcomer: Newcomer) -> list[str]:
    """By which somebody nominated before is known: number and name, or birth date and name."""
    facts = [newcomer.number and f"#{newcomer.number}", newcomer.birth_date and newcomer.birth_date.isoformat()]
    return [f"{fact} {name}" for fact in facts if fact for name in sorted(newcomer.wholes)]


def has_partner_record(person: Person, institution: Institution) -> bool:
    """Whether the institution has sent a record of this person that it stands behind."""
    sent = Nomination.objects.filter(person=person, sending=institution, revision__gte=1)
    return sent.exclude(sender_status=SenderStatus.CANCELLED).exists()


OF_A_NOMINATION = frozenset({"names", "former_names", "words", "letters", "invitations", "nominations", "mobilities"})
"""What leads to a person whom nothing but a nomination has brought here; of the stays those that came of one."""


def known_from_one_partner(people: Collection[int]) -> frozenset[int]:
    """Those without an account of whom the portal holds nothing but what one institution has nominated, and the stays that came of
    it, and whose names and facts nobody else has written: whoever opens an account for them reads nothing that this institution has
    not sent. One query for however many."""
    rows = Person.objects.standing().filter(pk__in=people)
    for relation in Person._meta.related_objects:
        if relation.get_accessor_name() not in OF_A_NOMINATION:
            about = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            rows = rows.filter(~Exists(about.order_by()))
    rows = rows.filter(~Exists(Mobility.objects.filter(person=OuterRef("pk"), nomination=None)))
    followed: Sequence[tuple[Any, str]] = ((Person, "id"), (PersonName, "person_id"), (FormerName, "person_id"))
    for model, key in followed:
        written = model.history.model.objects.filter(**{key: OuterRef("pk")})
        rows = rows.filter(~Exists(written.filter(~Exists(_of_a_sender(key)))))
    alone = rows.annotate(senders=Count("nominations__sending", distinct=True)).filter(senders=1)
    return frozenset(alone.order_by().values_list("pk", flat=True))


def _of_a_sender(key: str) -> QuerySet[Representative]:
    """Whether a line of history (`key`: its column of the person) was written for an institution that has nominated this person."""
    return Representative.objects.filter(
        person__user=OuterRef("history_user"), institution__nominations_sent__person=OuterRef(key)
    )


def home_of(run: ProgramRun, on: date) -> Institution:
    """The institution of our side in the project of a run on a day: the first where there are several."""
    ours = home_sides(run.program.project_id).on(run.program.project_id, on)
    return Institution.objects.select_related("city").filter(pk__in=ours).order_by("-is_home", "pk")[0]
