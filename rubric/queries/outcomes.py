"""What became of an application after its reviews, in the words of the office: as those who select read it, released or not."""

from dataclasses import dataclass

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized
from mobility.models import Application, ApplicationStatus, Decision, shown_state
from partners.queries.names import short_name


@dataclass(frozen=True)
class Outcome:
    """The words and the glyph of the state; `place` of an offer, also of one that is over."""

    words: str
    kind: str
    place: Localized | None

    @property
    def line(self) -> str:
        """In one line of a file."""
        return formats.series(self.words, str(self.place)) if self.place else self.words


def outcome_of(application: Application) -> Outcome | None:
    """Nothing while nothing is decided; no query where the place is read with its institution."""
    if application.status == ApplicationStatus.IN_REVIEW:
        return None
    place = application.place
    return Outcome(
        decided_words(application),
        shown_state(application).kind,
        short_name(place.institution) if place else None,
    )


def decided_words(application: Application) -> str:
    """The state, and of a decision that is not released what was decided."""
    label = str(shown_state(application).office)
    if application.status == ApplicationStatus.DECIDED:
        return f"{label}{formats.colon()}{Decision(application.decision).label}"
    return label
