"""The page of the photos of a report works without JavaScript: added, put in order, described, and never a word lost."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kanazawa_exchange.accounts.models import User
from mobility.models import MOST_PHOTOS, ActivityReport, ReportPhoto
from tests.factories import World
from tests.uploads.corpus import PHP, picture, scene

from .test_photos import added, described, done_at_once, english, order, work  # noqa: F401  fixtures of the same photos
from .writing import NOW, begun, moved, written

OWN_QUERIES, CHECK_QUERIES = 17, 27


def page(report: ActivityReport) -> str:
    return f"/en/activity-reports/own/{report.uid}/photos/"


def file(width: int, name: str = "snow.jpg", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or picture("JPEG", scene(width, 300)))


def posted(client: Client, report: ActivityReport, go: str, **boxes: Any) -> Any:
    return client.post(page(report), {"go": go, **boxes}, follow=True)


def test_several_photos_come_at_once_and_one_that_is_refused_holds_up_no_other(
    world: World, sato: User, aiko: User, sign_in: Any
) -> None:
    report, client = begun(world, sato, aiko), sign_in(aiko)
    answer = posted(client, report, "add", photos=[file(401), file(0, "evil.jpg", PHP), file(402)])
    assert ReportPhoto.objects.count() == 2
    assert "2 photos are stored." in answer.text
    assert "evil.jpg: Only these kinds of files are taken here" in answer.text
    assert 'name="photos"' in answer.text
    assert " multiple" in answer.text


def test_without_a_file_the_page_says_so(world: World, sato: User, aiko: User, sign_in: Any) -> None:
    assert "Choose a photo first." in posted(sign_in(aiko), begun(world, sato, aiko), "add").text


def test_the_seventh_is_refused_by_name_and_the_box_is_shut_when_all_places_are_taken(
    world: World, sato: User, aiko: User, sign_in: Any
) -> None:
    report, client = begun(world, sato, aiko), sign_in(aiko)
    answer = posted(client, report, "add", photos=[file(400 + n, f"{n}.jpg") for n in range(MOST_PHOTOS + 1)])
    assert ReportPhoto.objects.count() == MOST_PHOTOS
    assert "6.jpg: A report has at most 6 photos." in answer.text
    assert re.search(r'<input\s+type="file"[^>]+disabled', answer.text)


def test_buttons_put_photos_in_order_choose_the_cover_and_remove_and_keep_what_was_typed(
    world: World, sato: User, aiko: User, sign_in: Any
) -> None:
    report, client = begun(world, sato, aiko), sign_in(aiko)
    one, two = added(report, aiko, 2)
    text = client.get(page(report)).text
    assert f'value="up:{one.uid}"' not in text
    assert f'value="up:{two.uid}"' in text
    typed = {f"box-alt-{one.uid}": "Ice on the lake", f"box-people-{one.uid}": "nobody"}
    answer = posted(client, report, f"up:{two.uid}", **typed)
    assert answer.redirect_chain[-1][0].endswith(f"#photo-{two.uid}")
    assert [pk for pk, _cover in order(report)] == [two.pk, one.pk]
    one.refresh_from_db()
    assert (one.alt, one.people) == ("Ice on the lake", "nobody")
    posted(client, report, f"cover:{two.uid}")
    assert order(report) == [(two.pk, True), (one.pk, False)]
    posted(client, report, f"down:{two.uid}")
    posted(client, report, f"remove:{two.uid}")
    assert order(report) == [(one.pk, True)]
    assert "taken away in the meantime" in posted(client, report, f"remove:{two.uid}").text
    assert posted(client, report, "up:nonsense").status_code == 200


def test_another_device_overwrites_nothing_and_both_texts_are_shown(
    world: World, sato: User, aiko: User, sign_in: Any
) -> None:
    report, client = begun(world, sato, aiko), sign_in(aiko)
    (photo,) = added(report, aiko)
    described(report, aiko)
    key = f"alt-{photo.uid}"
    answer = posted(client, report, "done", **{f"box-{key}": "Snow"})
    assert answer.status_code == 409
    assert "<blockquote>Ice, 1</blockquote>" in answer.text
    assert ">\nSnow</textarea>" in answer.text
    posted(client, report, "", **{f"box-{key}": "Snow", f"theirs-{key}": "Ice, 1", "take": key})
    photo.refresh_from_db()
    assert photo.alt == "Ice, 1"


def test_a_photo_is_shown_to_its_authors_as_soon_as_it_is_made(
    world: World, sato: User, aiko: User, sign_in: Any
) -> None:
    report, client = begun(world, sato, aiko), sign_in(aiko)
    (photo,) = added(report, aiko)
    assert "The picture is being prepared." in client.get(page(report)).text
    work()
    text = client.get(page(report)).text
    address = re.search(rf'src="(/en/activity-reports/photos/{photo.uid}/[0-9]+\.jpg)"', text)
    assert address is not None
    assert client.get(address[1]).status_code == 200
    assert 'alt="Photo 1"' in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_photo_and_three(
    count: int, world: World, sato: User, aiko: User, sign_in: Any, django_assert_num_queries: Any
) -> None:
    report, client = begun(world, sato, aiko), sign_in(aiko)
    added(report, aiko, count)
    work()
    client.get(page(report))
    with django_assert_num_queries(13):
        assert client.get(page(report)).text.count("<picture>") == count


def test_what_was_sent_in_has_no_such_page_and_nobody_else_has_it(
    world: World, sato: User, aiko: User, ivan: User, sign_in: Any
) -> None:
    report = written(world, sato, aiko)
    added(report, aiko)
    for other in (sato, ivan):
        assert sign_in(other).get(page(report)).status_code == 404
    moved(described(report, aiko), "submit", aiko)
    assert sign_in(aiko).get(page(report)).status_code == 302
    answer = posted(sign_in(aiko), report, "add", photos=[file(500)])
    assert "can no longer be changed" in answer.text
    assert ReportPhoto.objects.count() == 1


def test_the_page_of_the_boxes_leads_to_the_photos_and_keeps_its_text(
    world: World, sato: User, aiko: User, sign_in: Any
) -> None:
    report = begun(world, sato, aiko)
    at = f"/en/activity-reports/own/{report.uid}/write/"
    assert 'value="photos"' in sign_in(aiko).get(at).text
    answer = sign_in(aiko).post(at, {"go": "photos", "box-title": "Baikal"})
    assert answer["Location"] == page(report)
    assert report.texts.get().title == "Baikal"


@pytest.mark.parametrize("count", [1, 3])
def test_their_author_sees_them_wherever_the_report_is_looked_at(
    count: int, world: World, sato: User, aiko: User, sign_in: Any, django_assert_num_queries: Any
) -> None:
    report, client = written(world, sato, aiko), sign_in(aiko)
    added(report, aiko, count)
    work()
    own, check = (f"/en/activity-reports/own/{report.uid}/{part}" for part in ("", "check/"))
    for at, most in ((own, OWN_QUERIES), (check, CHECK_QUERIES)):
        client.get(at)
        with django_assert_num_queries(most):
            shown = client.get(at).text
        assert (shown.count("<picture>"), shown.count("Cover")) == (count, 1)
        assert f'href="{page(report)}"' in shown


def test_what_a_photo_lacks_is_entered_beside_the_photos(world: World, sato: User, aiko: User, sign_in: Any) -> None:
    report = written(world, sato, aiko)
    added(report, aiko)
    told = sign_in(aiko).get(f"/en/activity-reports/own/{report.uid}/check/").text
    for sentence in ("Say of each photo what it shows.", "Say of each photo who is in it."):
        assert f'<a href="{page(report)}">{sentence}</a>' in told
    described(report, aiko)
    told = sign_in(aiko).get(f"/en/activity-reports/own/{report.uid}/check/").text
    assert "Say of each photo" not in told


# --- As others see them ----------------------------------------------------------------------------------------------


def test_a_moderator_sees_the_photos_with_their_words_and_then_everybody_does(
    world: World, sato: User, aiko: User, sign_in: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kanazawa_exchange.lib.clock.now", lambda: NOW)
    report = written(world, sato, aiko)
    added(report, aiko, 2)
    work()
    report = moved(described(report, aiko), "submit", aiko)
    read = sign_in(sato).get(f"/en/activity-reports/{report.uid}/review/").text
    assert read.count("<picture>") == 2
    assert "In words: " in read
    assert read.count("/en/activity-reports/photos/") == 2 * 7
    report = moved(report, "publish", sato)
    seen = client.get(f"/en/activity-reports/{report.slug}/").text
    assert seen.count("<picture>") == 2
    assert (seen.count('fetchpriority="high"'), seen.count('loading="lazy"')) == (1, 1)
    assert "/activity-reports/photos/" not in seen
    addresses = re.findall(r'<img src="(/pictures/[^"]+)"', seen)
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    moved(report, "withdraw", aiko)
    assert client.get(f"/en/activity-reports/{report.slug}/").status_code == 404
    assert [client.get(address).status_code for address in addresses] == [404, 404]
