"""How a refusal of the database becomes a sentence for the user, at the field where it belongs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction


class Refused(Exception):
    """What was asked for is not possible; the message is fit for the user, `field` says where it belongs."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(message)


@contextmanager
def refusing(reasons: Mapping[str, Refused]) -> Iterator[None]:
    """Run a write in a savepoint; an IntegrityError that names one of the constraints becomes its refusal.

    SQLite reports a plain unique constraint by its columns ("table.column"), so both names may be keys.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        for name, refusal in reasons.items():
            if name in str(error):
                raise refusal from error
        raise
