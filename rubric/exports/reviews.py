"""The columns of the files of the selection: a reviewer's cases, the calls, and the ranking of one call with its criteria."""

from collections.abc import Sequence

from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.list_files import FileColumn

from ..queries.rank_lines import RankLine
from ..queries.review_work import WorkLine
from ..queries.selection import Selection
from ..queries.selection_calls import CallLine

WORK: tuple[FileColumn[WorkLine], ...] = (
    FileColumn(gettext_lazy("Status"), lambda row: row.label, 14),
    FileColumn(gettext_lazy("Applicant"), lambda row: row.name.text, 28),
    FileColumn(pgettext_lazy("applications", "Call"), lambda row: row.call.text, 44),
    FileColumn(gettext_lazy("Level"), lambda row: row.level, 18),
    FileColumn(
        pgettext_lazy("application", "Home institution"),
        lambda row: row.institution.text if row.institution else "",
        32,
    ),
    FileColumn(pgettext_lazy("review", "Assigned"), lambda row: formats.local_day(row.assigned_at), 14),
    FileColumn(pgettext_lazy("review", "Due"), lambda row: row.due, 14),
    FileColumn(gettext_lazy("Criteria with points"), lambda row: row.given, 12),
    FileColumn(gettext_lazy("Criteria"), lambda row: row.criteria, 12),
)

CALLS: tuple[FileColumn[CallLine], ...] = (
    FileColumn(pgettext_lazy("applications", "Call"), lambda row: row.title.text, 44),
    FileColumn(pgettext_lazy("call", "Closes"), lambda row: formats.local_day(row.closes_at), 14),
    FileColumn(gettext_lazy("Applications in review"), lambda row: row.applications, 14),
    FileColumn(gettext_lazy("Reviews"), lambda row: row.reviews, 12),
    FileColumn(pgettext_lazy("review", "Finished"), lambda row: row.finished, 12),
    FileColumn(pgettext_lazy("review", "Missing"), lambda row: row.missing, 12),
)


def ranking_columns(found: Selection) -> Sequence[FileColumn[RankLine]]:
    """One column a criterion, between the score and what is missing. Scores are numbers with the decimals of the screen."""
    return (
        FileColumn(gettext_lazy("Rank"), lambda row: row.rank, 8),
        FileColumn(gettext_lazy("Shared rank"), lambda row: gettext("yes") if row.is_shared else "", 10),
        FileColumn(gettext_lazy("Within the places"), lambda row: _within(found, row), 12),
        FileColumn(gettext_lazy("Applicant"), lambda row: row.name.text, 28),
        FileColumn(gettext_lazy("Score of 100"), lambda row: row.total, 12),
        *(
            FileColumn(
                f"{criterion.name} (0–{criterion.scale}, ×{weight})",
                lambda row, place=place: row.means[place].points,  # type: ignore[misc]
                16,
            )
            for place, (criterion, weight) in enumerate(zip(found.criteria, found.weights, strict=True))
        ),
        FileColumn(pgettext_lazy("ranking", "Outcome"), lambda row: row.outcome.line if row.outcome else "", 28),
        FileColumn(gettext_lazy("Equal scores decided by"), lambda row: row.decided_words, 28),
        FileColumn(gettext_lazy("Finished reviews"), lambda row: row.finished, 12),
        FileColumn(gettext_lazy("Too few reviewers"), lambda row: gettext("yes") if row.has_too_few else "", 12),
        FileColumn(gettext_lazy("Missing points"), lambda row: row.missing_words, 36),
        FileColumn(gettext_lazy("Conflict of interest"), lambda row: row.biased_words, 24),
        FileColumn(pgettext_lazy("application", "Grade index"), lambda row: row.grade_index, 10),
        FileColumn(gettext_lazy("Level"), lambda row: row.level, 18),
        FileColumn(pgettext_lazy("application", "Home institution"), lambda row: str(row.institution or ""), 32),
        FileColumn(gettext_lazy("Preferred destinations"), lambda row: row.wishes_words, 44),
        FileColumn(
            gettext_lazy("Comments for the committee"),
            lambda row: "\n".join(
                f"{one.name.text}{formats.colon()}{one.committee_comment}"
                for one in row.reviews
                if one.committee_comment
            ),
            60,
        ),
    )


def cut_of(lines: Sequence[RankLine]) -> tuple[int, ...]:
    """Above which of these rows the places of the call end: of one, or of none."""
    below = [place for place, line in enumerate(lines) if line.is_below]
    return tuple(below[:1]) if below and below[0] else ()


def _within(found: Selection, row: RankLine) -> str:
    """By rank alone; of those who share the rank at which the places end nobody can say it."""
    if not found.places:
        return ""
    if row.is_below:
        return gettext("no")
    ends = [line.rank for line in found.lines if not line.is_below][-1:] if found.is_cut_among_equals else []
    return gettext("not all of them") if row.rank in ends else gettext("yes")
