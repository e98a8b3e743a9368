"""What the page of a typed table says by its script, and the keys by which one moves through it."""

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.words import Words

SAID: tuple[tuple[str, Words], ...] = (
    ("saving", _("Saving …")),
    ("saved", _("Saved at %(time)s.")),
    (
        "unsaved",
        _("There is no connection. What you have typed is kept on this page and saved as soon as there is one."),
    ),
    ("failing", _("The portal cannot save at the moment. What you have typed is kept on this page and is sent again.")),
    (
        "busy",
        _(
            "Very much was sent in a short time. What you have typed is kept on this page and is sent again in a moment."
        ),
    ),
    ("forbidden", _("You cannot save in this table any more. Copy what is not saved yet before you leave this page.")),
    ("some", _("All else is saved, but not %(cell)s: what stands there cannot be kept.")),
    ("large", _("%(cell)s holds more than can be saved. Make it shorter.")),
    ("signed-out", _("You are signed out. Sign in in another tab; what you have typed is saved then.")),
    ("outdated", _("This page is outdated. Copy what is not saved yet and load the page again.")),
    ("full", _("The table can hold no more rows; the rest was not pasted.")),
    ("wide", _("Some cells lie beyond the last column and were not pasted.")),
    ("elsewhere", _("Somebody else has typed “%(theirs)s” into %(cell)s. You have typed “%(mine)s”.")),
    ("mine", _("Keep mine")),
    ("theirs", _("Take the other one")),
)
"""Name → sentence; the script fills in what stands in brackets."""

KEYS: tuple[Words, ...] = (
    _(
        "Arrows, Home, End, Page Up and Page Down go from cell to cell; with Ctrl to the edge of what is filled; with Shift they select."
    ),
    _("Typing replaces a cell, F2 edits it, Esc leaves it as it was; Enter goes down, Tab to the right."),
    _("Delete empties the selected cells. Ctrl+C, Ctrl+X and Ctrl+V copy, cut and paste them, also from and to Excel."),
    _("Ctrl+Z takes back, Ctrl+Y does again. Alt+Enter begins a new line in a cell, Alt+↓ offers what it takes."),
    _("Ctrl+D fills the selected cells with their first row, Ctrl+Enter with the cell you are in."),
    _("Esc and then Tab leaves the table."),
)
