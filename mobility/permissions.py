"""Permissions to read and to change mobilities; which of them makes which move stands in `moves`."""

from collections.abc import Callable
from typing import Any, cast

import rules
from django.db.models import Q, Value

from kanazawa_exchange.accounts.permissions import is_office, roles_of
from kanazawa_exchange.lib.imports import imports_something
from kanazawa_exchange.lib.viewer import Member, Viewer, member
from partners.permissions import is_representative, represented_institution_ids
from programs.permissions import holds_seat, is_committee_member, is_program_coordinator
from programs.queries import committee_project_ids, coordinated_program_ids

from .application_states import ApplicationStatus

Incoming = Callable[[Viewer], Q]
"""What leads to the institutions that a user represents, of people whose data may be shown there (`partners.queries.gates`)."""


def work_scope(user: Viewer, incoming: Incoming) -> Q | None:
    """The mobilities a user has to do with by office, programme, institution or committee; None means all of them."""
    if is_office(user):
        return None
    scope = Q(pk__in=[])
    if programs := coordinated_program_ids(user):
        scope |= Q(run__program_id__in=programs)
    scope |= partner_scope(user, incoming)
    if projects := committee_project_ids(user):
        scope |= Q(run__program__project_id__in=projects) & past_the_gate(user, incoming)
    return scope


def past_the_gate(user: Viewer, incoming: Incoming) -> Q:
    """What whoever speaks for an institution may read in a further role: of our people who go there, those whose data may go there.

    A seat in a committee makes the institution behind its holder no other recipient.
    """
    mine = represented_institution_ids(user)
    return ~Q(receiving_id__in=mine) | incoming(user) if mine else Q()


def partner_scope(user: Viewer, incoming: Incoming) -> Q:
    """The stays of an institution's representative: those it sends, and of those that we send to it whose data it may be shown."""
    mine = represented_institution_ids(user)
    return Q(sending_id__in=mine) | incoming(user) if mine else Q(pk__in=[])


def mobility_scope(user: Viewer, incoming: Incoming) -> Q | None:
    """The condition that limits a user's mobilities; None means all of them.

    The office sees all; a programme coordinator the own programmes; a representative the own institutions, of our people those
    whose data may be shown to them, also where they sit in a committee; a committee member the project's; everybody the own.
    External evaluators see figures, never people.
    """
    scope = work_scope(user, incoming)
    account = member(user)
    if scope is None or account is None:
        return scope
    return scope | Q(person_id=account.person_id)


def nomination_scope(user: Viewer, incoming: Incoming) -> Q | None:
    """The condition that limits a user's nominations; None means all of them.

    The office sees all; a programme coordinator the own programmes; a representative what the own institution prepares, and what
    was sent to it, as long as the person's data may be shown to it; everybody the own from the moment they were sent.
    """
    if is_office(user):
        return None
    account = member(user)
    scope = Q(pk__in=[]) if account is None else Q(person_id=account.person_id, revision__gte=1)
    if programs := coordinated_program_ids(user):
        scope |= Q(run__program_id__in=programs)
    if institutions := represented_institution_ids(user):
        scope |= Q(sending_id__in=institutions) | Q(revision__gte=1) & incoming(user)
    return scope


def application_scope(user: Viewer) -> Q | None:
    """The condition that limits a user's applications; None means all of them.

    The office sees all; a programme coordinator those to the own programmes; everybody the own, and nobody those with which
    the own one competes.
    """
    account = member(user)
    if account is None:
        return None if is_office(user) else Q(pk__in=[])
    own, others = Q(person_id=account.person_id), ~Q(call_id__in=calls_applied_to(user))
    if is_office(user):
        return own | others
    programs = coordinated_program_ids(user)
    return own | Q(call__run__program_id__in=programs) & others if programs else own


def calls_applied_to(user: Viewer) -> Any:
    """The keys of the calls in whose selection this user takes part, for a query: what was sent once counts, a draft does not."""
    account = member(user)
    if account is None:
        return ()
    return account.of_person("applications").exclude(status=ApplicationStatus.DRAFT).order_by().values("call_id")


def competes_in(user: Viewer, call_id: int | None) -> bool:
    """Whether this user takes part in the selection of a call, and must neither see nor steer it; one query for a request."""
    account = member(user)
    return account is not None and call_id is not None and call_id in calls_of_competitor(account)


def calls_of_competitor(account: Member) -> frozenset[int]:
    """The keys of the calls in whose selection an account takes part; one query for a request."""
    known: frozenset[int] | None = getattr(account, "_calls_applied_to", None)
    if known is None:
        known = frozenset(calls_applied_to(account).values_list("call_id", flat=True))
        account._calls_applied_to = known  # type: ignore[attr-defined]  # kept for the rest of the request
    return known


@rules.predicate
def takes_part_in(user: Viewer, call: Any) -> bool:
    return competes_in(user, call.pk)


may_list_applications = is_office | is_program_coordinator
may_register = is_office | is_program_coordinator
may_list_mobilities = is_office | is_program_coordinator | is_committee_member | is_representative
may_list_people = is_office | is_program_coordinator


@rules.predicate
def reads_for_a_partner(user: Viewer) -> bool:
    """A partner's office, for which our outbound stays come in: it is told from where to where they lead."""
    return not may_register(user) and is_representative(user)


@rules.predicate
def has_person(user: Viewer) -> bool:
    """Signed in as somebody who can travel: own records are shown to that person."""
    return member(user) is not None


@rules.predicate
def travels(user: Viewer) -> bool:
    """Somebody with stays of the own and no work with other people's: the own ones are in the menu."""
    return "mobilities" in _of_the_own(user)


@rules.predicate
def applies(user: Viewer) -> bool:
    """Somebody who has begun an application, and has no work with other people's: the own ones are in the menu."""
    return "applications" in _of_the_own(user)


def _of_the_own(user: Viewer) -> frozenset[str]:
    """Which kinds of records are about this user, for those without work with other people's; one query for all kinds."""
    account = member(user)
    if account is None or may_list_mobilities(user) or roles_of(user) or holds_seat(user):
        return frozenset()
    if (known := getattr(account, "_of_the_own", None)) is not None:
        return cast(frozenset[str], known)
    kinds = [_rows_of(account, relation) for relation in ("mobilities", "applications")]
    found = frozenset(kinds[0].union(*kinds[1:]))
    account._of_the_own = found  # type: ignore[attr-defined]  # kept for the rest of the request
    return found


def _rows_of(account: Member, relation: str) -> Any:
    return account.of_person(relation).order_by().values_list(Value(relation), flat=True)


@rules.predicate
def may_register_in(user: Viewer, program_id: Any) -> bool:
    return is_office(user) or program_id in coordinated_program_ids(user)


@rules.predicate
def may_edit(user: Viewer, mobility: Any) -> bool:
    """The office edits every record, a programme coordinator those of the own programmes."""
    return is_office(user) or mobility.run.program_id in coordinated_program_ids(user)


@rules.predicate
def is_own(user: Viewer, mobility: Any) -> bool:
    account = member(user)
    return account is not None and account.person_id == mobility.person_id


@rules.predicate
def may_send_nomination(user: Viewer, nomination: Any) -> bool:
    """The sending institution: of ours the office and the programme's coordinator, of a partner its representatives.

    Nobody for both sides, in the own nomination, or where they keep away from the application behind it.
    """
    return _speaks_for(user, nomination, is_ours=nomination.run.direction == "outbound")


@rules.predicate
def may_answer_nomination(user: Viewer, nomination: Any) -> bool:
    """The receiving institution, by the same people."""
    return _speaks_for(user, nomination, is_ours=nomination.run.direction == "inbound")


@rules.predicate
def may_register_stay_of(user: Viewer, nomination: Any) -> bool:
    """Whoever registers stays in its programme, and does not keep away from the application behind it."""
    return may_register_in(user, nomination.run.program_id) and not _keeps_out_of(user, nomination)


def speaks_for_a_side(user: Viewer, nomination: Any) -> bool:
    """Whether this user belongs to one of the two institutions, whatever keeps them out of this nomination."""
    return any(_sides(user, nomination))


def is_on_both_sides(user: Viewer, nomination: Any) -> bool:
    """Whether this user would speak for our side and for the partner's, or for a side and is the person nominated: then for none."""
    ours, theirs = _sides(user, nomination)
    return (ours and theirs) or (is_own(user, nomination) and (ours or theirs))


def _sides(user: Viewer, nomination: Any) -> tuple[bool, bool]:
    partner = nomination.receiving_id if nomination.run.direction == "outbound" else nomination.sending_id
    return may_register_in(user, nomination.run.program_id), partner in represented_institution_ids(user)


def _speaks_for(user: Viewer, nomination: Any, *, is_ours: bool) -> bool:
    ours, theirs = _sides(user, nomination)
    if is_on_both_sides(user, nomination) or _keeps_out_of(user, nomination):
        return False
    return ours if is_ours else theirs


def _keeps_out_of(user: Viewer, nomination: Any) -> bool:
    application = nomination.application
    return application is not None and keeps_away(user, application)


@rules.predicate
def edits_nobody(user: Viewer, person: Any) -> bool:
    """Whom a representative has nominated is corrected by the office."""
    return False


@rules.predicate
def may_decide_of(user: Viewer, call: Any) -> bool:
    """Decides about the applications to a call: the office, a coordinator in the own programmes; nobody who has applied to it."""
    return may_register_in(user, call.run.program_id) and not competes_in(user, call.pk)


may_list_nominations = is_office | is_program_coordinator | is_representative
may_nominate = is_representative


_declared: list[Callable[[Viewer], frozenset[int]]] = []


def tell_conflicts(keys: Callable[[Viewer], frozenset[int]]) -> None:
    """An app above tells about which applications a user has declared a conflict (called once, when the apps are ready)."""
    if keys not in _declared:
        _declared.append(keys)


def conflicts_of(user: Viewer) -> frozenset[int]:
    """The keys of the applications about which this user has declared a conflict of interest."""
    return frozenset[int]().union(*(keys(user) for keys in _declared))


def has_declared_conflict(user: Viewer, application: Any) -> bool:
    return application.pk in conflicts_of(user)


def keeps_away(user: Viewer, application: Any) -> bool:
    """Whether an application is the own one, competes with the own one, or a conflict of interest about it was declared.

    Two queries for a request, about however many applications.
    """
    if is_own(user, application) or competes_in(user, application.call_id):
        return True
    return has_declared_conflict(user, application)


@rules.predicate
def may_handle_application(user: Viewer, application: Any) -> bool:
    """The office handles every application, a programme coordinator those to calls of the own programmes.

    Nobody the own one, those to a call to which they have applied themselves, or one about which they have declared a conflict.
    """
    return may_register_in(user, application.call.run.program_id) and not keeps_away(user, application)


@rules.predicate
def may_edit_person(user: Viewer, person: Any) -> bool:
    """The office; a programme coordinator a person whom the own programmes know."""
    if is_office(user):
        return True
    programs = coordinated_program_ids(user)
    return bool(programs) and person.mobilities.filter(run__program_id__in=programs).exists()


@rules.predicate
def may_import(user: Viewer) -> bool:
    """Whoever may import records of any kind; each kind says who that is."""
    return imports_something(user)


@rules.predicate
def imports_records(user: Viewer) -> bool:
    """Imports as work of its own, in the menu; a partner's office finds its tables beside its nominations."""
    return not reads_for_a_partner(user) and may_import(user)
