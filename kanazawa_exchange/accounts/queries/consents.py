"""Who has agreed to what: the text in force, the consent that holds now, and everything one person ever gave or took back."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.languages import language_name

from ..models import ConsentRecord, ConsentText, ConsentWithdrawal, Method, Person, Purpose


def text_in_force(purpose: Purpose, day: date) -> ConsentText | None:
    """The newest version that holds on this day."""
    return _in_force(day).filter(purpose=purpose).first()


def texts_in_force(day: date) -> Mapping[str, ConsentText]:
    """Purpose → its text on this day, by one query."""
    newest: dict[str, ConsentText] = {}
    for text in _in_force(day):
        newest.setdefault(text.purpose, text)
    return newest


def _in_force(day: date) -> QuerySet[ConsentText]:
    return ConsentText.objects.filter(valid_from__lte=day).order_by("purpose", "-number")


def text_of(text: ConsentText, language: str) -> str:
    """The words that a reader of this language is shown."""
    return str(getattr(text, f"text_{language}") or "")


def checksum(words: str) -> str:
    """SHA-256 of a text as it is shown, in hexadecimal."""
    return hashlib.sha256(words.encode()).hexdigest()


# --- What holds ------------------------------------------------------------------------------------------------------


def valid_consent(person: Person, purpose: Purpose, scope: str, now: datetime) -> ConsentRecord | None:
    """The consent that holds at this moment; None where there is none, or it was withdrawn."""
    return valid_consents([person], purpose, scope, now).get(person.pk)


def valid_consents(
    people: Iterable[Person], purpose: Purpose, scope: str, now: datetime
) -> Mapping[int, ConsentRecord]:
    """Key of a person → the newest consent that holds, for all of these people by one query."""
    keys = prepared.Keys(person.pk for person in people)
    rows = prepared.rows(_valid, keys, purpose, scope, now) if keys else []
    return {row.person_id: row for row in rows}


def _valid(people: prepared.Keys, purpose: Purpose, scope: str, now: datetime) -> QuerySet[ConsentRecord]:
    rows = standing().filter(person_id__in=people, purpose=purpose, scope=scope, given_at__lte=now)
    return rows.order_by("given_at", "pk")


def standing() -> QuerySet[ConsentRecord]:
    """Consents that nobody has taken back, neither themselves nor by a later withdrawal of the same thing.

    The latter happens where two entries of one person were merged: whoever withdrew with one of them has withdrawn.
    """
    later = ConsentWithdrawal.objects.filter(
        consent__person=OuterRef("person"),
        consent__purpose=OuterRef("purpose"),
        consent__scope=OuterRef("scope"),
        withdrawn_at__gt=OuterRef("given_at"),
    )
    return ConsentRecord.objects.filter(~Exists(later), withdrawal=None)


def withdrawn_by(people: Iterable[Person], purpose: Purpose, scope: str) -> frozenset[int]:
    """Keys of those among these people who once agreed to this and took it back."""
    rows = ConsentWithdrawal.objects.filter(
        consent__person__in=[person.pk for person in people], consent__purpose=purpose, consent__scope=scope
    )
    return frozenset(rows.values_list("consent__person_id", flat=True))


def taken_back(purpose: Purpose, scope: str, person: str = "person") -> Q:
    """Rows that lead to a person, at the end of the path `person`, who once agreed to this, took it back, and has not agreed again."""
    rows = ConsentWithdrawal.objects.filter(consent__purpose=purpose, consent__scope=scope)
    holds = standing().filter(purpose=purpose, scope=scope, person=OuterRef(person))
    return Q(Exists(rows.filter(consent__person=OuterRef(person)))) & ~Q(Exists(holds))


# --- What was --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GivenConsent:
    """One consent of a person, with the very text and language that were shown."""

    uid: UUID
    purpose: str
    scope: str
    number: int
    text: str
    language: str
    is_intact: bool
    """Whether the text is still the one whose checksum was kept."""
    sheet: str
    method: str
    given_at: datetime
    withdrawn_at: datetime | None
    withdrawal_method: str
    is_valid: bool

    @property
    def purpose_name(self) -> str:
        return str(Purpose(self.purpose).label)

    @property
    def language_name(self) -> str:
        return language_name(self.language)

    @property
    def method_name(self) -> str:
        return str(Method(self.method).label)

    @property
    def withdrawal_method_name(self) -> str:
        return str(Method(self.withdrawal_method).label) if self.withdrawal_method else ""


def given_by(person: Person) -> tuple[GivenConsent, ...]:
    """Everything this person gave, the newest first; one query for however many."""
    rows = ConsentRecord.objects.filter(person=person).select_related("text", "withdrawal")
    valid = Exists(standing().filter(pk=OuterRef("pk")))
    return tuple(_given(row) for row in rows.annotate(is_valid=valid).order_by("-given_at", "-pk"))


def given_once(record: ConsentRecord) -> GivenConsent:
    """One of them."""
    return next(one for one in given_by(record.person) if one.uid == record.uid)


def _given(row: ConsentRecord) -> GivenConsent:
    withdrawal = getattr(row, "withdrawal", None)
    return GivenConsent(
        uid=row.uid,
        purpose=row.purpose,
        scope=row.scope,
        number=row.text.number,
        text=text_of(row.text, row.language),
        language=row.language,
        is_intact=checksum(text_of(row.text, row.language)) == row.sha256,
        sheet=row.sheet,
        method=row.method,
        given_at=row.given_at,
        withdrawn_at=withdrawal.withdrawn_at if withdrawal else None,
        withdrawal_method=withdrawal.method if withdrawal else "",
        is_valid=row.is_valid,  # type: ignore[attr-defined]  # annotated above
    )
