"""The type of whoever looks or acts, as permissions see it: an account, or a visitor who has not signed in."""

from typing import Any, Protocol, cast


class Viewer(Protocol):
    """Whoever asks for a page."""

    @property
    def is_authenticated(self) -> bool: ...

    @property
    def pk(self) -> object: ...


class Member(Viewer, Protocol):
    """An account that belongs to a known person."""

    @property
    def person_id(self) -> int: ...

    def of_person(self, relation: str) -> Any: ...


def member(user: Viewer | None) -> Member | None:
    """The viewer as a member; None for a visitor, and for an account without a person."""
    return cast(Member, user) if getattr(user, "person_id", None) else None
