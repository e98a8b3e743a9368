"""The columns of the files of versions and questionnaires: those of their pages, each thing in a cell of its own."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib.list_files import FileColumn

from ..queries.questionnaires import QuestionnaireLine
from ..queries.versions import VersionLine

VERSIONS: tuple[FileColumn[VersionLine], ...] = (
    FileColumn(gettext_lazy("Rubric"), lambda row: str(row.rubric), 40),
    FileColumn(gettext_lazy("Version"), lambda row: row.number, 10),
    FileColumn(gettext_lazy("Status"), lambda row: row.status_label, 16),
    FileColumn(gettext_lazy("Abilities"), lambda row: row.abilities, 12),
    FileColumn(pgettext_lazy("rubric", "Levels"), lambda row: row.levels, 12),
    FileColumn(gettext_lazy("In use from"), lambda row: row.in_use_on, 14),
    FileColumn(gettext_lazy("Replaced on"), lambda row: row.retired_on, 14),
    FileColumn(gettext_lazy("Texts"), lambda row: _("confirmed") if row.is_confirmed else _("to be confirmed"), 18),
)

QUESTIONNAIRES: tuple[FileColumn[QuestionnaireLine], ...] = (
    FileColumn(gettext_lazy("Questionnaire"), lambda row: str(row.name), 40),
    FileColumn(gettext_lazy("Code"), lambda row: row.code, 20),
    FileColumn(gettext_lazy("Rubric"), lambda row: str(row.rubric), 40),
    FileColumn(gettext_lazy("Version"), lambda row: row.number, 10),
    FileColumn(gettext_lazy("Status"), lambda row: row.status_label, 16),
    FileColumn(gettext_lazy("Abilities"), lambda row: row.abilities, 12),
    FileColumn(gettext_lazy("Items"), lambda row: row.items, 12),
    FileColumn(gettext_lazy("In use from"), lambda row: row.in_use_on, 14),
    FileColumn(gettext_lazy("No longer used since"), lambda row: row.retired_on, 18),
)
