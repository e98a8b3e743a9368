"""Which agreement each row of a table is about: by its title, else by its parties, its type and the day of its signature."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kanazawa_exchange.lib import import_rows
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.gazetteer import Gazetteer
from kanazawa_exchange.lib.import_columns import told_in
from kanazawa_exchange.lib.import_rows import twice
from kanazawa_exchange.lib.imports import Line
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.search_key import search_key

from ...days import as_known
from ...models import Agreement, Institution
from ...queries.names import institutions_by_name
from ...sheets.agreements import ANSWER, BASIS, DAYS, LIMITS, OPEN, PARTIES, SOMETHING_NEW, TITLE
from ..entries import Party

Deal = tuple[frozenset[int], object, object]
"""The parties, the type and the day of signature."""


@dataclass(frozen=True)
class Archive:
    """Every agreement with its parties, by title, by deal and by public id; institutions by their names."""

    institutions: Gazetteer[Institution]
    home: Institution | None
    by_title: Mapping[str, Sequence[Agreement]]
    by_deal: Mapping[Deal, Sequence[Agreement]]
    by_uid: Mapping[str, Agreement]

    @classmethod
    def read(cls) -> "Archive":
        """Three queries."""
        institutions = institutions_by_name()
        homes = [thing for thing in institutions.things.values() if thing.is_home]
        titles: dict[str, dict[int, Agreement]] = defaultdict(dict)
        deals: dict[Deal, list[Agreement]] = defaultdict(list)
        agreements = list(Agreement.objects.prefetch_related("parties").order_by("pk"))
        for agreement in agreements:
            for column in columns(TITLE):
                if key := search_key(getattr(agreement, column) or ""):
                    titles[key][agreement.pk] = agreement
            deals[parties_of(agreement), agreement.type, agreement.signed_on].append(agreement)
        by_title = {key: list(found.values()) for key, found in titles.items()}
        by_uid = {str(agreement.uid): agreement for agreement in agreements}
        return cls(institutions, homes[0] if len(homes) == 1 else None, by_title, deals, by_uid)


def parties_of(agreement: Agreement) -> frozenset[int]:
    return frozenset(party.institution_id for party in agreement.parties.all())


@dataclass
class Draft(import_rows.Draft):
    """One row on its way. `told`: field of the record → the column that tells it, and its value."""

    told: dict[str, tuple[str, Any]] = field(default_factory=dict)
    parties: list[Party] = field(default_factory=list)
    agreement: Agreement | None = None

    @property
    def deal(self) -> Deal:
        signed: Any = self.said.get("signed_on") or (None, "")
        kind = self.told.get("type", ("", None))[1]
        return frozenset(party.institution.pk for party in self.parties), kind, signed[0]


def drafts_of(lines: Sequence[Line], archive: Archive) -> list[Draft]:
    drafts = []
    for line in lines:
        draft = Draft(line)
        for key in (TITLE, BASIS, LIMITS):
            draft.told |= told_in(key, line.said)
        draft.told |= {name: (name, line.said[name]) for name in ("scope", "fee_waiver", *DAYS) if name in line.said}
        _tell_type(draft)
        if "signed_on" in line.said:
            day, precision = line.said["signed_on"]
            draft.told |= {"signed_on": ("signed_on", day), "signed_precision": ("signed_on", precision)}
        _name_parties(draft, archive)
        _recognise(draft, archive)
        drafts.append(draft)
    _tell_twice(drafts)
    return drafts


def _tell_type(draft: Draft) -> None:
    """The type, and the scope where the same cell tells it and no other does."""
    kind, _at, scope = str(draft.said.get("type", "")).partition("@")
    if kind and kind != OPEN:
        draft.told["type"] = ("type", kind)
    if scope and "scope" not in draft.said:
        draft.told["scope"] = ("scope", scope)
        draft.note("scope", "scope_of_type", scope)


def _name_parties(draft: Draft, archive: Archive) -> None:
    """The institutions of the columns; ours where the row names no other of our side, and there is but one of ours."""
    for column in PARTIES:
        names: Any = draft.said.get(column, ())
        for name in names:
            found = archive.institutions.find(name, "institution")
            if isinstance(found, Unread):
                draft.unread(column, found)
                continue
            if found.note:
                draft.note(column, found.note)
            draft.parties.append(Party(column, found.value))
    is_named = any(party.institution.is_home for party in draft.parties) or {"ours", "parties"} & {*draft.said}
    if archive.home is not None and draft.parties and not is_named and "ours" not in draft.line.unread:
        draft.parties.insert(0, Party("ours", archive.home))
        draft.note("ours", "our_side", archive.home.slug)


# --- Which ---------------------------------------------------------------------------------------------------------------


def _recognise(draft: Draft, archive: Archive) -> None:
    answer = str(draft.said.get(ANSWER, ""))
    if answer:
        if answer != SOMETHING_NEW:
            _take(draft, archive.by_uid.get(answer))
        return
    titled = _titled(draft, archive)
    same_deal = list(archive.by_deal.get(draft.deal, ()))
    if len(titled) == 1 and _may_be(draft, titled[0]):
        _take(draft, titled[0])
    elif not _titles(draft) and len(same_deal) == 1:
        _take(draft, same_deal[0])
    elif alike := titled or same_deal:
        draft.fault(ANSWER, "agreement.may_be_known", *(str(one.uid) for one in alike), SOMETHING_NEW)


def _titles(draft: Draft) -> list[str]:
    return [text for name, (_column, text) in draft.told.items() if name in columns(TITLE)]


def _titled(draft: Draft, archive: Archive) -> list[Agreement]:
    """Those of one of these titles; of several those that have more of the row: its parties, its day, its type, all its titles."""
    found = {one.pk: one for text in _titles(draft) for one in archive.by_title.get(search_key(text), ())}
    left = list(found.values())
    parties, kind, signed = draft.deal
    for narrows in (
        lambda one: parties_of(one) == parties,
        lambda one: one.signed_on == signed,
        lambda one: one.type == kind,
        lambda one: all(
            (getattr(one, name) or "") == value for name, (column, value) in draft.told.items() if column == name
        ),
    ):
        left = [one for one in left if narrows(one)] or left
    return left


def _may_be(draft: Draft, agreement: Agreement) -> bool:
    """Agreements are often called alike: with other parties, or another day of signature, it may be another one."""
    if draft.deal[0] not in (frozenset(), parties_of(agreement)):
        return False
    signed: Any = draft.said.get("signed_on")
    if signed is None or agreement.signed_on is None:
        return signed is None
    days = as_known(*signed), as_known(agreement.signed_on, agreement.signed_precision)
    return days[0].startswith(days[1]) or days[1].startswith(days[0])


def _take(draft: Draft, agreement: Agreement | None) -> None:
    if agreement is None:
        draft.fault(ANSWER, "agreement.unknown")
        return
    draft.agreement = agreement
    draft.known(agreement.pk, agreement.version)


def _tell_twice(drafts: Iterable[Draft]) -> None:
    taken: dict[object, int] = {}
    for draft in drafts:
        if draft.agreement is not None:
            twice(draft, draft.agreement.pk, taken)
        elif draft.parties and draft.said.get(ANSWER) != SOMETHING_NEW:
            twice(draft, (draft.deal, tuple(sorted(map(search_key, _titles(draft))))), taken)
