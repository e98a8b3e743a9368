"""Forms of a questionnaire: begun on a version of the rubric, copied, its own texts, and how many answers each ability needs."""

from collections.abc import Sequence
from typing import Unpack

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, ngettext

from kanazawa_exchange.accounts.forms.records import AddressPartField, RecordChoice
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.fields import WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.trilingual import TrilingualForm, texts_of

from ..models import Instrument, RubricStatus, RubricVersion
from ..moves import RUBRIC_MOVES
from ..queries.questionnaires import AskedSheet
from ..queries.versions import version_words


class VersionChoice(RecordChoice):
    """A version of a rubric: its name, its number, and that it is a draft."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("This version of the rubric cannot be chosen. Choose one from the list.")
    }

    def label_from_instance(self, obj: RubricVersion) -> str:
        state = [RUBRIC_MOVES.office_label(obj.status)] if obj.status != RubricStatus.IN_USE else []
        return formats.comma().join([str(localized(obj.rubric, "name")), version_words(obj.number), *state])


class QuestionnaireForm(TrilingualForm):
    """What a questionnaire is called and begins with."""

    three = texts_of(Instrument, "name", "introduction")
    code = AddressPartField(
        label=gettext_lazy("Code"), help_text=gettext_lazy("It names the files of this questionnaire.")
    )


class BeginForm(QuestionnaireForm):
    """A new one, on one of the `offered` versions."""

    rubric_version = VersionChoice(RubricVersion.objects.none(), label=gettext_lazy("Version of the rubric"))

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        offered: QuerySet[RubricVersion],
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **options)
        self.fields["rubric_version"].queryset = offered  # type: ignore[attr-defined]

    def values(self) -> dict[str, object]:
        """The questionnaire's own values, without its version of the rubric."""
        return {name: value for name, value in super().values().items() if name != "rubric_version"}


class MinimumsForm(TrilingualForm):
    """A box for each ability that is asked about, named minimum_ and its code."""

    parts = ("asked",)

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        asked: Sequence[AskedSheet],
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **options)
        self.codes = [row.ability.code for row in asked]
        for row in asked:
            self.fields[_box(row.ability.code)] = WholeNumberField(
                label=str(row.ability.names.local), help_text=_of_items(row.items), min_value=1, max_value=999
            )

    def minimums(self) -> dict[str, int]:
        """For the service, by the code of the ability."""
        return {code: self.cleaned_data[_box(code)] for code in self.codes}

    def stored_values(self, instrument: Instrument) -> dict[str, object]:
        return stored_minimums(instrument)


def stored_minimums(instrument: Instrument) -> dict[str, object]:
    """What the boxes show at first."""
    return {"version": instrument.version, **{_box(row.ability.code): row.minimum for row in instrument.asked.all()}}


def _box(code: str) -> str:
    return f"minimum_{code}"


def _of_items(number: int) -> str:
    words = ngettext("%(number)s item asks about it.", "%(number)s items ask about it.", number)
    return words % {"number": number}
