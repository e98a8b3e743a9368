"""One answer on its way: which screens are answered, what nobody has answered yet, and what may be answered at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.viewer import Viewer, member

from ..models import Rater, Response
from ..scoring.instruments import Answer
from .questions import Question, Screen, screens
from .windows import Window, is_open_for, window_of


@dataclass(frozen=True)
class Step:
    """One screen in the row above the questions: where it leads, and whether it is done."""

    screen: Screen
    is_done: bool


@dataclass(frozen=True)
class Answering:
    """An answer with its screens. `person` is whom staff rate, None where the participants answer for themselves."""

    response: Response
    screens: tuple[Screen, ...]
    window: Window | None
    is_open: bool
    person: ShownName | None

    @property
    def stamps(self) -> Mapping[str, int]:
        return self.response.stamps or {}

    def answer(self, question: Question) -> Answer:
        """What is stored; None where there is no answer."""
        found: Answer = self.response.answers.get(question.key, self.response.remarks.get(question.key))
        return found

    def is_touched(self, question: Question) -> bool:
        """Answered, or said that there shall be no answer."""
        return self.answer(question) is not None or question.key in self.stamps

    @property
    def steps(self) -> list[Step]:
        return [Step(screen, all(map(self.is_touched, screen.questions))) for screen in self.screens]

    @property
    def untouched(self) -> list[tuple[Screen, Question]]:
        """The questions that were passed over; a remark is nobody's duty."""
        asked = ((screen, question) for screen in self.screens for question in screen.questions)
        return [(screen, one) for screen, one in asked if one.item.ability and not self.is_touched(one)]

    @property
    def next_number(self) -> int:
        """The first screen with something left to answer, else the last one."""
        return next((step.screen.number for step in self.steps if not step.is_done), len(self.screens))


def writable(user: Viewer) -> QuerySet[Response]:
    """The answers this reader may open to write: the own ones, and those that staff give in the own programmes."""
    account = member(user)
    if account is None:
        return Response.objects.none()
    rows: QuerySet[Response] = Response.objects.visible_to(user)
    mine = rows.filter(rater=Rater.SELF, mobility__person_id=account.person_id)
    return (mine | rows.filter(rater=Rater.STAFF)).select_related(
        "wave__instrument__rubric_version", "wave__run__program", "mobility__run", "mobility__person"
    )


def answering(response: Response, now: datetime) -> Answering:
    """Five queries for an own answer, one or two more for one that staff give."""
    person = None
    if response.rater == Rater.STAFF:
        person = shown_names([response.mobility.person_id])[response.mobility.person_id]
    return Answering(
        response,
        screens(response.wave.instrument),
        window_of(response.wave, response.mobility),
        is_open_for(response.wave, response.mobility, now),
        person,
    )
