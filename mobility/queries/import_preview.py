"""The rows of an import as its pages show them: what stands in each cell, what was read, what would change, what is wrong."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from kanazawa_exchange.lib import formats, import_values, import_words
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.import_screens import Code
from kanazawa_exchange.lib.imports import Kind, Problem
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.paging import BEGINNING, PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.viewer import Viewer

from ..models import UNUSUAL, ImportBatch, ImportRow, Verdict
from .import_alike import Fault, faults_of, numbers_of
from .import_cells import LOOKS, Answer, Cell, Row, Typed, box_name, called
from .import_grid import MOST_BOXES
from .import_texts import text_in
from .import_values import Values

IN_ORDER = Order("number")
LEFT = "left"
"""Beside the verdicts, and what is unusual: the rows that an undone import has left as they are."""


@dataclass(frozen=True)
class Preview:
    """`heads`: the columns in their order; `notes`: the sentences to which the marks lead; `shown`: name of a box → what it held."""

    heads: tuple[str, ...]
    page: Page[Row]
    notes: tuple[tuple[int, str], ...]
    shown: Mapping[str, str]
    unusual: int
    offered: Mapping[str, Sequence[str]] = field(default_factory=dict)


def preview(
    batch: ImportBatch,
    kind: Kind,
    user: Viewer,
    *,
    only: str = "",
    place: Place = BEGINNING,
    opened: Collection[str] = (),
    typed: Typed | None = None,
) -> Preview:
    """One page of the rows; as many queries for three rows as for one. `opened`: numbers of rows to correct, or `all`."""
    rows = _of(batch, only)
    found = IN_ORDER.page(rows, place, size=_size(kind, opened))
    screen = _Shown.of(batch, kind, user, found.rows, only, opened, typed or Typed())
    lines = tuple(map(screen.row, found.rows))
    boxes = [cell for line in lines for cell in (line.first, *line.cells) if cell and cell.is_open]
    answers = [cell for line in lines for cell in (*line.asked, *line.answered)]
    return Preview(
        heads=tuple(called(kind, key) for key in screen.columns),
        page=found.of(lines),
        notes=tuple((number, sentence) for sentence, number in screen.notes.items()),
        shown={cell.name: screen.stored[cell.name] for cell in (*boxes, *answers)},
        unusual=batch.counts.get(UNUSUAL, 0),
        offered=screen.offered({cell.column for cell in boxes}),
    )


def _size(kind: Kind, opened: Collection[str]) -> int:
    """Fewer rows where many are opened: a form sends no more boxes than the portal takes."""
    is_open = "all" in opened or len(opened) > 1
    return min(PAGE_SIZE, max(1, MOST_BOXES // len(kind.columns))) if is_open else PAGE_SIZE


def _of(batch: ImportBatch, only: str) -> Any:
    if only == UNUSUAL:
        return batch.rows.exclude(doubts={})
    if only == LEFT:
        return batch.rows.filter(left__isnull=False)
    return batch.rows.filter(verdict=only) if only in Verdict.values else batch.rows.all()


# --- Row by row --------------------------------------------------------------------------------------------------------


@dataclass
class _Shown:
    """What the rows of one page need: their columns, what codes stand for, and the notes as they are met."""

    batch: ImportBatch
    kind: Kind
    user: Viewer
    columns: tuple[str, ...]
    values: Values
    pages: Mapping[int, str]
    opened: Collection[str]
    typed: Typed
    alike: Mapping[Fault, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        batch: ImportBatch,
        kind: Kind,
        user: Viewer,
        rows: Sequence[ImportRow],
        only: str,
        opened: Collection[str],
        typed: Typed,
    ) -> "_Shown":
        records = {row.record_id for row in rows if row.record_id is not None}
        return cls(
            batch,
            kind,
            user,
            _columns(batch, kind, rows, only),
            Values.of(kind, set(codes_of(kind, rows)), user),
            kind.screen.pages(records, user) if records else {},
            opened,
            typed,
            numbers_of(batch, {fault for row in rows for fault in _with_answers(row, batch, kind)}),
        )

    def row(self, row: ImportRow) -> Row:
        problems = [Problem.restored(problem) for problem in row.problems]
        is_open = "all" in self.opened or str(row.number) in self.opened
        cells = [self._cell(row, key, problems, is_open) for key in self.columns]
        answers = [column.key for column in self.kind.columns if column.is_answer]
        stay = str(row.about.get("stay") or "")
        return Row(
            number=row.number,
            verdict=row.verdict,
            look=LOOKS.get(Verdict(row.verdict), "todo") if row.verdict else "todo",
            words=row.get_verdict_display() if row.verdict else "",
            first=cells[0] if cells else None,
            cells=tuple(cells[1:]),
            asked=tuple(self._cell(row, key, problems, False) for key in answers if _at(problems, key)),
            answered=tuple(
                replace(self._cell(row, key, [], False), read=self.values.words(key, row.fixes[key]))
                for key in answers
                if row.fixes.get(key) and not _at(problems, key)
            ),
            faults=tuple(self._reason(problem) for problem in _at(problems, "")),
            doubts=tuple(str(words.get(active_language(), "")) for words in row.doubts.values()),
            who=self.values.words("stay", stay) if stay else "",
            page=self.pages.get(row.record_id or 0, ""),
            is_open=is_open,
            left=import_words.reason(self.kind, Unread.restored(row.left)) if row.left else "",
            is_written=row.is_written,
        )

    def _cell(self, row: ImportRow, key: str, problems: Sequence[Problem], is_open: bool) -> Cell:
        name, wrong = box_name(row.number, key), _at(problems, key)
        stored = self.stored[name] = text_in(row, self.batch.mapping, key)
        changes = [change for change in row.changes if change["column"] == key]
        nearest = dict.fromkeys(one for problem in wrong for one in problem.why.nearest)
        return Cell(
            column=key,
            label=called(self.kind, key),
            name=name,
            text=self.typed.texts.get(name, stored),
            words=self._words(row, key, stored),
            read=self._read(row, key),
            marks=self._marks(row, key),
            is_changed=bool(changes),
            old=self._told(key, (change["old"] for change in changes)),
            new=self._told(key, (change["new"] for change in changes)),
            faults=tuple(map(self._reason, wrong)),
            answers=tuple(self._by_name(key, self._answer(row, key, one)) for one in nearest),
            is_open=is_open or bool(wrong) or name in self.typed.texts,
            is_corrected=key in row.fixes,
            elsewhere=self.typed.elsewhere.get(name),
        )

    def _told(self, key: str, values: Iterable[Any]) -> str:
        """One cell may tell two facts, as a period tells two days."""
        return formats.series(*(self.values.words(key, import_values.restored(value)) or "—" for value in values))

    def _answer(self, row: ImportRow, key: str, value: str) -> Answer:
        """One answer may hold for several rows, but several people are nobody known."""
        same = [fault for fault in faults_of(row, self.batch.mapping, self.kind) if fault[0] == key]
        rows = max((self.alike.get(fault, 1) for fault in same), default=1)
        is_of_one = self.kind.column(key).is_answer and value not in self.kind.screen.for_many
        words = self.values.words(key, value) or value
        return Answer(value, formats.with_table_dates(words), 1 if is_of_one else rows)

    def _read(self, row: ImportRow, key: str) -> str:
        """What was read, where anything was done to read it and it is written in another way than the text."""
        read = row.about.get("read", {})
        stored = read[key] if key in read else row.said.get(key) if self._was_read(row, key) else None
        words = self.values.words(key, import_values.restored(stored))
        text = text_in(row, self.batch.mapping, key)
        return "" if words in (text.strip(), self._words(row, key, text)) else words

    def _by_name(self, key: str, answer: Answer) -> Answer:
        """The same by a name that the cell takes, so that nobody meets a code in it; by the code where two have one name."""
        if self.kind.column(key).is_answer:
            return answer
        names = self.offered({key}).get(key, [])
        return replace(answer, value=answer.words) if names.count(answer.words) == 1 else answer

    def offered(self, columns: set[str]) -> dict[str, list[str]]:
        """What the boxes of these columns take, where that can be listed."""
        choices = self.kind.screen.choices.items()
        words = {key: [str(label) for _code, label in among()] for key, among in choices if key in columns}
        further = self._further if columns - words.keys() else {}
        return words | {key: list(texts) for key, texts in further.items() if key in columns}

    @cached_property
    def _further(self) -> Mapping[str, Sequence[str]]:
        return self.kind.screen.offered(self.user)

    def _words(self, row: ImportRow, key: str, stored: str) -> str:
        """What stands in the cell; of a code that a button has put there what it stands for."""
        if key in row.fixes:
            return self.values.named(key, stored)
        return self.values.labels.get(key, {}).get(stored, stored)

    def _was_read(self, row: ImportRow, key: str) -> bool:
        """Whether the cell says it in another way than it is kept; what the kind notes is said about the cell, not done to it."""
        return any(name and name not in self.kind.notes for name in row.notes.get(key, "").split("+"))

    def _marks(self, row: ImportRow, key: str) -> tuple[int, ...]:
        """The numbers of the notes, which are told once below the table."""
        sentences = import_words.note(self.kind, row.notes.get(key, ""))
        return tuple(dict.fromkeys(self.notes.setdefault(one, len(self.notes) + 1) for one in sentences))

    def _reason(self, problem: Problem) -> str:
        """Without what is near, which stands below it as answers."""
        words = import_words.reason(self.kind, replace(problem.why, nearest=()))
        return formats.with_table_dates(words, problem.why.nearest)


def _with_answers(row: ImportRow, batch: ImportBatch, kind: Kind) -> set[Fault]:
    """What is wrong in a row for which answers are offered."""
    answered = {str(problem["column"]) for problem in row.problems if problem.get("nearest")}
    return {fault for fault in faults_of(row, batch.mapping, kind) if fault[0] in answered} if answered else set()


def _at(problems: Iterable[Problem], column: str) -> list[Problem]:
    return [problem for problem in problems if problem.column == column]


def _columns(batch: ImportBatch, kind: Kind, rows: Sequence[ImportRow], only: str) -> tuple[str, ...]:
    """Those of the table in its order, but first that which tells whom a row is about; behind them those that only these rows need.

    Where only rows to correct are shown, the columns to correct come next, so that none of them is off the screen.
    """
    known = {column.key: column for column in kind.columns}
    inside = [key for key in sorted(batch.mapping, key=lambda key: batch.mapping[key]) if key in known]
    first = next((key for key in kind.screen.first if key in inside), None)
    ordered = [first, *(key for key in inside if key != first)] if first else inside
    needed: set[str] = set()
    for row in rows:
        told = (str(one["column"]) for one in (*row.problems, *row.changes))
        needed.update(row.fixes, row.notes, row.about.get("read", {}), told)
    further = [key for key, column in known.items() if key in needed and key not in ordered and not column.is_answer]
    wrong = {str(one["column"]) for row in rows for one in row.problems} if only == Verdict.WRONG else set()
    shown = (*ordered, *further)
    return tuple(sorted(shown, key=lambda key: key != first and key not in wrong)) if wrong else shown


def codes_of(kind: Kind, rows: Iterable[ImportRow]) -> Iterator[Code]:
    for row in rows:
        for problem in row.problems:
            yield from ((str(problem["column"]), str(one)) for one in problem.get("nearest", ()))
        yield from (
            (str(change["column"]), code) for change in row.changes for code in _codes(change["old"], change["new"])
        )
        yield from ((key, code) for key, code in row.about.get("read", {}).items() if isinstance(code, str))
        answers = {column.key for column in kind.columns if column.is_answer}
        yield from ((key, str(code)) for key, code in row.fixes.items() if key in answers)
        if row.about.get("stay"):
            yield "stay", str(row.about["stay"])


def _codes(*values: object) -> Iterator[str]:
    return (value for value in values if isinstance(value, str) and value)
