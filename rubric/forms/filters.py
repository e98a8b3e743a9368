"""The filters of the lists of the survey, read from the address."""

from typing import Unpack
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.viewer import Viewer
from programs.models import Direction, Program, ProgramRun
from programs.queries.labels import run_label

from ..models import Moment, ScoreRun
from ..moves import WaveStatus
from ..queries.participation import Standing
from ..queries.score_scope import waves
from ..queries.wave_people import MISSING_WORD
from ..queries.waves import kept_waves, years_of

ALL = ("", _("All"))
EVERY_YEAR = "all"


class WaveFilter(forms.Form):
    """Every box is one word of the address; without a year the newest one with waves is meant."""

    fy = forms.ChoiceField(label=_("Fiscal year"), required=False)
    program = forms.TypedChoiceField(label=_("Programme"), required=False, coerce=UUID, empty_value=None)
    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=[ALL, *Direction.choices])
    moment = forms.ChoiceField(label=pgettext_lazy("wave", "Moment"), required=False, choices=[ALL, *Moment.choices])
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ALL, *WaveStatus.choices])
    run = forms.TypedChoiceField(
        label=_("Programme run"), required=False, coerce=UUID, empty_value=None, widget=forms.HiddenInput
    )
    scoring = forms.TypedChoiceField(
        label=_("Scoring run"), required=False, coerce=UUID, empty_value=None, widget=forms.HiddenInput
    )

    COLUMNS = {
        "program": "run__program__uid",
        "direction": "run__direction",
        "moment": "moment",
        "status": "status",
        "run": "run__uid",
    }

    def __init__(self, data: Data = None, files: Files = None, *, user: Viewer, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        self.auto_id = "f-%s"
        self.years = years_of(user)
        self.fields["fy"].choices = self._year_choices()  # type: ignore[attr-defined]
        programs = Program.objects.filter(runs__survey_waves__in=kept_waves(user)).distinct().order_by("order", "pk")
        self.fields["program"].choices = [ALL, *((str(one.uid), str(localized(one, "name"))) for one in programs)]  # type: ignore[attr-defined]
        runs = ProgramRun.objects.select_related("program").filter(uid__in=self._named("run"))
        self.fields["run"].choices = [ALL, *((str(run.uid), run_label(run)) for run in runs)]  # type: ignore[attr-defined]
        self.scored_by = ScoreRun.objects.visible_to(user).filter(uid__in=self._named("scoring")).first()
        if self.scored_by:
            moment = formats.date_and_time(self.scored_by.started_at)
            self.fields["scoring"].choices = [ALL, (str(self.scored_by.uid), moment)]  # type: ignore[attr-defined]

    def _year_choices(self) -> list[tuple[str, object]]:
        """The first is what is shown where the address names no year: the newest one; all for a run, which lies in any year."""
        named: list[tuple[str, object]] = [(str(year), fiscal_year_label(year)) for year in self.years]
        asked, every = self.data.get("fy"), (EVERY_YEAR, _("All"))
        if not named or self.data.get("run") or self.data.get("scoring"):
            return [(EVERY_YEAR if asked == EVERY_YEAR else "", _("All")), *named]
        newest, label = named[0]
        return [(newest if asked == newest else "", label), *named[1:], every]

    def _named(self, box: str) -> list[UUID]:
        """The public id that the address names; where it names none, no query is asked."""
        try:
            return [UUID(str(self.data.get(box, "")))]
        except ValueError:
            return []

    @property
    def condition(self) -> Q:
        """What could be read; a value nobody offered filters nothing."""
        self.is_valid()
        given = {name: self.cleaned_data.get(name) for name in self.COLUMNS}
        asked = Q(**{self.COLUMNS[name]: value for name, value in given.items() if value})
        if self.scored_by:
            asked &= Q(pk__in=waves(self.scored_by))
        year = self.year
        return asked if year is None else asked & Q(run__fiscal_year=year)

    @property
    def year(self) -> int | None:
        """The year that is shown; none where all are, and for one run or what a scoring run read."""
        self.is_valid()
        word = self.cleaned_data.get("fy")
        if word == EVERY_YEAR or (not word and (self.cleaned_data.get("run") or self.scored_by)):
            return None
        return int(word) if word else next(iter(self.years), None)


class PeopleFilter(forms.Form):
    """Who of a wave is shown: all, those who are missing, or those who stand at one place."""

    who = forms.ChoiceField(
        label=pgettext_lazy("survey", "Who"),
        required=False,
        choices=[ALL, (MISSING_WORD, pgettext_lazy("survey", "Missing")), *Standing.choices],
    )

    def __init__(self, data: Data = None, files: Files = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        self.auto_id = "f-%s"

    @property
    def asked(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("who", ""))
