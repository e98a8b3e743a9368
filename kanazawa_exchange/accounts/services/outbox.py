"""Letters are written in the transaction of the act that they tell of, one for each act and reader; workers send them.

The text is filled in at once, in the language of the reader, so that it says what the act meant. Whether somebody may write to
these people is asked by the service that calls. What becomes of a letter stands in `delivery`.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import mails
from kanazawa_exchange.lib.doorbell import ring_for_letters
from kanazawa_exchange.lib.mail import refuse_controls
from kanazawa_exchange.lib.mails import ELSEWHERE, MASK, OVERTAKEN, MailKind, Text, Values
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.sealing import seal

from ..models import Letter, LetterState, Person, User
from ..permissions import may_send_again
from ..queries.letters import address_of_now, has_said_nothing, same_at, why_not_again
from ..queries.mail_texts import texts_of
from .ledger import audit
from .permits import refuse_unless

TEXT_KEPT_FOR = timedelta(days=90)
KEPT_FOR = timedelta(days=365)
AT_ONCE = 500
LONGEST_REF = Letter._meta.get_field("ref").max_length or 0
"""Letters that are stored by one statement."""


@dataclass(frozen=True)
class Recipient:
    """Somebody without an account: an address, the language of the letter, and who it is, if that is known."""

    address: str
    language: str
    person: Person | None = None

    @property
    def person_id(self) -> int | None:
        return self.person.pk if self.person else None


@dataclass(frozen=True)
class Draft:
    """What one letter tells whom. `ref` names the act: the same kind, ref and address are the same letter.

    `until`: later it would say nothing any more, and is not sent.
    """

    to: User | Recipient
    ref: str
    values: Values = field(default_factory=dict)
    until: datetime | None = None


def write(
    kind: MailKind,
    *,
    to: User | Recipient,
    ref: str,
    values: Values,
    by: User | None,
    now: datetime,
    until: datetime | None = None,
) -> Letter:
    """One letter, in the caller's transaction. Errors: UnsafeHeader, TypeError for other variables than the kind has."""
    return write_many(kind, [Draft(to, ref, values, until)], by=by, now=now)[0]


def write_many(kind: MailKind, drafts: Sequence[Draft], *, by: User | None, now: datetime) -> list[Letter]:
    """The letters of one act, in their order and in as many queries for 300 as for 3; those that are written already stay as they are."""
    if not drafts:
        return []
    texts = texts_of(kind)
    with transaction.atomic():
        ring_for_letters()
        return _store([_letter(kind, texts, draft, by, now) for draft in drafts])


def write_ready(
    kind: MailKind, *, to: Recipient, text: Text, secrets: Sequence[str], by: User | None, now: datetime
) -> Letter:
    """A letter whose words a library has chosen; `secrets` are those that only its reader may know.

    No bell is rung: who writes it hands it over (`delivery.send_at_once`), and the sweep does what is left.
    """
    shown = text.body
    for secret in secrets:
        shown = shown.replace(secret, MASK)
    return _store([_row(kind, Draft(to, f"{uuid.uuid4()}"), text, shown, by, now)])[0]


# --- Written ---------------------------------------------------------------------------------------------------------


def _letter(kind: MailKind, texts: Mapping[str, Text], draft: Draft, by: User | None, now: datetime) -> Letter:
    if set(draft.values) != kind.names:
        raise TypeError(f"{kind.code} has the variables {sorted(kind.names)}, not {sorted(draft.values)}")
    text, words = texts[draft.to.language], mails.spoken(draft.values, draft.to.language)
    whole = Text(mails.filled(text.subject, words), mails.filled(text.body, words))
    return _row(kind, draft, whole, mails.filled(text.body, mails.masked(kind, words)), by, now)


def _row(kind: MailKind, draft: Draft, text: Text, shown: str, by: User | None, now: datetime) -> Letter:
    to, uid = draft.to, uuid.uuid4()
    address = (to.email if isinstance(to, User) else to.address).lower()
    refuse_controls(text.subject, address)
    if len(draft.ref) > LONGEST_REF:
        raise ValueError(
            f"What a letter of {kind.code} is about takes {len(draft.ref)} characters, more than {LONGEST_REF}"
        )
    return Letter(
        uid=uid,
        kind=kind.code,
        ref=draft.ref,
        person_id=to.person_id,
        address=address,
        language=to.language,
        subject=text.subject,
        body=_ended(shown),
        sealed="" if shown == text.body else seal(_ended(text.body)),
        message_id=f"<{uid}@{_domain()}>",
        not_before=now,
        written_at=now,
        written_by=by,
        useful_until=draft.until,
    )


def _ended(body: str) -> str:
    return body.strip("\n") + "\n"


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _store(letters: Sequence[Letter]) -> list[Letter]:
    """Each once, whoever else writes the same at this moment; the stored ones come back."""
    Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=AT_ONCE)
    stored: dict[tuple[str, str], Letter] = {}
    for start in range(0, len(letters), AT_ONCE):
        refs = {letter.ref for letter in letters[start : start + AT_ONCE]}
        found = Letter.objects.filter(kind=letters[0].kind, ref__in=refs)
        stored |= {(letter.ref, letter.address): letter for letter in found}
    return [stored[letter.ref, letter.address] for letter in letters]


# --- Afterwards ------------------------------------------------------------------------------------------------------


def withdraw(kind: MailKind, refs: Sequence[str], *, now: datetime) -> int:
    """Letters of acts that were taken back do not leave any more; returns how many had not left yet.

    A letter that a worker holds at this moment leaves; one whose worker died with it does not.
    """
    return _withdraw(Q(kind=kind.code, ref__in=refs), now, "")


def withdraw_all(kinds: Sequence[MailKind], about: str, *, now: datetime) -> int:
    """The same for the letters of several kinds whose acts begin with these words, because what they ask for is not asked any more."""
    return _withdraw(Q(kind__in=[kind.code for kind in kinds], ref__startswith=about), now, OVERTAKEN)


def _withdraw(which: Q, now: datetime, reason: str) -> int:
    waiting = Letter.objects.waiting().filter(_is_free(now), which)
    return waiting.update(
        state=LetterState.WITHDRAWN, ended_at=now, sealed="", reason=reason, lease=None, leased_until=None
    )


def _is_free(now: datetime) -> Q:
    return Q(leased_until=None) | Q(leased_until__lt=now)


def write_anew(kind: MailKind, drafts: Sequence[Draft], *, now: datetime) -> int:
    """Letters of these acts that have not left, and those that nobody needed any more, say what is so now, and wait; returns how many.

    One that has left stays as it went, and so does one whose act was taken back. Of several letters of one act, at addresses that
    its reader had one after the other, one speaks. Call within the transaction of the act.
    """
    by_ref = {draft.ref: draft for draft in drafts}
    if not by_ref:
        return 0
    rows, texts = (
        Letter.objects.select_for_update().filter(kind=kind.code, ref__in=by_ref).order_by("pk"),
        texts_of(kind),
    )
    written: dict[str, list[Letter]] = {}
    for letter in rows:
        written.setdefault(letter.ref, []).append(letter)
    changed = [
        _say(letters, _letter(kind, texts, by_ref[ref], None, now), now)
        for ref, letters in written.items()
        if any(_may_say_more(letter, now) for letter in letters)
    ]
    Letter.objects.bulk_update([each for letters in changed for each in letters], WRITTEN_ANEW, batch_size=AT_ONCE)
    number = sum(letters[0].state == LetterState.WAITING for letters in changed)
    if number:
        ring_for_letters()
    return number


def _say(letters: Sequence[Letter], fresh: Letter, now: datetime) -> list[Letter]:
    """The letters of one act that changed: the one that says it anew to the address of now, if any, before those it replaces."""
    free = [letter for letter in letters if _may_say_more(letter, now)]
    there = [letter for letter in letters if letter.address == fresh.address]
    speaks = [letter for letter in there or free if letter in free or has_said_nothing(letter)][:1]
    spare = [letter for letter in free if letter not in speaks]
    for letter in speaks:
        for name in WRITTEN_ANEW:
            setattr(letter, name, getattr(fresh, name))
    for letter in spare:
        letter.state, letter.reason, letter.ended_at, letter.sealed = LetterState.WITHDRAWN, ELSEWHERE, now, ""
        letter.lease, letter.leased_until = None, None
    return [*speaks, *spare]


def _may_say_more(letter: Letter, now: datetime) -> bool:
    """Whether a letter has not left: nobody is handing it over, or it was withdrawn because nobody needed it."""
    if letter.state == LetterState.WAITING:
        return letter.leased_until is None or letter.leased_until < now
    return letter.state == LetterState.WITHDRAWN and letter.reason == OVERTAKEN


WRITTEN_ANEW = (
    "address", "language", "subject", "body", "sealed", "useful_until", "state", "ended_at", "reason", "attempts",
    "not_before", "lease", "leased_until",
)  # fmt: skip
"""What a letter that has not left takes from the words of today; its number, and who wrote it when, stay."""


def send_again(letter: Letter, *, by: User | None, now: datetime) -> Letter:
    """The same letter once more, to the address that its reader has now: one that was not taken, or that did not arrive.

    Errors: Refused while it waits, where its text is not whole any more, and when what it tells is out of date.
    """
    refuse_unless(may_send_again, by, letter)
    with transaction.atomic():
        current = Letter.objects.select_for_update().get(pk=letter.pk)
        if sentence := why_not_again(current, now):
            raise Refused(sentence)
        _readdress(current)
        if current.state in (
            LetterState.TAKEN,
            LetterState.RETURNED,
        ):  # a mailbox that knows the number puts the second one away
            current.message_id = f"<{uuid.uuid4()}@{_domain()}>"
        current.state, current.ended_at, current.reason = LetterState.WAITING, None, ""
        current.attempts, current.not_before = 0, now
        current.save()
        audit("letter_sent_again", by=by, now=now, record=current)
        ring_for_letters()
    return current


def _readdress(letter: Letter) -> None:
    """The address that its reader has now. Errors: Refused where the same letter went there already."""
    letter.address = address_of_now(letter)
    if same_at(letter, letter.address).exists():
        raise Refused(_("The same letter has been written to the address of now already. Send that one again."))


def forget_old(*, now: datetime) -> int:
    """The text of a letter goes 90 days after its end, the letter itself after a year; returns how many letters went."""
    Letter.objects.filter(~Q(body=""), ended_at__lt=now - TEXT_KEPT_FOR).update(body="", reason="")
    return Letter.objects.filter(ended_at__lt=now - KEPT_FOR).delete()[0]
