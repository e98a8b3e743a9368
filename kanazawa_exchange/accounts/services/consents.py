"""Consents: given and withdrawn by the person, entered by the office from paper, and locked by whoever is about to rely on one.

Whoever gives or withdraws locks the person, then the consents; whoever relies on them locks the consents (`lock_valid`) in the
transaction that sends. So a withdrawal comes either before, and is seen, or after what was sent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.refusals import Refused, explained

from ..models import AT_ONCE, NEEDS_SCOPE, ConsentRecord, ConsentText, ConsentWithdrawal, Method, Person, Purpose, User
from ..permissions import may_answer_consent, may_enter_consent, may_write_consent_texts
from ..queries.consents import checksum, standing, taken_back, text_in_force, text_of, valid_consent, valid_consents
from .editing import lock_person
from .permits import refuse_unless
from .retries import retried

__all__ = [
    "CannotConsent",
    "Shown",
    "Way",
    "carried_out",
    "give",
    "lock_taken_back",
    "lock_valid",
    "valid_consent",
    "valid_consents",
    "withdraw",
    "write_text",
]


class CannotConsent(Refused):
    """The consent cannot be given or withdrawn as asked."""


@dataclass(frozen=True)
class Shown:
    """What the person has read: which text, in which language, with which country sheet (its key)."""

    text: ConsentText
    language: str
    sheet: str = ""


@dataclass(frozen=True)
class Way:
    """By which way an answer came."""

    method: str = Method.PAGE
    ip_hash: str = ""


ON_THE_PAGE = Way()


# --- Given and withdrawn ---------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def give(
    person: Person,
    purpose: Purpose,
    shown: Shown,
    *,
    scope: str = "",
    way: Way = ON_THE_PAGE,
    by: User | None,
    now: datetime,
) -> ConsentRecord:
    """A consent to exactly what was shown. Given twice it is one; to a text that was replaced meanwhile it is refused.

    Errors: PermissionDenied, CannotConsent.
    """
    _refuse_unless_theirs(person, way, by)
    current = lock_person(person.pk)
    _refuse_what_cannot_be(purpose, scope, shown, now)
    known = valid_consent(current, purpose, scope, now)
    if known and (known.text_id, known.language, known.sheet) == (shown.text.pk, shown.language, shown.sheet):
        return known
    return ConsentRecord.objects.create(
        person=current,
        purpose=purpose,
        scope=scope,
        text=shown.text,
        sha256=checksum(text_of(shown.text, shown.language)),
        language=shown.language,
        sheet=shown.sheet,
        method=way.method,
        given_at=now,
        given_by=by,
        ip_hash=way.ip_hash,
    )


def _refuse_what_cannot_be(purpose: Purpose, scope: str, shown: Shown, now: datetime) -> None:
    if shown.text.purpose != purpose or shown.language not in LANGUAGES:
        raise ValueError(f"{shown.text} in {shown.language!r} was not shown for {purpose}")
    if purpose in NEEDS_SCOPE and not scope:
        raise ValueError(f"{purpose} is given for one thing, not for all")
    if text_in_force(purpose, clock.tokyo_date(now)) != shown.text:
        raise CannotConsent(_("The text was replaced while you were reading it. Read the new one first."))


@retried
@transaction.atomic
def withdraw(
    person: Person, purpose: Purpose, *, scope: str = "", way: Way = ON_THE_PAGE, by: User | None, now: datetime
) -> list[ConsentWithdrawal]:
    """Take back whatever stands for this purpose and scope; nothing that stands is nothing to take back.

    It waits for whoever is sending on the strength of it at this moment, and stops everybody later. Errors: PermissionDenied.
    """
    _refuse_unless_theirs(person, way, by)
    current = lock_person(person.pk)
    rows = standing().filter(person=current, purpose=purpose, scope=scope)
    taken_back = []
    for row in rows.select_for_update(of=("self",), no_key=True).order_by("pk"):
        made = ConsentWithdrawal(consent=row, method=way.method, withdrawn_at=now, withdrawn_by=by, ip_hash=way.ip_hash)
        made.effect_done_at = now if purpose in AT_ONCE else None
        made.save()
        taken_back.append(made)
    return taken_back


def _refuse_unless_theirs(person: Person, way: Way, by: User | None) -> None:
    """Nobody else answers on the page; what came on paper is entered by the office."""
    refuse_unless(may_answer_consent if way.method == Method.PAGE else may_enter_consent, by, person)


def carried_out(withdrawal: ConsentWithdrawal, *, now: datetime) -> None:
    """Nothing rests on the consent any more: what was published is hidden, what was planned is stopped. Written once."""
    ConsentWithdrawal.objects.filter(pk=withdrawal.pk, effect_done_at=None).update(effect_done_at=now)


# --- Relied on -------------------------------------------------------------------------------------------------------


def lock_valid(people: Iterable[Person], purpose: Purpose, scope: str, now: datetime) -> Mapping[int, ConsentRecord]:
    """Key of a person → the consent that holds, locked until the caller's transaction ends: whoever withdraws waits for it.

    The rows are locked in the order of their keys and read after that, so that a withdrawal that came first is seen.
    """
    people = list(people)
    _lock([person.pk for person in people], purpose, scope)
    return valid_consents(people, purpose, scope, now)


def lock_taken_back(people: Iterable[int], purpose: Purpose, scope: str) -> frozenset[int]:
    """Which of these keys are of people who have taken this consent back and not given it again; locked and read in the same way.

    Two queries for however many, none for nobody.
    """
    keys = sorted(set(people))
    if not keys:
        return frozenset()
    _lock(keys, purpose, scope)
    rows = Person.objects.filter(taken_back(purpose, scope, person="pk"), pk__in=keys)
    return frozenset(rows.values_list("pk", flat=True))


def _lock(people: Iterable[int], purpose: Purpose, scope: str) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a consent is relied on inside the transaction that sends")
    rows = ConsentRecord.objects.filter(person__in=people, purpose=purpose, scope=scope)
    list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


# --- Texts -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def write_text(
    purpose: Purpose,
    texts: Mapping[str, str],
    *,
    valid_from: date,
    is_draft: bool = True,
    after: int = 0,
    by: User | None,
    now: datetime,
) -> ConsentText:
    """The next version of a text, in every language (language → words). `after`: the version that was read.

    Errors: PermissionDenied, Refused, also when somebody wrote a version after that one.
    """
    refuse_unless(may_write_consent_texts, by)
    written = {code: _as_stored(texts.get(code, "")) for code in LANGUAGES}
    lacks = {f"text_{code}": _("A consent is asked for in every language.") for code in LANGUAGES if not written[code]}
    if lacks:
        raise Refused(lacks)
    last = ConsentText.objects.filter(purpose=purpose).aggregate(last=Max("number"))["last"] or 0
    if last != after:
        raise Refused(_overtaken())
    made = ConsentText(
        purpose=purpose, number=last + 1, valid_from=valid_from, is_draft=is_draft, written_at=now, written_by=by
    )
    for code, words in written.items():
        setattr(made, f"text_{code}", words)
        setattr(made, f"sha256_{code}", checksum(words))
    with explained({"consent_text_version": ("", _overtaken)}), transaction.atomic():
        made.save()
    return made


def _overtaken() -> str:
    return _("Somebody else wrote a version of this text meanwhile. Compare it with yours first.")


def _as_stored(words: str) -> str:
    return words.replace("\r\n", "\n").strip()
