"""Under which agreement the stay of a row is: by its title, of several of one title that with the partner of the row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.cells import Said, Unread
from kanazawa_exchange.lib.gazetteer import Gazetteer
from kanazawa_exchange.lib.imports import Act
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.search_key import loose_key
from partners.models import Agreement, AgreementParty

from .drafts import AGREEMENT, Draft


@dataclass(frozen=True)
class Treaties:
    """The agreements that the reader may choose, by their titles, and who their parties are."""

    titled: Gazetteer[Agreement]
    parties: Mapping[int, frozenset[int]]

    @classmethod
    def read(cls, user: User) -> "Treaties":
        """Two queries."""
        things = Agreement.objects.visible_to(user).order_by("pk")
        parties: dict[int, set[int]] = defaultdict(set)
        for agreement, institution in AgreementParty.objects.values_list("agreement_id", "institution_id"):
            parties[agreement].add(institution)
        titled = Gazetteer.of(things, titles_of, "uid", official="title")
        return cls(titled, {pk: frozenset(found) for pk, found in parties.items()})

    def find(self, text: str, draft: Draft) -> Said[Agreement] | Unread:
        """That of this title, or of several that with one of the partners of the stay; what is near is such a one, too."""
        found = self.titled.find(text, AGREEMENT)
        if isinstance(found, Said):
            return found
        sides = {draft.places.sending.pk, draft.places.receiving.pk} if draft.places else set()
        is_unknown = found.code.endswith("unknown")
        uids = found.nearest if is_unknown else self._called(text)
        fitting = [uid for uid in uids if self._is_between(sides, uid)]
        if len(fitting) == 1 and not is_unknown:
            return Said(self.titled.things[self.titled.addresses[fitting[0]]], "of_partner")
        near = fitting or uids or (self._with(sides) if sides else ())
        return Unread(found.code, tuple(near)[:NEAREST], found.words)

    def _is_between(self, sides: set[int], uid: str) -> bool:
        return sides <= self.parties.get(self.titled.addresses[uid], frozenset())

    def _with(self, sides: set[int]) -> list[str]:
        """All of the two institutions, the newest first."""
        return [uid for uid in reversed(list(self.titled.addresses)) if self._is_between(sides, uid)]

    def _called(self, text: str) -> list[str]:
        return [str(self.titled.things[pk].uid) for pk in sorted(self.titled.loose.get(loose_key(text), ()))]


NEAREST = 3


def titles_of(agreement: Agreement) -> list[str]:
    return [getattr(agreement, name) or "" for name in columns("title")]


def treaties(act: Act) -> Treaties:
    """Read once for all lots of a table."""
    if "treaties" not in act.kept:
        act.kept["treaties"] = Treaties.read(act.by)
    found: Treaties = act.kept["treaties"]
    return found


def find_agreements(drafts: Sequence[Draft], act: Act) -> None:
    """Of the rows that name one: that of the record where it is called so, else the one that is meant."""
    for draft in (draft for draft in drafts if AGREEMENT in draft.said):
        text = str(draft.said[AGREEMENT])
        if draft.stay is not None and draft.stay.agreement is not None and is_called(draft.stay.agreement, text):
            draft.facts[AGREEMENT] = draft.stay.agreement
            continue
        found = treaties(act).find(text, draft)
        if isinstance(found, Unread):
            draft.unread(AGREEMENT, found)
            continue
        draft.facts[AGREEMENT] = found.value
        if found.note:
            draft.note(AGREEMENT, found.note, str(found.value.uid))


def is_called(agreement: Agreement, text: str) -> bool:
    names: Iterable[str] = (str(agreement.uid), *titles_of(agreement))
    return loose_key(text) in {loose_key(name) for name in names if name}
