"""For which reasons an application is moved: code → words, as its history keeps them."""

from django.utils.translation import gettext_lazy, pgettext_lazy

LATE_REASONS = {
    "illness": gettext_lazy("Illness or accident"),
    "technical": gettext_lazy("A fault of the portal or of the network"),
    "office": gettext_lazy("The office gave wrong information"),
    "other": gettext_lazy("Another reason"),
}
RETURN_REASONS = {
    "incomplete": pgettext_lazy("application", "Something is missing"),
    "unclear": pgettext_lazy("application", "Something is unclear"),
    "document": pgettext_lazy("application", "A document cannot be used"),
    "other": gettext_lazy("Another reason"),
}
CANCEL_REASONS = {
    "not_eligible": pgettext_lazy("application", "The conditions are not met"),
    "programme": gettext_lazy("The programme does not take place"),
    "no_answer": pgettext_lazy("application", "No answer came"),
    "no_host": pgettext_lazy("application", "No host has a place for the applicant"),
    "other": gettext_lazy("Another reason"),
}
NEXT_REASONS = {
    "rejected": gettext_lazy("The host has rejected the nomination"),
    "withdrawn": gettext_lazy("The nomination was withdrawn"),
    "other": gettext_lazy("Another reason"),
}
FREED_REASONS = {
    "refuse": pgettext_lazy("place", "Its place was refused"),
    "lapse": pgettext_lazy("place", "Its offer lapsed"),
    "withdraw": pgettext_lazy("place", "It was withdrawn"),
    "cancel": pgettext_lazy("place", "It was cancelled"),
    "offer_next": pgettext_lazy("place", "Another place was offered in its stead"),
    "vacant": pgettext_lazy("place", "The place was never taken"),
}
"""By what a place became free that the next in line is given: the move of the application whose number stands beside it."""
