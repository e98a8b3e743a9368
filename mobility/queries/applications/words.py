"""What an applicant has stated and answered, in words: the same for the applicant, the office, reviewers and committees."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from programs.models import Question, QuestionKind
from programs.queries.certificates import CERTIFICATES, OTHER_LABEL


def day_of(text: str) -> date | None:
    """The day that an answer keeps, in ISO; none where a draft holds something else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def answer_words(question: Question, text: str) -> str:
    """A kept answer as it is read: the words of an option, a day and a number as the language writes them.

    What a draft holds and nobody can read so stands as it was typed; an option that is gone says nothing.
    """
    reader = _READERS.get(question.kind)
    return reader(question, text) if reader else text


def _option(question: Question, text: str) -> str:
    return next((str(localized(one, "text")) for one in question.options.all() if str(one.uid) == text), "")


def _day(_question: Question, text: str) -> str:
    day = day_of(text)
    return text if day is None else formats.long_date(day)


def _number(_question: Question, text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return formats.shortest(number) if number.is_finite() else text


_READERS: Mapping[str, Callable[[Question, str], str]] = {
    QuestionKind.CHOICE: _option,
    QuestionKind.DATE: _day,
    QuestionKind.NUMBER: _number,
}


def certificate_words(code: str) -> str:
    """A language certificate as the form calls it; nothing for none."""
    if not code:
        return ""
    held = CERTIFICATES.get(code)
    return str(held.label if held else OTHER_LABEL)
