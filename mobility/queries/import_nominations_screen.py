"""What the pages of an import say of a table of nominations: what its cells take, who is meant by an answer, where a record is."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.cells.heading_words import HEADINGS
from kanazawa_exchange.lib.import_screens import Code, Says, Screen
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Institution
from partners.permissions import represented_institution_ids
from programs.models import Direction
from programs.queries.labels import run_label

from ..models import Nomination
from ..nomination_sheets import CHOICES_OF
from ..sheets import NAMES, SOMEBODY_NEW
from . import persons
from .import_screen import NAMED_FIRST, as_uid, places_called, spellings
from .known_people import last_stays
from .nominees import runs_nominated_to, runs_of, told_students


def _own(user: Viewer) -> list[Institution]:
    return list(Institution.objects.filter(pk__in=represented_institution_ids(user)).order_by("pk"))


def _offered(user: Viewer) -> Mapping[str, Sequence[str]]:
    """The runs to which the form nominates, their programmes, and the own institutions."""
    runs = list(runs_nominated_to(user, clock.today()))
    programs = dict.fromkeys(str(localized(run.program, "name")) for run in runs)
    own = [str(localized(place, "name")) for place in _own(user)]
    return {"run": [run_label(run, in_places=True) for run in runs], "program": list(programs), "sending": own}


def _called(codes: Collection[Code], user: Viewer) -> dict[Code, str]:
    """Students of the own institutions by their public ids, and of nobody else; runs and places by what they are called."""
    told = places_called(codes)
    uids = {uid for column, code in codes if column == "run" and (uid := as_uid(code))}
    runs = runs_of(Direction.INBOUND).filter(uid__in=uids)
    told |= {("run", str(run.uid)): run_label(run, in_places=True) for run in (runs if uids else ())}
    students = _students({code for column, code in codes if column == "person"}, user)
    return told | {("person", code): words for code, words in students.items()}


def _students(codes: Collection[str], user: Viewer) -> dict[str, str]:
    """Who is meant: name, other spellings, number, and for what such a student was nominated or came last."""
    words = {SOMEBODY_NEW: _("Somebody new")} if SOMEBODY_NEW in codes else {}
    uids = [uid for code in codes if (uid := as_uid(code)) is not None]
    if not uids:
        return words
    own = _own(user)
    people = [person for place in own for person in told_students(place).filter(uid__in=uids).order_by("pk")]
    rows = persons.rows_of(people)
    nominated, stays = _nominated([row.uid for row in rows], own), last_stays(user, [row.uid for row in rows])
    for row in rows:
        others = (name.text for name in row.others)
        last = nominated.get(row.uid) or stays.get(row.uid, "")
        words[str(row.uid)] = " · ".join(filter(None, (row.name.text, *others, row.student_number, last)))
    return words


def _nominated(people: Sequence[UUID], own: Sequence[Institution]) -> dict[UUID, str]:
    rows = Nomination.objects.filter(person__uid__in=people, sending__in=own).select_related("run__program", "person")
    return {
        one.person.uid: formats.series(localized(one.run.program, "name"), fiscal_year_label(one.run.fiscal_year))
        for one in rows.order_by("pk")
    }


def _pages(records: Collection[int], user: Viewer) -> dict[int, str]:
    found = Nomination.objects.visible_to(user).filter(pk__in=records).values_list("pk", "uid")
    return {pk: reverse("mobility:nomination_detail", args=[uid]) for pk, uid in found}


def _send(count: int) -> str:
    words = ngettext("Send the %(number)s valid nomination", "Send the %(number)s valid nominations", count)
    return words % {"number": formats.number(count)}


def _sent(count: int) -> str:
    words = ngettext(
        "%(number)s nomination is sent. Kanazawa University answers it in the list of nominations.",
        "%(number)s nominations are sent. Kanazawa University answers them in the list of nominations.",
        count,
    )
    return words % {"number": formats.number(count)}


SAYS = Says(
    lead=gettext_lazy(
        "One row is one student: name, date of birth or student number, level, first and last day. You choose the programme run once"
        " for all rows."
    ),
    nothing_yet=gettext_lazy("Nothing is sent yet."),
    without_wrong=gettext_lazy("The valid rows can be sent without those that are to be corrected."),
    nothing_new=gettext_lazy("All students of the table are nominated already: there is nothing to send."),
    register=_send,
    register_chosen=gettext_lazy("Send only the ticked rows"),
    registered=_sent,
    undo=gettext_lazy("Withdraw the nominations of this table"),
    checking=gettext_lazy("Check (nothing is sent yet)"),
    last_step=gettext_lazy("Send the nominations"),
    number_written=gettext_lazy("Nominations sent"),
    moment_written=pgettext_lazy("nominations of a table", "Sent"),
    how=(
        gettext_lazy(
            "You see each row and all that was done to read it before anything is sent. Until then nobody else sees it."
        ),
        gettext_lazy(
            "The valid rows can be sent without the wrong ones, and all of them can be withdrawn as long as the host has not answered."
        ),
    ),
)
SCREEN = Screen(
    first=NAMED_FIRST,
    for_all=("run", "level", "term", "planned_starts_on", "planned_ends_on", "nationality"),
    usual=(
        *("run", "name_cyrillic", "name_latin", "birth_date", "nationality"),
        *("level", "study_year", "planned_starts_on", "planned_ends_on", "email"),
    ),
    needed=(("run", "program"),),
    passed_over=(
        gettext_lazy("Whose turn"),
        Nomination._meta.get_field("revision").verbose_name,
        Nomination._meta.get_field("sent_at").verbose_name,
        *(word for key in ("faculty", "phone", "note") for word in HEADINGS[key]),
    ),
    for_many=(SOMEBODY_NEW,),
    choices=CHOICES_OF,
    offered=_offered,
    shown={
        "fiscal_year": fiscal_year_label,
        "nationality": formats.country,
        "period": lambda days: formats.period(*days),
        **dict.fromkeys(NAMES, spellings),
    },
    called=_called,
    pages=_pages,
    says=SAYS,
)
