"""Permissions of portal-wide roles; every other app builds its predicates on these.

A permission asks the user and the record and imports no models, so that models and menus may import it.
"""

from collections.abc import Callable
from typing import Any

import rules

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.jobs import About, Kind, is_known, kind_of
from kanazawa_exchange.lib.viewer import Viewer, member

from .roles import Role

STAFF_ROLES = frozenset(Role.values)
OFFICE = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
_further_staff: list[Callable[[Viewer], bool]] = []
_further_keepers: list[tuple[Callable[[Viewer], bool], Callable[[Viewer, Any], bool]]] = []


def held_today(user: Viewer, relation: str, *columns: str) -> frozenset[Any]:
    """What a user's person holds today: the columns of one relation with terms, read once per request.

    Plain values for one column, tuples for several; nothing for whoever has not signed in or is no known person.
    """
    account = member(user)
    if account is None:
        return frozenset()
    today = clock.today()
    day, held = getattr(user, f"_{relation}_held", (None, frozenset()))
    if day != today:
        held = frozenset(account.of_person(relation).on(today).values_list(*columns, flat=len(columns) == 1))
        setattr(user, f"_{relation}_held", (today, held))
    return held


def roles_of(user: Viewer) -> frozenset[str]:
    """The portal-wide roles this user holds today."""
    return held_today(user, "grants", "role")


@rules.predicate
def is_signed_in(user: Viewer) -> bool:
    return bool(getattr(user, "is_authenticated", False))


@rules.predicate
def is_administrator(user: Viewer) -> bool:
    return Role.ADMINISTRATOR in roles_of(user)


@rules.predicate
def is_office(user: Viewer) -> bool:
    """Administrator or coordinator: the office that owns all records."""
    return bool(roles_of(user) & OFFICE)


def count_as_staff(predicate: Callable[[Viewer], bool]) -> None:
    """An app above says who else is staff (called once, when the apps are ready)."""
    if predicate not in _further_staff:
        _further_staff.append(predicate)


def is_staff(user: Viewer) -> bool:
    """Whoever holds a portal-wide role or coordinates a programme: shorter sessions, a second factor."""
    return bool(roles_of(user) & STAFF_ROLES) or any(predicate(user) for predicate in _further_staff)


def count_as_keeper(register: Callable[[Viewer], bool], edit: Callable[[Viewer, Any], bool]) -> None:
    """An app above says who else enters people, and whose data they may correct (called once, when the apps are ready)."""
    if (register, edit) not in _further_keepers:
        _further_keepers.append((register, edit))


def may_register_people(user: Viewer) -> bool:
    """The office, and whoever an app above lets enter people together with its own records."""
    return is_office(user) or any(register(user) for register, _edit in _further_keepers)


def may_correct_person(user: Viewer, person: Any) -> bool:
    """The office, and whoever an app above trusts with this person."""
    return is_office(user) or any(edit(user, person) for _register, edit in _further_keepers)


def is_own_account(user: Viewer, account: Any) -> bool:
    return is_signed_in(user) and user == account


may_list_roles = is_office  # and invite people, keep seats, programme coordinators and representatives
may_grant_roles = is_administrator  # and disable accounts


@rules.predicate
def may_invite(user: Viewer, person: Any) -> bool:
    """The office invites; whoever holds or will hold a portal-wide role is invited by an administrator only.

    Otherwise a coordinator could open the account of an administrator with an address of the own.
    """
    return may_list_roles(user) and (may_grant_roles(user) or not person.grants.exists())


_further_inviters: list[Callable[[Viewer, Any], bool]] = []


def count_as_inviting(predicate: Callable[[Viewer, Any], bool]) -> None:
    """An app above says who invites whom beside the office (called once, when the apps are ready)."""
    if predicate not in _further_inviters:
        _further_inviters.append(predicate)


def may_have_invited(user: Viewer, person: Any) -> bool:
    """Whoever may invite, and whoever an app above lets invite this person: as long as it holds, the link of the letter is good."""
    return may_invite(user, person) or any(invites(user, person) for invites in _further_inviters)


def may_still_invite(invitation: Any) -> bool:
    """Whether the link of an invitation is good: whoever sent it may have lost the right, or its person been given a role, since."""
    sender = invitation.invited_by
    return sender is None or (sender.is_active and may_have_invited(sender, invitation.person))


def may_merge(user: Viewer, *entries: Any) -> bool:
    """The office; of whoever holds or held a portal-wide role an administrator only: an account goes with its entry."""
    return is_office(user) and (is_administrator(user) or not any(entry.grants.exists() for entry in entries))


def is_oneself(user: Viewer, person: Any) -> bool:
    account = member(user)
    return account is not None and account.person_id == person.pk


may_answer_consent = is_oneself  # on the page; nobody agrees for somebody else


def may_enter_consent(user: Viewer, person: Any) -> bool:
    """What was signed on paper or told in person."""
    return is_office(user)


may_read_consents = is_office
may_write_consent_texts = is_office


@rules.predicate
def may_translate(user: Viewer) -> bool:
    """The office, and whoever holds the role of a translator: what is public already, into another language."""
    return is_office(user) or Role.TRANSLATOR in roles_of(user)


@rules.predicate
def translates_only(user: Viewer) -> bool:
    """A translator without the work of the office, which finds the queue beside what it publishes."""
    return may_translate(user) and not is_office(user)


may_read_mails = is_office
_shut_letters: list[Callable[[Viewer], frozenset[str]]] = []


def shut_letters(begin: Callable[[Viewer], frozenset[str]]) -> None:
    """An app above says what the `ref` of letters begins with that are shut to a reader (called once, when the apps are ready)."""
    if begin not in _shut_letters:
        _shut_letters.append(begin)


def letters_shut_to(user: Viewer) -> frozenset[str]:
    """The public ids of what letters are about that this reader of the log may not read."""
    return frozenset[str]().union(*(begin(user) for begin in _shut_letters))


may_edit_mail_texts = is_office


def may_send_again(user: Viewer, letter: Any) -> bool:
    return may_read_mails(user)


may_list_jobs = is_staff  # each what `may_see_job` allows, the office all of them


def may_open_jobs(user: Viewer) -> bool:
    """Staff, and whoever has started long work of the own, as a partner's office does with a long table: each what `may_see_job` allows."""
    account = member(user)
    return may_list_jobs(user) or (account is not None and account.jobs.exists())  # type: ignore[attr-defined]  # of an account


def may_start_job(user: Viewer, kind: Kind, parameters: About) -> bool:
    """What a kind says of itself; of one that says nothing the service that calls has asked."""
    return kind.may is None or kind.may(user, parameters)


def may_steer_job(user: Viewer, job: Any) -> bool:
    """Stop a job and take it up again: whoever its kind names, else the office and whoever started it."""
    may = kind_of(job.kind).may if is_known(job.kind) else None
    if may is not None:
        return may(user, job.parameters)
    account = member(user)
    return is_office(user) or (account is not None and job.owner_id == account.pk)


def may_see_job(user: Viewer, job: Any) -> bool:
    """How far a job is: the office, whoever started it, and whoever may stop it."""
    account = member(user)
    return is_office(user) or (account is not None and job.owner_id == account.pk) or may_steer_job(user, job)
