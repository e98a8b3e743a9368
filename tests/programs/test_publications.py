"""What the office publishes: written in three languages, public from a moment on, and honest about what is missing or behind."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import StaleText, User
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib import rich_text
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import MoveRefused, Step
from programs.models import News
from programs.queries import publications as queries
from programs.services import publications
from tests.attacks import PAYLOADS, alive
from tests.factories import NewsFactory

NOW = datetime(2018, 6, 1, 3, tzinfo=UTC)
WORDS = {"slug": "first", "title_ja": "題", "text_ja": "本文"}


def written(by: User, **values: Any) -> News:
    return publications.write_draft(News(), {**WORDS, **values}, by=by)


def edited(item: News, by: User, checked: tuple[str, ...] = (), **values: Any) -> News:
    return publications.edit(item, values, checked=checked, by=by, now=NOW, version=item.version)


def stale(item: News) -> set[str]:
    return set(StaleText.objects.filter(record_type="news", record_id=item.pk).values_list("language", flat=True))


# --- Public from a moment on -----------------------------------------------------------------------------------------


def test_a_draft_is_nobodys_to_read_and_what_is_published_is_public_at_once(world: Any, sato: User) -> None:
    item = written(sato)
    assert list(News.objects.public(NOW)) == []
    publications.move(item, "publish", Step(), by=sato, now=NOW)
    assert list(News.objects.public(NOW)) == [item]
    assert list(News.objects.public(NOW - timedelta(seconds=1))) == []


@pytest.mark.parametrize(
    ("answers", "moment"),
    [
        ({"day": date(2018, 7, 1)}, datetime(2018, 6, 30, 15, tzinfo=UTC)),
        ({"day": date(2018, 7, 1), "clock": timedelta(hours=9, minutes=30)}, datetime(2018, 7, 1, 0, 30, tzinfo=UTC)),
        ({"day": date(2017, 8, 1), "clock": timedelta(hours=24)}, datetime(2017, 8, 1, 15, tzinfo=UTC)),
        ({"day": None, "clock": None}, NOW),
    ],
)
def test_the_moment_is_read_on_the_clock_of_japan(
    world: Any, sato: User, answers: dict[str, Any], moment: datetime
) -> None:
    item = publications.move(written(sato), "publish", Step(answers=answers), by=sato, now=NOW)
    assert item.published_at == moment
    assert not News.objects.public(moment - timedelta(seconds=1)).exists()
    assert News.objects.public(moment).exists()


def test_a_time_without_a_day_is_asked_about(world: Any, sato: User) -> None:
    with pytest.raises(MoveRefused) as refusal:
        publications.move(written(sato), "publish", Step(answers={"clock": timedelta(hours=9)}), by=sato, now=NOW)
    assert set(refusal.value.errors) == {"clock"}


def test_nothing_is_published_before_one_language_is_complete(world: Any, sato: User) -> None:
    item = written(sato, text_ja="", title_en="Title", text_ru="Текст")
    with pytest.raises(MoveRefused):
        publications.move(item, "publish", Step(), by=sato, now=NOW)
    item = edited(item, sato, text_en="Text")
    assert publications.move(item, "publish", Step(), by=sato, now=NOW).written_in == ("en",)


def test_what_is_taken_back_is_a_draft_again_and_can_be_discarded(world: Any, sato: User) -> None:
    item = publications.move(written(sato), "publish", Step(), by=sato, now=NOW)
    with pytest.raises(Refused):
        publications.discard(item, by=sato, version=item.version)
    item = publications.move(item, "take_back", Step(), by=sato, now=NOW)
    assert not News.objects.public(NOW).exists()
    publications.discard(item, by=sato, version=item.version)
    assert not News.objects.exists()


def test_what_is_published_keeps_one_complete_language(world: Any, sato: User) -> None:
    item = publications.move(written(sato), "publish", Step(), by=sato, now=NOW)
    with pytest.raises(Refused):
        edited(item, sato, text_ja="")
    assert edited(item, sato, text_ja="", title_en="Title", text_en="Text").written_in == ("en",)


def test_an_address_part_that_is_taken_and_a_stale_edit_are_refused(world: Any, sato: User) -> None:
    item = written(sato)
    with pytest.raises(Refused) as refusal:
        written(sato)
    assert set(refusal.value.errors) == {"slug"}
    edited(item, sato, title_ja="新しい題")
    with pytest.raises(StaleEdit):
        edited(item, sato, title_ja="別の題")


def test_what_is_stored_holds_nothing_that_could_come_alive(world: Any, sato: User, client: Client) -> None:
    item = written(sato, text_ja="\n\n".join(PAYLOADS))
    assert item.text_ja == rich_text.tidied(item.text_ja)
    publications.move(item, "publish", Step(), by=sato, now=NOW)
    text = client.get("/ja/news/first/").content.decode()
    shown = text[text.index('<div class="prose"') :].split("</div>")[0].partition(">")[2]
    assert len(shown) > 1000
    assert alive(shown) == []


# --- Which languages are behind --------------------------------------------------------------------------------------


def test_a_changed_language_leaves_the_other_written_ones_behind(world: Any, sato: User) -> None:
    item = NewsFactory(title_ru="", text_ru="")
    edited(item, sato, text_ja="新しい本文")
    assert stale(item) == {"en"}, "a language that is not written is missing, not stale"


def test_a_translation_makes_its_source_not_stale(world: Any, sato: User) -> None:
    item = NewsFactory(title_ru="", text_ru="")
    item = edited(item, sato, title_ru="Заголовок", text_ru="Текст")
    assert stale(item) == set()
    item = edited(item, sato, text_ja="新しい本文")
    item = edited(item, sato, text_en="The new text.")
    assert stale(item) == {"ru"}
    edited(item, sato, checked=("ru",))
    assert stale(item) == set()


def test_a_slip_that_is_corrected_need_make_nothing_stale(world: Any, sato: User) -> None:
    item = NewsFactory()
    edited(item, sato, checked=("en", "ru"), text_ja="本文です！")
    assert stale(item) == set()


def test_facts_are_no_texts(world: Any, sato: User) -> None:
    item = NewsFactory()
    edited(item, sato, category="result", program=world.cultural)
    assert stale(item) == set()


def test_what_is_discarded_leaves_no_line_of_a_stale_language(world: Any, sato: User) -> None:
    item = edited(NewsFactory(draft=True), sato, text_ja="新しい本文")
    assert stale(item)
    publications.discard(item, by=sato, version=item.version)
    assert not StaleText.objects.exists()


def test_its_history_tells_texts_and_moves(world: Any, sato: User) -> None:
    item = edited(written(sato), sato, title_en="Title")
    item = publications.move(item, "publish", Step(), by=sato, now=NOW)
    publications.move(item, "take_back", Step(), by=sato, now=NOW)
    told = [entry.what for entry in queries.history_of(item)]
    assert len(told) == 4
