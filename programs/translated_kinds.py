"""What of the programmes is translated: the programmes, announced calls, and what the office publishes, now or at a later day."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.queries.translations import Kind
from kanazawa_exchange.accounts.services.translated_columns import Columns, kind_of

from .call_moves import CallStatus
from .forms.calls import CallForm
from .forms.programs import ProgramForm
from .forms.publications import texts_to_publish
from .models import Call, Program, Published
from .permissions import is_no_part_of
from .publication_moves import PublicationStatus
from .views import publication_kinds


def _published(model: type[Published]) -> Callable[[datetime], QuerySet[Any]]:
    """Those planned for later are translated before that day."""
    return lambda _now: model._default_manager.filter(status=PublicationStatus.PUBLISHED)


def _office(kind: publication_kinds.Kind) -> Callable[[Any], str]:
    return lambda record: reverse("programs:publication_edit", kwargs={"kind": kind.code, "uid": record.uid})


def _published_kind(kind: publication_kinds.Kind) -> Kind:
    columns = Columns(
        rows=_published(kind.model),
        texts=texts_to_publish(kind.model),
        needed=kind.model.NEEDED,
        since="published_at",
        public=kind.public,
        office=_office(kind),
    )
    return kind_of(kind.code, kind.plural, kind.model._meta.model_name or "", columns)


PROGRAMS = kind_of(
    "programs",
    gettext_lazy("Programmes"),
    "program",
    Columns(
        rows=lambda _now: Program.objects.all(),
        texts=ProgramForm.three,
        public=lambda program: reverse("programs:program_detail", kwargs={"slug": program.slug}),
        office=lambda program: reverse("programs:program_edit", kwargs={"uid": program.uid}),
    ),
)
CALLS = kind_of(
    "calls",
    gettext_lazy("Calls for applications"),
    "call",
    Columns(
        rows=lambda _now: Call.objects.filter(status=CallStatus.ANNOUNCED),
        texts=CallForm.three,
        public=lambda call: reverse("programs:call_detail", kwargs={"uid": call.uid}),
        office=lambda call: reverse("programs:call_edit", kwargs={"uid": call.uid}),
        since="announced_at",
        may=is_no_part_of,
    ),
)
KINDS = (PROGRAMS, CALLS, *map(_published_kind, publication_kinds.KINDS.values()))
