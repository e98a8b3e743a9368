"""Answers on paper that come in by a table: a kind for each questionnaire, whose columns are its questions."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial

from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.import_screens import Code, Screen
from kanazawa_exchange.lib.imports import Family, Kind
from kanazawa_exchange.lib.viewer import Viewer
from mobility.queries.import_screen import stays_called
from mobility.services.import_stays import STAYS
from mobility.services.import_stays.ties import TIES

from ...models import Instrument, Moment, Response
from ...moves import InstrumentStatus
from ...permissions import may_import_papers
from ...queries.instruments import item_in_arithmetic
from ...sheets import MOMENT, WHO, columns, of_title
from .check import check
from .words import NOTES, REASONS
from .write import undo, write

NAME = "answers"


def _title(instrument: Instrument) -> str:
    return _("Answers on paper: %(name)s") % {"name": instrument.name}


_titled = lazy(_title, str)


def kind_of(instrument: Instrument) -> Kind:
    """Two queries for its questions, and one for the levels."""
    items = list(instrument.items.select_related("ability").prefetch_related("options"))
    highest = max(instrument.rubric_version.levels.values_list("number", flat=True), default=0)
    return Kind(
        code=f"{NAME}-{instrument.pk}",
        title=_titled(instrument),
        columns=columns([(item, item_in_arithmetic(item)) for item in items], highest),
        may=may_import_papers,
        check=partial(check, instrument),
        write=write,
        undo=undo,
        of_title=of_title,
        notes=NOTES,
        reasons=REASONS,
        screen=_screen(),
        ties=replace(TIES, about="stay"),
    )


def _screen() -> Screen:
    """As of a table of stays, whose people and runs it names."""
    stays = STAYS.screen
    return Screen(
        first=stays.first,
        for_all=("fiscal_year", "direction", "program", "term", MOMENT, "language"),
        needed=(("program", "run"),),
        choices={**{key: one for key, one in stays.choices.items() if key in WHO}, MOMENT: lambda: Moment.choices},
        offered=stays.offered,
        shown={key: one for key, one in stays.shown.items() if key in WHO},
        called=_called,
        pages=_pages,
    )


def _called(codes: Collection[Code], user: Viewer) -> Mapping[Code, str]:
    """As of a table of stays; and the stay that was found."""
    stays = stays_called({code for column, code in codes if column == "stay"}, user)
    return {**STAYS.screen.called(codes, user), **{("stay", code): words for code, words in stays.items()}}


def _pages(records: Collection[int], user: Viewer) -> Mapping[int, str]:
    """Answers that were given stand with their stay."""
    stays = dict(Response.objects.filter(pk__in=records).values_list("pk", "mobility_id"))
    pages = STAYS.screen.pages(set(stays.values()), user)
    return {pk: pages[stay] for pk, stay in stays.items() if stay in pages}


def _named(rest: str) -> Kind | None:
    found = _known({rest}).select_related("rubric_version").first()
    return kind_of(found) if found else None


def _titles(parts: Collection[str]) -> Mapping[str, str]:
    return {str(found.pk): _title(found) for found in _known(parts)}


def _known(parts: Collection[str]) -> QuerySet[Instrument]:
    """The questionnaires of these codes that somebody may answer, or could."""
    keys = [int(part) for part in parts if re.fullmatch("[1-9][0-9]{0,8}", part)]
    return Instrument.objects.exclude(status=InstrumentStatus.DRAFT).filter(pk__in=keys)


def _offered(user: Viewer) -> Iterable[Kind]:
    """The questionnaires of which a wave has been planned."""
    if not may_import_papers(user):
        return ()
    asked = Instrument.objects.exclude(status=InstrumentStatus.DRAFT).filter(waves__isnull=False).distinct()
    return [kind_of(one) for one in asked.select_related("rubric_version").order_by("pk")]


ANSWERS = Family(NAME, may_import_papers, _named, _titles, _offered)
"""Answers, one row a paper."""

__all__ = ["ANSWERS", "kind_of"]
