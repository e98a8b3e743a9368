"""What a letter about a wave of the survey says, and the real ones with which the office looks at its text."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.queries.names import spellings_of
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.mails import Specimen, Values
from kanazawa_exchange.lib.names import Spelling, display
from kanazawa_exchange.lib.viewer import Viewer
from mobility.models import Mobility

from ..models import Ask, Rater, Response, SurveyWave
from ..moves import WaveStatus
from .participation import Participation
from .wave_words import wave_words
from .waves import kept_waves
from .windows import Window, asks, window_of

SHOWN = 20


def told_of(wave: SurveyWave, stay: Mobility, names: Iterable[Spelling], window: Window) -> Values:
    """The variables of the letters, each in the language of its reader."""
    spellings = list(names)
    return {
        "name": lambda: display(spellings, reading=False),
        "program": lambda: str(localized(wave.run.program, "name")),
        "survey": lambda: str(localized(wave.instrument, "name")),
        "last_day": lambda: formats.long_date(window.last_day),
        "link": lambda: _address(reverse("rubric:survey_start", args=[wave.uid, stay.uid])),
    }


def act_of(wave: SurveyWave, stay: Mobility, number: int | str = "") -> str:
    """How the outbox calls the letter with this number about a stay in a wave: 0 the invitation, then the reminders."""
    return f"{wave.uid} {stay.uid} {number}"


def last_act(wave: SurveyWave, row: Participation) -> str:
    """The act of the last letter to somebody; of the invitation, where there is none."""
    return act_of(wave, row.stay, row.ask.reminders if row.ask else 0)


def is_overtaken(act: str, now: datetime) -> bool:
    """Whether nobody is asked any more what a letter asks.

    The wave is not open, the stay is not meant, its person has no account any more to answer with, or the answer is there.
    """
    wave_uid, stay_uid, _number = act.split(" ")
    wave = SurveyWave.objects.filter(uid=UUID(wave_uid), status=WaveStatus.OPEN).first()
    stay = Mobility.objects.filter(uid=UUID(stay_uid)).first()
    if wave is None or stay is None or not asks(wave, stay):
        return True
    if not User.objects.filter(person=stay.person_id, is_active=True).exists():
        return True
    window = window_of(wave, stay)
    if window is None or window.is_over(now):
        return True
    return Response.objects.filter(wave=wave, mobility=stay, rater=Rater.SELF, sent_at__isnull=False).exists()


def answer_link() -> str:
    """What stands for the link where the text is shown without a person."""
    return _address(reverse("rubric:survey_list"))


def _address(path: str) -> str:
    return settings.PORTAL_URL.rstrip("/") + path


def newest_asks(viewer: Viewer) -> Sequence[Specimen]:
    """The people who were asked last."""
    asks = Ask.objects.filter(wave__in=kept_waves(viewer).values("pk"))
    rows = list(asks.select_related("wave__run__program", "wave__instrument", "mobility").order_by("-pk")[:SHOWN])
    names = spellings_of([ask.mobility.person_id for ask in rows])
    return [specimen for ask in rows if (specimen := _specimen(ask, names)) is not None]


def _specimen(ask: Ask, names: Mapping[int, list[Spelling]]) -> Specimen | None:
    window = window_of(ask.wave, ask.mobility)
    if window is None:
        return None
    spellings = names[ask.mobility.person_id]
    title = formats.series(display(spellings, reading=False), wave_words(ask.wave))
    return Specimen(str(ask.pk), title, told_of(ask.wave, ask.mobility, spellings, window))
