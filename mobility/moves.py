"""Which moves may a mobility make from which state, what is the move called, and which reasons may be given?"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib.states import Move, MoveTable, State

from .models import Status

NEW = ""
"""Before the record exists; the first move of every record starts here."""

LABELS = {
    NEW: State(pgettext_lazy("mobility", "Not registered"), pgettext_lazy("mobility", "Not registered")),
    Status.PLANNED: State(Status.PLANNED.label, pgettext_lazy("mobility, student", "Preparing")),
    Status.READY: State(Status.READY.label, pgettext_lazy("mobility, student", "Ready to go")),
    Status.ON_SITE: State(Status.ON_SITE.label, pgettext_lazy("mobility, student", "On exchange")),
    Status.RETURNED: State(Status.RETURNED.label, pgettext_lazy("mobility, student", "Back, steps left")),
    Status.COMPLETED: State(Status.COMPLETED.label, pgettext_lazy("mobility, student", "Completed")),
    Status.CLOSED: State(Status.CLOSED.label, pgettext_lazy("mobility, student", "Closed")),
    Status.CANCELLED: State(Status.CANCELLED.label, pgettext_lazy("mobility, student", "Cancelled")),
    Status.INTERRUPTED: State(Status.INTERRUPTED.label, pgettext_lazy("mobility, student", "Ended early")),
    Status.VOIDED: State(Status.VOIDED.label, pgettext_lazy("mobility, student", "Record voided")),
}

MOVES = MoveTable(
    [
        Move(name="register", sources=frozenset({NEW}), target=Status.PLANNED, label=_("Register")),
        # past stays and groups: the office enters the arrival together with the record
        Move(
            name="register_arrived",
            sources=frozenset({NEW}),
            target=Status.ON_SITE,
            label=_("Register with confirmed arrival"),
        ),
        Move(name="make_ready", sources=frozenset({Status.PLANNED}), target=Status.READY, label=_("Mark as ready")),
        Move(name="arrive", sources=frozenset({Status.READY}), target=Status.ON_SITE, label=_("Confirm arrival")),
        Move(name="return", sources=frozenset({Status.ON_SITE}), target=Status.RETURNED, label=_("Confirm return")),
        Move(name="complete", sources=frozenset({Status.RETURNED}), target=Status.COMPLETED, label=_("Complete")),
        Move(name="close", sources=frozenset({Status.COMPLETED}), target=Status.CLOSED, label=_("Close the record")),
        Move(
            name="interrupt",
            sources=frozenset({Status.ON_SITE}),
            target=Status.INTERRUPTED,
            label=_("End the stay early"),
            reason_required=True,
        ),
        Move(
            name="cancel",
            sources=frozenset({Status.PLANNED, Status.READY}),
            target=Status.CANCELLED,
            label=_("Cancel the mobility"),
            reason_required=True,
        ),
        Move(
            name="void",
            sources=frozenset(Status) - {Status.VOIDED},
            target=Status.VOIDED,
            label=_("Void the record"),
            reason_required=True,
        ),
    ],
    LABELS,
)

CORRECT = "correct"
"""Not a move: the state stays, the actual dates change, the log and the history say from what to what."""

DONE = {
    "register": _("Registered"),
    "register_arrived": _("Registered with confirmed arrival"),
    "make_ready": _("Marked as ready"),
    "arrive": _("Arrival confirmed"),
    "return": _("Return confirmed"),
    "complete": _("Completed"),
    "close": _("Closed"),
    "interrupt": _("Stay ended early"),
    "cancel": _("Cancelled"),
    "void": _("Voided"),
    CORRECT: _("Dates corrected"),
}
"""What the history says of each move."""

CORRECT_LABEL = _("Correct the dates")
CORRECTABLE = frozenset({Status.ON_SITE, Status.RETURNED, Status.COMPLETED, Status.INTERRUPTED})
READ_ONLY = frozenset({Status.CLOSED, Status.CANCELLED, Status.VOIDED})

REASONS: dict[str, dict[str, Any]] = {
    "cancel": {
        "own_wish": _("The person's own wish"),
        "health": _("Health"),
        "visa": _("Visa or status of residence"),
        "programme": _("The programme does not take place"),
        "security": _("Safety or travel advice"),
        "host": _("The host withdrew"),
        "other": _("Another reason"),
    },
    "interrupt": {
        "health": _("Health"),
        "family": _("Family"),
        "security": _("Safety or travel advice"),
        "host": _("The host withdrew"),
        "own_wish": _("The person's own wish"),
        "conduct": _("Breach of the rules"),
        "other": _("Another reason"),
    },
    "void": {
        "duplicate": _("The stay is registered twice"),
        "mistake": _("Registered by mistake"),
        "other": _("Another reason"),
    },
    CORRECT: {
        "typing": _("Slip of the keyboard"),
        "host_word": _("The host corrected the dates"),
        "other": _("Another reason"),
    },
}
EXCUSED = frozenset({"health", "family", "security", "host"})
"""Reasons after which an interrupted stay counts, unless the office decides otherwise."""

KINDS = {
    Status.PLANNED: "todo",
    Status.READY: "wait",
    Status.ON_SITE: "now",
    Status.RETURNED: "now",
    Status.COMPLETED: "done",
    Status.CLOSED: "done",
    Status.INTERRUPTED: "bad",
    Status.CANCELLED: "off",
    Status.VOIDED: "off",
}
"""Which glyph stands before the word of a state."""


def label_of(name: str) -> str:
    """The verb of a move, the correction included."""
    return str(CORRECT_LABEL if name == CORRECT else MOVES.moves[name].label)


def reason_label(move: str, code: str) -> str:
    return str(REASONS.get(move, {}).get(code, code))
