"""The forms of one page of a stay, read, refused and sent again as one: its facts, the rows of hosts and funding, a new person."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from kanazawa_exchange.accounts.forms.people import PersonForm
from kanazawa_exchange.lib.conflicts import Typed, Values, take, typed_in
from kanazawa_exchange.lib.refusals import Doubt

from ..facts import COLUMNS, PARTS, Facts, FundingValues, LegValues, facts_of, funding_values, label, leg_values, shown
from ..models import Mobility
from .blocks import Block, blocks
from .mobilities import FactsForm, RegisterForm
from .rows import funding_rows, funding_words, leg_rows, leg_words


class RecordForms:
    """The forms of one page, the new person's perhaps among them, which are read, refused and sent again as one."""

    parts = PARTS

    def __init__(
        self,
        facts: FactsForm,
        data: Any = None,
        *,
        current: Mobility | None = None,
        person: PersonForm | None = None,
        further: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        """`further`: what the rules say of what could be read of a form in which something else is wrong."""
        self.facts, self.person, self.further = facts, person, further
        self.refused: dict[str, list[str]] = {}
        """What the service says of the legs or the funding as a whole."""
        stored = facts_of(current) if current is not None and data is None else None
        year = facts.run.fiscal_year if facts.run else None
        self.legs = leg_rows(data, stored.legs if stored else (), year)
        self.fundings = funding_rows(data, stored.fundings if stored else ())

    @property
    def fields(self) -> Mapping[str, object]:
        return {**self.facts.fields, **dict.fromkeys(PARTS)}

    def add_error(self, field: str | None, error: Any) -> None:
        if field in PARTS:
            self.refused.setdefault(field, []).append(str(error))
        else:
            self.facts.add_error(field, error)

    def is_valid(self) -> bool:
        """All of them, each asked, so that all that is wrong is said at once."""
        valid = [self.facts.is_valid(), self.legs.is_valid(), self.fundings.is_valid()]
        valid.append(self.person is None or self.person.is_valid())
        if not all(valid):
            self._look_further()
        return all(valid) and not self.refused

    def _look_further(self) -> None:
        """Beside what could not be read stands what the rules refuse; each box says one thing."""
        further, self.further = self.further, dict
        rows = dict(zip(PARTS, (self.legs, self.fundings), strict=True))
        for name, sentence in further().items():
            if not (rows[name].total_error_count() if name in rows else self.facts.errors.get(name)):
                self.add_error(name if name in self.fields else None, sentence)

    def quoted(self, doubts: Sequence[Doubt]) -> Sequence[Doubt]:
        """The doubts about the new person's letters in what was typed."""
        return doubts if self.person is None else self.person.quoted(doubts)

    @property
    def errors(self) -> bool:
        """Whether anything on the page is wrong."""
        rows = self.legs.total_error_count() + self.fundings.total_error_count()
        return bool(self.facts.errors or rows or self.refused or (self.person and self.person.errors))

    def blocks(self) -> Iterator[Block]:
        """The facts, group by group. A new record shows folded what only its run has filled in."""
        held = {name for name, _label, rows, wrong in self.groups_of_rows() if wrong or _holds_rows(rows)}
        touched = {shown(name).group for name in held}
        return blocks(self.facts, isinstance(self.facts, RegisterForm), touched=touched)

    def groups_of_rows(self) -> Iterator[tuple[str, str, Any, list[str]]]:
        """(name, label, rows, what is wrong with them as a whole) of the funding and the legs, as they stand on the page."""
        for name, rows in (("fundings", self.fundings), ("legs", self.legs)):
            yield name, label(name), rows, [*map(str, rows.non_form_errors()), *self.refused.get(name, ())]

    # --- What was typed ---

    @property
    def cleaned_data(self) -> Mapping[str, Any]:
        return self.facts.cleaned_data

    def values(self) -> dict[str, Any]:
        """All facts as typed, by name."""
        return {**self.facts.values(), "legs": self._leg_values(), "fundings": self._funding_values()}

    def typed_facts(self) -> Facts:
        return Facts(**self.values())

    def _leg_values(self) -> tuple[LegValues, ...]:
        rows = (form.cleaned_data for form in self.legs if form.is_valid() and form.cleaned_data.get("host"))
        return tuple(LegValues(row["host"], row["starts_on"], row["ends_on"], row["is_main"]) for row in rows)

    def _funding_values(self) -> tuple[FundingValues, ...]:
        rows = (form.cleaned_data for form in self.fundings if form.is_valid() and form.cleaned_data.get("source"))
        return tuple(FundingValues(row["source"], row["monthly_yen"]) for row in rows)

    # --- Beside what somebody else has saved ---

    def stored_values(self, stay: Mobility) -> dict[str, Any]:
        legs = sorted(stay.legs.all(), key=lambda leg: leg.starts_on)
        columns = {name: getattr(stay, name) for name in COLUMNS}
        return {**columns, "legs": leg_values(legs), "fundings": funding_values(stay.fundings.all())}

    def typed_in(self) -> list[Typed]:
        legs = Typed("legs", label("legs"), self._leg_values(), leg_words)
        return [
            *typed_in(self.facts),
            legs,
            Typed("fundings", label("fundings"), self._funding_values(), funding_words),
        ]

    def take(self, values: Values, version: int) -> None:
        take(self.facts, {name: value for name, value in values.items() if name not in PARTS}, version)
        if "legs" in values:
            self.legs = leg_rows(None, values["legs"], self.facts.run.fiscal_year if self.facts.run else None)
        if "fundings" in values:
            self.fundings = funding_rows(None, values["fundings"])


def _holds_rows(rows: Any) -> bool:
    """Whether one of the rows holds anything, right or wrong."""
    return bool(rows.total_error_count()) or any(row.has_changed() or row.initial for row in rows)
