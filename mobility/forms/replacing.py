"""The form on which the institutions of a record are corrected: it becomes a new record."""

from typing import Unpack

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.forms.moves import MoveForm
from kanazawa_exchange.lib.clock import today
from kanazawa_exchange.lib.conflicts import take, version_of
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Agreement, Institution
from programs.models import ProgramRun

from ..facts import Places
from ..models import Mobility
from ..moves import MOVES
from ..services.replacing import Right
from .fields import AgreementField, InstitutionField, RunField, offer
from .mobilities import runs_for


class ReplaceForm(MoveForm):
    """From where to where, in which run, under which agreement; and why the old record is voided."""

    sending = InstitutionField(Institution.objects.none(), label=_("Sending institution"))
    receiving = InstitutionField(Institution.objects.none(), label=_("Receiving institution"))
    run = RunField(ProgramRun.objects.none(), label=_("Programme run"))
    agreement = AgreementField(Agreement.objects.none(), label=_("Agreement"), required=False)

    def __init__(
        self, data: Data = None, files: Files = None, *, record: Mobility, user: Viewer, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, row=MOVES.moves["void"], record=record, today=today(), **options)
        for name in ("sending", "receiving", "run", "agreement"):
            self.initial.setdefault(name, getattr(record, name))
        self.initial.setdefault("reason_code", "mistake")
        institutions = Institution.objects.select_related("city").order_by("-is_confirmed", "pk")
        offer(self, "sending", institutions)
        offer(self, "receiving", institutions)
        offer(self, "run", runs_for(user) | runs_for(user, record))
        offer(self, "agreement", Agreement.objects.visible_to(user).order_by("pk"))

    def leave_out(self, name: str) -> None:
        """Let a box stand empty when the form is shown again: what it held cannot go with the rest."""
        take(self, {name: None}, version_of(self))

    def right(self) -> Right:
        sent = self.cleaned_data
        return Right(Places(sent["sending"], sent["receiving"]), sent["run"], sent["agreement"])
