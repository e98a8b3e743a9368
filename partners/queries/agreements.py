"""Agreements in lists, those that end soon, and the differences between one and the one that renews it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.queries.changes import Change
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.languages import LANGUAGES, columns
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.period import add_months
from kanazawa_exchange.lib.search_key import sort_key
from kanazawa_exchange.lib.sorting import Arranged
from kanazawa_exchange.lib.states import Move
from kanazawa_exchange.lib.trilingual import in_language
from kanazawa_exchange.lib.viewer import Viewer

from ..days import DatePrecision, known_day
from ..models import Agreement, AgreementParty, AgreementStatus
from ..moves import AGREEMENT_MOVES, is_ready_to_renew


@dataclass(frozen=True)
class AgreementLine:
    uid: UUID
    title: Localized
    type: str
    status: str
    status_kind: str
    state_place: int
    parties: tuple[Localized, ...]
    signed: str
    signed_on: date | None
    is_signed_to_the_day: bool
    effective_on: date | None
    expires_on: date | None
    is_validity_unknown: bool
    party_slugs: tuple[str, ...]
    facts: Mapping[str, Any]
    """The other columns of the record, for the file of the list."""
    expiring: int | None
    """The narrowest threshold in months that has been reached; None when the end is far or unknown."""


FACTS = ("scope", "fee_waiver", *columns("title", "date_basis", "field_limits"))

ORDERS = {
    "until": Arranged(lambda line: line.expires_on),
    "state": Arranged(lambda line: line.state_place),
    "title": Arranged(lambda line: sort_key(str(line.title))),
    "signed": Arranged(lambda line: line.signed_on, descending=True),
    "from": Arranged(lambda line: line.effective_on, descending=True),
}
"""By the words of the heads; within one value those that end first stand above."""


def threshold(expires_on: date | None, today: date) -> int | None:
    """The narrowest of the alert months that has come; None before the first of them and after the end."""
    if expires_on is None or expires_on < today:
        return None
    return next(
        (months for months in sorted(settings.EXPIRY_ALERT_MONTHS) if add_months(expires_on, -months) <= today), None
    )


def lines(user: Viewer, today: date, *, status: str = "", institution: str = "") -> tuple[AgreementLine, ...]:
    """The agreements this user may know of, those that end first above; two queries."""
    parties = Prefetch("parties", queryset=AgreementParty.objects.select_related("institution").order_by("pk"))
    rows = Agreement.objects.visible_to(user).prefetch_related(parties)
    if status in AgreementStatus.values:
        rows = rows.filter(status=status)
    if institution:
        rows = rows.filter(parties__institution__slug=institution)
    return tuple(sorted((_line(row, today) for row in rows), key=_end_then_title))


def _end_then_title(line: AgreementLine) -> tuple[date, date, str]:
    return line.expires_on or date.max, line.effective_on or date.max, str(line.title)


def months_of_alert() -> int:
    """How many months before its end the office is first told of an agreement."""
    return max(settings.EXPIRY_ALERT_MONTHS)


def expiring(user: Viewer, today: date) -> tuple[AgreementLine, ...]:
    """The agreements in force whose first alert has come (`settings.EXPIRY_ALERT_MONTHS`), the nearest first."""
    return tuple(line for line in lines(user, today, status=AgreementStatus.IN_FORCE) if line.expiring is not None)


def _line(row: Agreement, today: date) -> AgreementLine:
    return AgreementLine(
        uid=row.uid,
        title=localized(row, "title"),
        type=str(row.get_type_display()),
        status=AGREEMENT_MOVES.office_label(row.status),
        status_kind=AGREEMENT_MOVES.kind(row.status),
        state_place=AgreementStatus.values.index(row.status),
        parties=tuple(localized(party.institution, "name") for party in row.parties.all()),
        signed=known_day(row.signed_on, row.signed_precision, in_table=True),
        signed_on=row.signed_on,
        is_signed_to_the_day=row.signed_precision == DatePrecision.DAY,
        effective_on=row.effective_on,
        expires_on=row.expires_on,
        is_validity_unknown=is_validity_unknown(row),
        party_slugs=tuple(party.institution.slug for party in row.parties.all()),
        facts={name: getattr(row, name) for name in FACTS},
        expiring=reached_threshold(row, today),
    )


def reached_threshold(agreement: Agreement, today: date) -> int | None:
    """The same for an agreement; one that is not in force reaches none."""
    return threshold(agreement.expires_on, today) if agreement.status == AgreementStatus.IN_FORCE else None


def is_validity_unknown(agreement: Agreement) -> bool:
    """Whether it is signed, and nobody has entered since when it is in force."""
    return agreement.status == AgreementStatus.SIGNED and agreement.effective_on is None


def offered_moves(agreement: Agreement, user: Viewer) -> list[Move]:
    """The buttons on the page of an agreement; the renewal has one once its successor is signed."""
    rows = AGREEMENT_MOVES.offered(agreement, user)
    return [row for row in rows if row.name != "renew" or is_ready_to_renew(agreement)]


# --- An agreement and its successor ----------------------------------------------------------------------------------------


def renewal_differences(old: Agreement, new: Agreement) -> tuple[Change, ...]:
    """Field by field, then parties and conditions: what the successor changes."""
    rows = [*_fields(old, new), *_parts(old, new)]
    return tuple(Change(label, before, after) for label, before, after in rows if before != after)


def _fields(old: Agreement, new: Agreement) -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    for name in ("title", "field_limits"):
        words = _label(name)
        for code in LANGUAGES:
            column = f"{name}_{code}"
            rows.append((in_language(words, code), getattr(old, column) or "", getattr(new, column) or ""))
    rows.append((_label("type"), str(old.get_type_display()), str(new.get_type_display())))
    rows.append((_label("scope"), str(old.get_scope_display()), str(new.get_scope_display())))
    rows.append((_label("fee_waiver"), _yes(old.fee_waiver), _yes(new.fee_waiver)))
    for name in ("signed_on", "effective_on", "expires_on"):
        rows.append((_label(name), _day(getattr(old, name)), _day(getattr(new, name))))
    return rows


def _parts(old: Agreement, new: Agreement) -> list[tuple[str, str, str]]:
    return [
        (_("Parties"), _parties(old), _parties(new)),
        (_("Conditions"), _conditions(old), _conditions(new)),
    ]


def _parties(agreement: Agreement) -> str:
    return "; ".join(
        sorted(str(localized(p.institution, "name")) for p in agreement.parties.select_related("institution"))
    )


def _conditions(agreement: Agreement) -> str:
    rows = agreement.conditions.select_related("sending", "receiving")
    return "; ".join(
        sorted(
            f"{localized(c.sending, 'name')} → {localized(c.receiving, 'name')}{formats.colon()}{c.per_year}"
            + (formats.bracketed(c.get_level_display()) if c.level else "")
            for c in rows
        )
    )


def _label(name: str) -> str:
    words = str(Agreement._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")


def _day(value: date | None) -> str:
    return formats.table_date(value) if value else ""
