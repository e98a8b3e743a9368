"""What the import of plan numbers says of a row, by name and by code."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import import_rows
from kanazawa_exchange.lib.words import Words

NOTES: Mapping[str, Words] = {
    **import_rows.NOTES,
    "main_project": _("The installation's main project."),
    "of_program": _("The project of the programme."),
}
_CALLED: Mapping[str, Words] = {
    "project.unknown": _("No project is called “%(text)s”."),
    "project.ambiguous": _("More than one project is called “%(text)s”."),
    "project.of_another": _("This programme belongs to another project."),
}
"""Of names."""

_NEEDED: Mapping[str, Words] = {
    "project.missing": _("Enter the project."),
    "year.missing": _("Enter the fiscal year."),
    "direction.missing": _("Enter the direction: outbound or inbound."),
    "number.missing": _("Enter the number."),
}
"""Of cells that a row cannot do without."""

_PLAN: Mapping[str, Words] = {
    "year.outside": _("The plan covers the fiscal years %(first)d to %(last)d."),
    "program.missing": _("The plan has numbers by programme. Enter the programme."),
    "program.together": _("The plan has numbers of all programmes together. Leave the programme out."),
}
"""Of cells that the plan does not have."""

_FORCE: Mapping[str, Words] = {
    "note.missing": _("%(number)d is in force. Say why it changes; the reason is printed with the plan."),
    "note.of_before": _(
        "%(number)d is in force for this very reason. Say why it changes now, or leave the number as it is."
    ),
    "decided.missing": _("Say on which day the change was decided."),
    "undo.settled": _("The plan was adopted since; it never changes."),
}
"""Of what is in force."""

REASONS: Mapping[str, Words] = {**import_rows.REASONS, **_CALLED, **_NEEDED, **_PLAN, **_FORCE}
