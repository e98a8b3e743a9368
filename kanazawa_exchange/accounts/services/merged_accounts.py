"""What accounts, roles, letters and names say when two entries shall be one person."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import clock, formats

from ..models import (
    ConsentRecord,
    FormerName,
    Invitation,
    Letter,
    Person,
    PersonalTerm,
    PersonMerge,
    PersonName,
    PersonWord,
    Role,
    RoleGrant,
    StoredFile,
    ToldApart,
    User,
)
from ..queries.entry_accounts import EntryAccount, account_of
from .references import Knowledge, Pair, Reference


def clashes(pair: Pair) -> Iterator[str]:
    """One person has one account, and an open invitation would open a second one."""
    emails = list(User.objects.filter(person__in=pair[:2]).order_by("pk").values_list("email", flat=True))
    if len(emails) > 1:
        words = {"one": emails[0], "other": emails[1]}
        yield _("Both entries have an account: %(one)s and %(other)s. One person has one account.") % words
    for row in Invitation.objects.open(clock.now()).filter(person=pair.absorbed).order_by("pk"):
        sentence = _("An invitation of the entry that goes is still open: %(email)s. Withdraw it first.")
        yield sentence % {"email": row.email}
    yield from shared_terms(pair, RoleGrant, "role", lambda row: str(Role(row.role).label))


def staying(pair: Pair) -> EntryAccount | None:
    """The account that opens the kept entry after the merge."""
    return account_of(pair.kept) or account_of(pair.absorbed)


def to_confirm(pair: Pair) -> str:
    """The address that somebody must have compared before the merge: of an account that stays and was opened by an invitation of
    somebody else than the office, as a partner's, who may have named an address of its own. Else empty."""
    account = staying(pair)
    return account.email if account is not None and account.invited_by is not None else ""


def told(pair: Pair) -> Iterator[str]:
    """What becomes of the accounts, in sentences; nothing where both have one, and cannot be merged."""
    mine, theirs = map(account_of, pair[:2])
    if mine and theirs:
        return
    account = mine or theirs
    if account is None:
        yield _("Neither entry has an account.")
        return
    if mine:
        sentence = _(
            "The account %(email)s of the kept entry stays. Whoever signs in with it reads the records of both."
        )
    else:
        sentence = _(
            "The account %(email)s of the absorbed entry goes to the kept one. Whoever signs in with it reads the records of both."
        )
    yield sentence % {"email": account.email}


def warning(pair: Pair) -> str:
    """Why the address of the account that stays is to be compared; empty where the office has invited there."""
    account = staying(pair)
    if account is None or account.invited_by is None:
        return ""
    return _(
        "%(name)s has invited to %(email)s, and not the office. After the merge this address opens the records of both entries."
        " Ask the person in another way whether it is their own."
    ) % {"name": account.invited_by.text, "email": account.email}


def shared_terms(pair: Pair, model: type[PersonalTerm], over: str, called: Callable[[Any], str]) -> Iterator[str]:
    """The same right of both entries on the same days: of one person there is one such right on a day."""
    rows: Any = model._default_manager
    for row in rows.filter(person=pair.absorbed).order_by("pk"):
        same = {"person": pair.kept, over: getattr(row, over)}
        if rows.filter(**same).overlapping(row.starts_on, row.ends_on).exists():
            words = {"right": called(row), "period": formats.period(row.starts_on, row.ends_on)}
            yield (
                _(
                    "Both entries have the same authority on the same days: %(right)s, %(period)s. End one of the two first."
                )
                % words
            )


KNOWLEDGE = Knowledge(
    [
        Reference(RoleGrant),
        Reference(User),
        Reference(Invitation),
        Reference(Letter),
        Reference(ConsentRecord),
        Reference(StoredFile, "owner"),
        Reference(PersonName, stays="the names of an entry stay with it, and are copied to the one that is kept"),
        Reference(FormerName, stays="the names of an entry stay with it, and are copied to the one that is kept"),
        Reference(PersonWord, stays="computed from the names of both"),
        Reference(Person, "merged_into", stays="an entry that was absorbed before leads there over this one"),
        Reference(ToldApart, "one", stays="says of two entries that they are two people"),
        Reference(ToldApart, "other", stays="says of two entries that they are two people"),
        Reference(PersonMerge, "kept", stays="says what was merged when"),
        Reference(PersonMerge, "absorbed", stays="says what was merged when"),
    ],
    clashes,
)
