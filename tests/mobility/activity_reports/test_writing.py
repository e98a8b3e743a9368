"""An Activity Report is begun from one's own stay, and what two devices type is never lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import rich_text
from kanazawa_exchange.lib.search_key import search_key
from kanazawa_exchange.lib.typed_boxes import Change, stamp_of
from mobility.models import ActivityReport
from mobility.services.activity_reports import moving, writing
from tests.factories import World
from tests.lib import corpus
from tests.mobility.paths import in_state

from .writing import NOW, WORDS, begun, moved, typed, written


def test_a_draft_begins_with_what_the_stay_says(world: World, sato: User, aiko: User) -> None:
    report = begun(world, sato, aiko)

    assert (report.status, report.language, report.country, report.slug) == ("draft", "ru", "JP", None)
    assert (report.city, list(report.hosts.all())) == (world.kazan.city, [world.kazan])
    assert [author.person for author in report.authors.all()] == [aiko.person]
    assert report.authors.get().affiliation == world.kanazawa.name_ru


def test_nobody_begins_one_from_the_stay_of_somebody_else(world: World, sato: User, aiko: User) -> None:
    stay = in_state(world, sato, "returned")
    for by in (aiko, sato):
        with pytest.raises(PermissionDenied):
            writing.begin(stay, language="ja", by=by, now=NOW)
    assert ActivityReport.objects.count() == 0


def test_what_is_typed_is_kept_and_found(world: World, sato: User, aiko: User) -> None:
    report = typed(begun(world, sato, aiko), aiko, **WORDS, pen_name="Снегирь", affiliation="Физика, 2 курс")

    own = report.own_text
    assert own is not None
    assert (own.title, own.text, own.language) == (WORDS["title"], WORDS["text"], "ru")
    assert search_key("лед прозрачный") in own.search_text.replace("*", "")
    assert writing.standing(report, aiko) == WORDS | {
        "language": "ru",
        "pen_name": "Снегирь",
        "affiliation": "Физика, 2 курс",
    }
    assert report.revision == 1
    assert report.history.count() == 1, "pauses between two letters leave no line"


def test_another_device_overwrites_nothing_and_is_told(world: World, sato: User, aiko: User) -> None:
    report = typed(begun(world, sato, aiko), aiko, text="from the telephone")

    stale = [Change("text", "from the desk", ""), Change("title", "A title", "")]
    saved = writing.save(report, stale, by=aiko, now=NOW)

    assert saved.newer == {"text": "from the telephone"}
    assert saved.stamps == {"title": stamp_of("A title")}
    assert writing.standing(moving.rows().get(pk=report.pk), aiko)["text"] == "from the telephone"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("city", "atlantis"),
        ("happened_on", "2018-02-30"),
        ("happened_on", (NOW + timedelta(days=2)).date().isoformat()),
        ("language", "fr"),
        ("title", "x" * 201),
        ("title", "two\nlines"),
        ("text", "bell\x07"),
        ("text", "x" * 20_001),
        ("pen_name", "a\x00b"),
        ("status", "published"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_box(world: World, sato: User, aiko: User, key: str, text: str) -> None:
    report = typed(begun(world, sato, aiko), aiko, **WORDS)
    before = writing.standing(report, aiko)

    changes = [
        Change(key, text, stamp_of(before.get(key, ""))),
        Change("affiliation", "kept", stamp_of(before["affiliation"])),
    ]
    saved = writing.save(report, changes, by=aiko, now=NOW)

    assert set(saved.errors) == {key}
    assert writing.standing(moving.rows().get(pk=report.pk), aiko) == before | {"affiliation": "kept"}


@pytest.mark.parametrize("item", corpus.ITEMS, ids=corpus.name_of)
def test_the_corpus_of_awkward_texts_is_kept_or_told(world: World, sato: User, aiko: User, item: object) -> None:
    report = begun(world, sato, aiko)
    text = str(corpus.value(item))
    saved = writing.save(report, [Change("title", text), Change("text", text)], by=aiko, now=NOW)
    kept = writing.standing(moving.rows().get(pk=report.pk), aiko)
    for key, meant in (
        ("title", text),
        ("text", rich_text.tidied(text)),
    ):  # what could become a live node is none in the text
        assert bool(saved.errors.get(key)) or kept[key].split() == meant.split() or not kept[key]


def test_the_language_changes_with_the_text(world: World, sato: User, aiko: User) -> None:
    report = typed(typed(begun(world, sato, aiko), aiko, **WORDS), aiko, language="ja")

    assert report.language == "ja"
    assert report.own_text is not None
    assert report.own_text.title == WORDS["title"]
    assert report.texts.count() == 1


@pytest.mark.parametrize("status", ["submitted", "published", "withdrawn"])
def test_what_has_left_its_authors_hands_is_not_written_in(world: World, sato: User, aiko: User, status: str) -> None:
    report = written(world, sato, aiko, status)
    with pytest.raises(writing.NotWritable):
        writing.save(report, [Change("title", "Other")], by=aiko, now=NOW)


def test_nobody_else_writes_in_it(world: World, sato: User, aiko: User, mori: User) -> None:
    report = written(world, sato, aiko)
    for by in (sato, mori):
        with pytest.raises(PermissionDenied):
            writing.save(report, [Change("title", "Other")], by=by, now=NOW)


def test_what_was_returned_is_written_in_again(world: World, sato: User, aiko: User) -> None:
    report = typed(written(world, sato, aiko, "returned"), aiko, title="Озеро")
    assert moved(report, "submit", aiko).status == "submitted"
