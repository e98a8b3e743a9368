"""What the pages of an import say of a table of stays: what its cells take, who is meant by an answer, where a record is."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.import_screens import Code, Screen
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Agreement, Institution
from programs.models import Program, ProgramRun
from programs.queries import coordinated_program_ids
from programs.queries.labels import run_label

from ..models import Mobility
from ..money_cells import in_words
from ..sheets import CHOICES, NAMES, SOMEBODY_NEW
from . import persons
from .days import period_of
from .known_people import last_stays
from .people import people_told_in_imports

NAMED_FIRST = ("name_kanji", "name", "name_latin", "name_cyrillic", "name_kana", "student_number")
PLACES = ("sending", "receiving", "partner")


def places_called(codes: Collection[Code]) -> dict[Code, str]:
    """Institutions and programmes by their slugs."""
    places = _named(Institution, {code for column, code in codes if column in PLACES})
    programs = _named(Program, {code for column, code in codes if column == "program"})
    known = {**dict.fromkeys(PLACES, places), "program": programs}
    return {(column, code): words for column, code in codes if (words := known.get(column, {}).get(code))}


def called(codes: Collection[Code], user: Viewer) -> dict[Code, str]:
    """Institutions and programmes by their slugs, people by their public ids with what tells them apart."""
    people = _people({code for column, code in codes if column == "person"}, user)
    runs = _runs({code for column, code in codes if column == "run"})
    agreements = _agreements({code for column, code in codes if column == "agreement"}, user)
    known = {"person": people, "run": runs, "agreement": agreements}
    return places_called(codes) | {
        (column, code): words for column, code in codes if (words := known.get(column, {}).get(code))
    }


def _named(model: Any, slugs: Collection[str]) -> dict[str, str]:
    if not slugs:
        return {}
    return {thing.slug: str(localized(thing, "name")) for thing in model.objects.filter(slug__in=slugs)}


def _runs(codes: Collection[str]) -> dict[str, str]:
    uids = [uid for code in codes if (uid := as_uid(code)) is not None]
    if not uids:
        return {}
    return {str(run.uid): run_label(run) for run in ProgramRun.objects.filter(uid__in=uids).select_related("program")}


def _agreements(codes: Collection[str], user: Viewer) -> dict[str, str]:
    """Title and day of signature: agreements are often called alike."""
    uids = [uid for code in codes if (uid := as_uid(code)) is not None]
    found = Agreement.objects.visible_to(user).filter(uid__in=uids) if uids else ()
    return {
        str(one.uid): " · ".join(
            filter(None, (str(localized(one, "title")), formats.table_date(one.signed_on) if one.signed_on else ""))
        )
        for one in found
    }


def _people(codes: Collection[str], user: Viewer) -> dict[str, str]:
    """Who is meant by an answer: name, other spellings, number, birth date and last stay."""
    words = {code: _("The same new person as in row %(row)s") % {"row": code} for code in codes if code.isdecimal()}
    if SOMEBODY_NEW in codes:
        words[SOMEBODY_NEW] = _("Somebody new")
    uids = [uid for code in codes if (uid := as_uid(code)) is not None]
    if not uids:
        return words
    rows = persons.rows_of(list(people_told_in_imports(user).filter(uid__in=uids).order_by("pk")))
    stays = last_stays(user, [row.uid for row in rows])
    for row in rows:
        born = formats.table_date(row.birth_date) if row.birth_date else ""
        others = [name.text for name in row.others]
        parts = (row.name.text, *others, row.student_number, born, stays.get(row.uid, ""))
        words[str(row.uid)] = " · ".join(filter(None, parts))
    return words


def stays_called(codes: Collection[str], user: Viewer) -> dict[str, str]:
    """Public ids of stays → whose it is, where and when."""
    uids = [uid for code in codes if (uid := as_uid(code)) is not None]
    if not uids:
        return {}
    stays = list(Mobility.objects.visible_to(user).filter(uid__in=uids).select_related("person", "receiving"))
    people = {row.uid: row for row in persons.rows_of([stay.person for stay in stays])}
    return {
        str(stay.uid): " · ".join(
            filter(
                None,
                (
                    people[stay.person.uid].name.text,
                    people[stay.person.uid].student_number,
                    str(localized(stay.receiving, "name")),
                    period_of(stay),
                ),
            )
        )
        for stay in stays
    }


def as_uid(text: str) -> UUID | None:
    """The public id that a code is, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def pages(records: Collection[int], user: Viewer) -> dict[int, str]:
    found = Mobility.objects.visible_to(user).filter(pk__in=records).values_list("pk", "uid")
    return {pk: reverse("mobility:mobility_detail", args=[uid]) for pk, uid in found}


def offered(user: Viewer) -> Mapping[str, Sequence[str]]:
    """The names of the programmes in which the user registers, and of institutions, in the language of the screen."""
    own = Program.objects.all() if is_office(user) else Program.objects.filter(pk__in=coordinated_program_ids(user))
    places = [str(localized(one, "name")) for one in Institution.objects.order_by("pk")]
    programs = [str(localized(one, "name")) for one in own.order_by("order", "pk")]
    return {"program": programs, **dict.fromkeys(PLACES, places)}


def spellings(value: str | Sequence[Sequence[str]]) -> str:
    """Families in front, as the portal stores them; a text that would be accepted reads as it is typed."""
    if isinstance(value, str):
        return value
    return " / ".join(" ".join(filter(None, parts[1:])) for parts in value)


def _period(value: Any) -> str:
    """Both days, or one of them alone where a record would change one."""
    if isinstance(value, tuple | list):
        return formats.period(*value)
    return formats.table_date(value) if isinstance(value, date) else str(value)


SCREEN = Screen(
    first=NAMED_FIRST,
    for_all=("fiscal_year", "direction", "program", "partner", "starts_on", "ends_on"),
    needed=(("program", "run"),),
    passed_over=(
        gettext_lazy("As shown on the screen"),
        gettext_lazy("Return not confirmed since"),
    ),
    for_many=(SOMEBODY_NEW,),
    choices=CHOICES,
    offered=offered,
    shown={
        "fiscal_year": fiscal_year_label,
        "nationality": formats.country,
        "period": _period,
        "funding": in_words,
        **dict.fromkeys(NAMES, spellings),
    },
    called=called,
    pages=pages,
)
