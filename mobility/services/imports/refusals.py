"""Why an import goes no further."""

from collections.abc import Callable, Iterable

from kanazawa_exchange.lib.refusals import Refused


class CannotTake(Refused):
    """The table holds nothing that could be imported, or too much."""


class CannotCheck(Refused):
    """The import is applied or discarded already, or its columns are not known."""


class CannotApply(Refused):
    """Nothing was written: the import is not checked, some rows are wrong, or they changed since (`numbers`)."""

    def __init__(self, say: Callable[[], str], numbers: Iterable[int] = ()) -> None:
        self.numbers, self.say = tuple(numbers), say
        super().__init__(say())


class CannotUndo(Refused):
    """The import is not applied, or is undone already."""


class CannotDiscard(Refused):
    """The import is applied: it is undone instead."""
