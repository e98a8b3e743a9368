"""The pages of those who write Activity Reports, without JavaScript: begin, write, look where it stands, withdraw."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Letter, User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from kanazawa_exchange.lib.typed_boxes import stamp_of
from kanazawa_exchange.today import parts_of
from mobility.models import ActivityReport
from mobility.queries.activity_reports.own import own_report, own_reports, shown
from mobility.services.activity_reports import moving, remarking, writing
from tests.factories import World
from tests.markup import compact
from tests.mobility.paths import in_state

from .writing import NOW, WHY, WORDS, agrees, begun, moved, typed, withdraws, written

LIST = "/en/activity-reports/own/"
SENTENCE = "Лёд прозрачный, и под ним видно дно."


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def address(report: ActivityReport, *more: str) -> str:
    return "/".join([f"/en/activity-reports/own/{report.uid}", *more]) + "/"


def boxes(page: Any) -> dict[str, str]:
    """What a browser would send of the page as it stands: stamps, texts, choices."""
    text = page.content.decode()
    found = dict(re.findall(r'<input type="(?:hidden|text)" name="([^"]+)" value="([^"]*)"', text))
    found |= dict(re.findall(r'<textarea name="([^"]+)".*?>\n?(.*?)</textarea>', text, re.DOTALL))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"\s+selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def stands(report: ActivityReport, by: User) -> dict[str, str]:
    return writing.standing(moving.rows().get(pk=report.pk), by)


def test_the_whole_way_without_a_script(world: World, sato: User, aiko: User, client: Client) -> None:
    stay = in_state(world, sato, "returned", person=aiko.person)
    client.force_login(aiko)
    page = client.get(LIST)
    assert f'value="{stay.uid}"' in page.text, "of one stay a report is begun at once"
    answer = client.post(f"{LIST}begin/", boxes(page) | {"stay": str(stay.uid)})
    report = ActivityReport.objects.get()
    assert answer["Location"] == address(report, "write")
    form = client.get(answer["Location"])
    words = {f"box-{key}": text for key, text in WORDS.items()}
    answer = client.post(address(report, "write"), boxes(form) | words | {"go": "later"})
    assert answer["Location"] == address(report)
    assert stands(report, aiko).items() >= WORDS.items()
    assert WORDS["title"] in client.get(address(report)).text
    withdraw = address(report, "moves", "withdraw")
    assert "It does not come back." in client.get(withdraw).text
    answer = client.post(withdraw, {"version": "1"} | boxes(client.get(withdraw)))
    assert answer["Location"] == address(report)
    report.refresh_from_db()
    assert report.status == "withdrawn"
    assert client.get(address(report, "write"))["Location"] == address(report)


def test_a_form_that_arrives_twice_begins_one(world: World, sato: User, aiko: User, client: Client) -> None:
    stay = in_state(world, sato, "returned", person=aiko.person)
    client.force_login(aiko)
    sent = boxes(client.get(LIST)) | {"stay": str(stay.uid)}
    first, second = (client.post(f"{LIST}begin/", sent) for _time in range(2))
    assert ActivityReport.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_of_several_stays_one_is_chosen(world: World, sato: User, aiko: User, client: Client) -> None:
    later = {"actual_starts_on": date(2019, 2, 1), "actual_ends_on": date(2019, 2, 20)}
    stays = [world.sent(person=aiko.person), world.sent(person=aiko.person, receiving=world.irkutsk, **later)]
    client.force_login(aiko)
    page = client.get(LIST)
    assert not any(str(stay.uid) in page.text for stay in stays)
    choice = client.get(f"{LIST}begin/").text
    assert all(f'value="{stay.uid}"' in choice for stay in stays)
    client.post(f"{LIST}begin/", {"stay": str(stays[1].uid)})
    assert ActivityReport.objects.get().mobility == stays[1]


def test_nobody_begins_from_the_stay_of_somebody_else(world: World, sato: User, aiko: User, client: Client) -> None:
    in_state(world, sato, "returned", person=aiko.person)
    other = in_state(world, sato, "returned")
    client.force_login(aiko)
    for stay in (str(other.uid), "nonsense", ""):
        assert client.post(f"{LIST}begin/", {"stay": stay}).status_code == 404
    assert not ActivityReport.objects.exists()


# --- Saved by itself --------------------------------------------------------------------------------------------------


def test_a_browser_saves_box_by_box_and_is_told_when(world: World, sato: User, aiko: User, client: Client) -> None:
    report = begun(world, sato, aiko)
    client.force_login(aiko)
    save = address(report, "write", "save")
    answer = client.post(save, {"box-title": "Kazan", "seen-title": "", "box-city": "atlantis", "seen-city": "0"})
    told = json.loads(answer.content)
    assert told["saved"] == {"title": stamp_of("Kazan")}
    assert set(told["errors"]) == {"city"}
    assert told["at"] == "12:00"
    again = json.loads(client.post(save, {"box-title": "Kasan", "seen-title": ""}).content)
    assert again["newer"] == {"title": "Kazan"}
    assert stands(report, aiko)["title"] == "Kazan"


def test_what_was_sent_in_takes_nothing_more(world: World, sato: User, aiko: User, client: Client) -> None:
    report = written(world, sato, aiko, "submitted")
    client.force_login(aiko)
    answer = client.post(address(report, "write", "save"), {"box-title": "Other", "seen-title": ""})
    assert (answer.status_code, list(json.loads(answer.content))) == (409, ["refused"])
    assert client.post(address(report, "write"), {"box-title": "Other"})["Location"] == address(report)
    assert stands(report, aiko)["title"] == WORDS["title"]


@pytest.mark.parametrize(
    ("button", "stays"), [({"take": "text"}, "from the telephone"), ({"keep": "text"}, "from the desk")]
)
def test_two_devices_see_both_texts_and_choose(
    world: World, sato: User, aiko: User, client: Client, button: dict[str, str], stays: str
) -> None:
    report = begun(world, sato, aiko)
    client.force_login(aiko)
    stale = boxes(client.get(address(report, "write")))
    typed(report, aiko, text="from the telephone")
    both = client.post(address(report, "write"), stale | {"box-text": "from the desk", "box-title": "A title"})
    assert both.status_code == 409
    assert "<blockquote>from the telephone</blockquote>" in compact(both.text)
    assert boxes(both)["box-text"] == "from the desk"
    assert stands(report, aiko)["text"] == "from the telephone", "nothing was overwritten"
    assert stands(report, aiko)["title"] == "A title", "the other boxes are kept"
    answer = client.post(address(report, "write"), boxes(both) | button)
    assert answer["Location"] == address(report, "write")
    assert stands(report, aiko)["text"] == stays


def test_what_cannot_be_kept_is_told_at_its_box_and_stays_in_it(
    world: World, sato: User, aiko: User, client: Client
) -> None:
    report = begun(world, sato, aiko)
    client.force_login(aiko)
    sent = boxes(client.get(address(report, "write"))) | {"box-happened_on": "2019-02-30", "box-title": "A title"}
    page = client.post(address(report, "write"), sent)
    assert page.status_code == 200
    assert 'href="#happened_on"' in page.text
    assert boxes(page)["box-happened_on"] == "2019-02-30"
    assert stands(report, aiko)["title"] == "A title"


# --- Where it stands --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "label", "holder"),
    [
        ("draft", "Draft", "You"),
        ("submitted", "Sent", "The office"),
        ("published", "Published", ""),
        ("returned", "Please revise", "You"),
        ("withdrawn", "Withdrawn", ""),
    ],
)
def test_each_state_in_the_words_of_its_authors(
    world: World, sato: User, aiko: User, client: Client, status: str, label: str, holder: str
) -> None:
    report = written(world, sato, aiko, status)
    with override("en"):
        one = own_report(shown(ActivityReport.objects.all()).get(pk=report.pk))
    assert (one.label, one.holder) == (label, holder)
    assert one.is_mine is (holder == "You")
    client.force_login(aiko)
    page = client.get(address(report)).text
    assert one.next in page
    assert (WHY["return"] in page) is (status == "returned")
    assert (f'href="/en/activity-reports/{report.slug}/"' in page) is (status == "published")
    assert ("moves/withdraw" in page) is (status != "withdrawn")
    assert ("/write/" in page) is (holder == "You")


def test_its_authors_read_what_was_said_of_a_sentence(world: World, sato: User, aiko: User, client: Client) -> None:
    report = remarking.remark(written(world, sato, aiko, "submitted"), SENTENCE, "Is that so?", by=sato, now=NOW)
    client.force_login(aiko)
    assert "Is that so?" not in client.get(address(report)).text, "before it comes back nothing is told"
    moved(moving.rows().get(pk=report.pk), "return", sato)
    for page in (address(report), address(report, "write")):
        assert f'<q lang="ru">{SENTENCE}</q><br>Is that so?' in compact(client.get(page).text)


def test_a_letter_about_a_report_leads_its_author_to_it(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko, "returned")
    letter = Letter.objects.get(kind="activity_report_returned")
    assert f"/activity-reports/own/{report.uid}/" in letter.body


def test_a_reason_that_is_answered_leads_no_more(world: World, sato: User, aiko: User) -> None:
    """It stays in the history."""
    report = written(world, sato, aiko, "returned")
    report = moving.move(report, "submit", Step(), by=aiko, now=NOW + timedelta(hours=1))
    one = own_report(shown(ActivityReport.objects.all()).get(pk=report.pk))
    assert one.reason == ""
    assert [line.reason for line in one.log] == ["", WHY["return"], "", ""]


def test_of_others_these_pages_are_not_there(world: World, sato: User, aiko: User, mori: User, client: Client) -> None:
    report = written(world, sato, aiko, "submitted")
    for user in (sato, mori):
        client.force_login(user)
        for page in (address(report), address(report, "write"), address(report, "moves", "withdraw")):
            assert client.get(page).status_code == 404
        assert client.post(address(report, "write", "save"), {"box-title": "x"}).status_code == 404


def test_the_list_asks_the_same_for_one_and_for_three(world: World, sato: User, aiko: User) -> None:
    asked = []
    for number in (1, 2):
        for _more in range(number):
            written(world, sato, aiko, "returned")
        with CaptureQueriesContext(connection) as queries:
            assert len(own_reports(aiko)) == 2 * number - 1
        asked.append(len(queries))
    assert asked == [6, 6]


def test_the_first_page_names_what_waits_for_its_authors(world: World, sato: User, aiko: User) -> None:
    def waits() -> list[Any]:
        reader = User.objects.get(pk=aiko.pk)  # as with each request anew
        with override("en"):
            return [part for part in parts_of(reader, clock.today()) if part.key == "reports"]

    assert waits() == []
    begun(world, sato, aiko)
    written(world, sato, aiko, "submitted")
    back = written(world, sato, aiko, "returned")
    (part,) = waits()
    assert part.count.number == 2
    assert [line.note for line in part.lines] == ["Please revise", "Draft"]
    assert part.lines[0].url == address(back, "write")


def test_the_menu_leads_whoever_has_travelled(world: World, sato: User, aiko: User, ivan: User, sign_in: Any) -> None:
    in_state(world, sato, "returned", person=aiko.person)
    way = f'href="{LIST}"'
    assert [way in sign_in(user).get("/en/about/").text for user in (aiko, ivan, sato)] == [True, False, False]


def test_a_report_that_a_consent_has_taken_back_is_not_called_published(
    world: World, sato: User, aiko: User, client: Client
) -> None:
    report = written(world, sato, aiko, "published")
    client.force_login(aiko)
    told = client.get(address(report)).text
    assert "Everybody can read your report" in told
    assert f"/activity-reports/{report.slug}/" in told
    withdraws(aiko, now=NOW + timedelta(days=1))
    for page in (address(report), LIST):
        told = client.get(page).text
        assert "Hidden" in told
        assert "Everybody can read your report" not in told
        assert f"/activity-reports/{report.slug}/" not in told
    assert "because" in client.get(address(report)).text
    agrees(aiko, now=NOW + timedelta(days=2))
    assert "Hidden" in client.get(address(report)).text, "it comes back once it was sent in again"
    report = moved(report, "return", sato, now=NOW + timedelta(days=3))
    report = moved(report, "submit", aiko, now=NOW + timedelta(days=3))
    moved(report, "publish", sato, now=NOW + timedelta(days=3))
    assert "Everybody can read your report" in client.get(address(report)).text
