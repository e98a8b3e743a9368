"""Where the pages of an answer are found, and what their boxes hold."""

from mobility.models import Mobility
from rubric.models import Response, SurveyWave

NO_ANSWER = ""


def start(wave: SurveyWave, stay: Mobility) -> str:
    return f"/en/survey/{wave.uid}/{stay.uid}/"


def screen(response: Response, number: int) -> str:
    return f"/en/survey/answers/{response.uid}/{number}/"


def first_of(response: Response) -> str:
    key: str = response.wave.instrument.items.filter(kind="level").order_by("order", "pk")[0].key
    return key
