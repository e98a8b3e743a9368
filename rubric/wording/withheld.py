"""Why members of committees and evaluators are shown no figures of a question, or fewer than there are."""

from django.utils.translation import gettext as _

from ..queries.cohorts import CohortFilters
from .findings import filter_line


def unanswered(filters: CohortFilters) -> str:
    """That nobody has scored these answers yet."""
    return _("No scoring run has ended yet that counted these participants (%(selection)s).") % {
        "selection": filter_line(filters)
    }


def unpublished() -> str:
    """That no year is public, and when one will be."""
    return _(
        "No fiscal year is published yet. Members of committees and evaluators read its figures once the year is over, all its "
        "survey waves are locked and a scoring run has counted them."
    )


def withheld(filters: CohortFilters) -> str:
    """That this group has too few pairs, or protects one that has."""
    return _(
        "The figures of this group (%(selection)s) are withheld: fewer than five people answered both times, or the answers of "
        "fewer than five could be worked out from them."
    ) % {"selection": filter_line(filters)}
