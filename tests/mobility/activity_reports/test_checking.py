"""Before an Activity Report is sent in: what is missing, how readers see it, and the consents, given one by one in the same act."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from kanazawa_exchange.accounts.models import ConsentRecord, Purpose, User
from kanazawa_exchange.accounts.services.consents import Shown, Way
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.models import ActivityReport, ReportAuthor
from mobility.services.activity_reports import moving, sending, writing
from mobility.services.activity_reports.writing import NotWritable
from mobility.services.applications.submitting import Agreed
from tests import consents, permits
from tests.factories import World
from tests.markup import compact

from .test_own_pages import address, boxes
from .writing import NOW, WORDS, agrees, begun, typed, written

TEXT, NAME, AFFILIATION = (
    Purpose.PUBLICATION_OF_TEXT,
    Purpose.PUBLICATION_OF_NAME,
    Purpose.PUBLICATION_OF_AFFILIATION,
)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", lambda: clock.tokyo_date(NOW))


@pytest.fixture
def texts(db: None) -> dict[Purpose, Any]:
    return {purpose: consents.text(purpose, f"MARK {purpose.value}") for purpose in (TEXT, NAME, AFFILIATION)}


@pytest.fixture
def report(world: World, sato: User, aiko: User) -> ActivityReport:
    """Whole, and nobody has agreed to anything."""
    return typed(begun(world, sato, aiko), aiko, **WORDS)


def ticked(*purposes: Purpose) -> dict[str, str]:
    return {f"agrees-{purpose.value}": "yes" for purpose in purposes}


def given(by: User) -> set[tuple[str, str, int]]:
    rows = ConsentRecord.objects.filter(person=by.person)
    return {(row.purpose, row.language, row.text.number) for row in rows.select_related("text")}


def test_what_is_ticked_is_given_with_the_report_each_by_itself(
    aiko: User, report: ActivityReport, texts: Any, client: Client
) -> None:
    client.force_login(aiko)
    page = client.get(address(report, "check"))
    assert all(f"MARK {purpose.value} (en)" in page.text for purpose in texts)
    assert "checked" not in page.text, "nobody has ticked anything beforehand"
    answer = client.post(address(report, "check"), boxes(page) | ticked(TEXT, AFFILIATION))
    assert answer["Location"] == address(report)
    report.refresh_from_db()
    assert report.status == "submitted"
    assert given(aiko) == {(TEXT, "en", texts[TEXT].number), (AFFILIATION, "en", texts[AFFILIATION].number)}
    again = client.post(address(report, "check"), boxes(page) | ticked(TEXT, AFFILIATION))
    assert again["Location"] == address(report)
    assert ConsentRecord.objects.count() == 2


def test_without_the_consent_to_the_text_nothing_is_sent_and_nothing_given(
    aiko: User, report: ActivityReport, texts: Any, client: Client
) -> None:
    client.force_login(aiko)
    page = client.get(address(report, "check"))
    answer = client.post(address(report, "check"), boxes(page) | ticked(NAME))
    assert answer.status_code == 200
    assert "without it the report cannot be sent in" in answer.text
    assert answer.text.count("checked") == 1, "what was ticked stays so"
    report.refresh_from_db()
    assert (report.status, given(aiko)) == ("draft", set())


def test_a_text_that_was_replaced_meanwhile_is_read_first(
    aiko: User, report: ActivityReport, texts: Any, client: Client
) -> None:
    client.force_login(aiko)
    page = client.get(address(report, "check"))
    consents.text(TEXT, "Another text", after=texts[TEXT].number)
    answer = client.post(address(report, "check"), boxes(page) | ticked(TEXT))
    assert "Read the new one first." in answer.text
    assert given(aiko) == set()


def test_what_is_missing_is_named_and_leads_to_its_box(
    world: World, sato: User, aiko: User, texts: Any, client: Client
) -> None:
    report = begun(world, sato, aiko)
    client.force_login(aiko)
    page = client.get(address(report, "check"))
    for key in ("title", "text", "happened_on"):
        assert f'href="{address(report, "write")}#{key}"' in page.text
    assert f"{address(report, 'write')}#city" not in page.text, "the stay has told the place"
    answer = client.post(address(report, "check"), boxes(page) | ticked(TEXT))
    assert "Enter the title. Enter the text. Enter the day." in answer.text
    assert given(aiko) == set(), "a consent that came with what was refused is not given"


def test_readers_see_a_name_only_after_a_consent(
    aiko: User, report: ActivityReport, texts: Any, client: Client
) -> None:
    client.force_login(aiko)
    shown = compact(client.get(address(report, "check")).text)
    assert "A participant<br>" in shown
    assert "<strong>прозрачный</strong>" in shown
    agrees(aiko, NAME)
    agrees(aiko, AFFILIATION)
    shown = compact(client.get(address(report, "check")).text)
    assert "A participant<br>" not in shown
    assert f"· {report.authors.get().affiliation}<br>" in shown


def test_an_author_agrees_without_sending(aiko: User, report: ActivityReport, texts: Any, client: Client) -> None:
    client.force_login(aiko)
    page = client.get(address(report, "check"))
    answer = client.post(address(report, "check"), boxes(page) | ticked(TEXT) | {"go": "agree"})
    assert answer["Location"] == address(report, "check")
    report.refresh_from_db()
    assert (report.status, len(given(aiko))) == ("draft", 1)


def test_what_another_device_has_changed_is_looked_over_first(
    aiko: User, report: ActivityReport, texts: Any, client: Client
) -> None:
    client.force_login(aiko)
    page = client.get(address(report, "check"))
    typed(report, aiko, title="Another title")
    answer = client.post(address(report, "check"), boxes(page) | ticked(TEXT))
    assert answer["Location"] == address(report, "check")
    assert "Look it over once more" in client.get(answer["Location"]).text
    assert given(aiko) == set()
    with pytest.raises(StaleEdit):
        sending.submit(report, {}, by=aiko, now=NOW, revision=report.revision)


def test_of_what_was_sent_in_there_is_nothing_to_check(
    world: World, sato: User, aiko: User, texts: Any, client: Client
) -> None:
    report = written(world, sato, aiko, "submitted")
    client.force_login(aiko)
    assert client.get(address(report, "check"))["Location"] == address(report)
    assert client.post(address(report, "check"), ticked(TEXT))["Location"] == address(report)
    with pytest.raises(NotWritable):
        sending.agree(report, {}, by=aiko, now=NOW)


def test_a_consent_that_stands_is_not_asked_again(
    aiko: User, report: ActivityReport, texts: Any, client: Client
) -> None:
    agrees(aiko, TEXT)
    client.force_login(aiko)
    page = client.get(address(report, "check"))
    assert f"agrees-{TEXT.value}" not in page.text
    client.post(address(report, "check"), boxes(page))
    report.refresh_from_db()
    assert report.status == "submitted"


def test_every_author_agrees_by_themselves(aiko: User, ivan: User, report: ActivityReport, texts: Any) -> None:
    report.authors.create(person=ivan.person, order=2)
    agreed = {TEXT: Agreed(Shown(texts[TEXT], "ru"), Way())}
    with pytest.raises(MoveRefused, match="全員"):
        sending.submit(report, agreed, by=aiko, now=NOW)
    assert given(aiko) == set()
    with pytest.raises(MoveRefused, match="同意がないと"):
        sending.agree(report, {}, by=ivan, now=NOW)
    sending.agree(report, agreed, by=ivan, now=NOW)
    assert given(ivan) == {(TEXT, "ru", texts[TEXT].number)}
    assert sending.submit(report, agreed, by=aiko, now=NOW).status == "submitted"


@pytest.fixture
def of_two(report: ActivityReport, aiko: User, ivan: User, texts: Any) -> ActivityReport:
    """Written by two, who agreed to the publication of what they write long ago."""
    report.authors.create(person=ivan.person, order=2, affiliation="КФУ")
    agrees(aiko)
    agrees(ivan)
    return report


def agreed(report: ActivityReport, by: User) -> int | None:
    return report.authors.get(person=by.person).agreed_revision


def test_who_has_never_read_the_report_has_not_agreed_to_it(of_two: ActivityReport, aiko: User, ivan: User) -> None:
    with pytest.raises(MoveRefused, match="全員"):
        sending.submit(of_two, {}, by=aiko, now=NOW)
    sending.agree(of_two, {}, by=ivan, now=NOW)
    assert agreed(of_two, ivan) == of_two.revision
    after = sending.submit(of_two, {}, by=aiko, now=NOW)
    assert after.status == "submitted"
    assert agreed(of_two, aiko) == of_two.revision, "whoever sends it in agrees to what is sent"


@pytest.mark.parametrize("box", ["title", "text"])
def test_whoever_changes_the_text_asks_every_author_once_more(
    of_two: ActivityReport, aiko: User, ivan: User, box: str
) -> None:
    sending.agree(of_two, {}, by=ivan, now=NOW)
    typed(of_two, aiko, pen_name="Ai", happened_on="2019-02-19")
    assert agreed(of_two, ivan) is not None, "that is no part of what both stand for"
    typed(of_two, aiko, **{box: "Another one."})
    assert agreed(of_two, ivan) is None
    with pytest.raises(MoveRefused, match="全員"):
        sending.submit(of_two, {}, by=aiko, now=NOW)


def test_nothing_is_published_to_which_an_author_has_not_agreed(
    of_two: ActivityReport, sato: User, aiko: User, ivan: User
) -> None:
    sending.agree(of_two, {}, by=ivan, now=NOW)
    report = sending.submit(of_two, {}, by=aiko, now=NOW)
    ReportAuthor._base_manager.filter(report=report, person=ivan.person).update(agreed_revision=None)
    with pytest.raises(MoveRefused, match="この内容"):
        moving.move(report, "publish", Step(), by=sato, now=NOW)
    ReportAuthor._base_manager.filter(report=report, person=ivan.person).update(agreed_revision=1)
    assert moving.move(report, "publish", Step(), by=sato, now=NOW).status == "published"


def test_an_author_of_an_earlier_site_is_asked_for_nothing(of_two: ActivityReport, aiko: User, ivan: User) -> None:
    of_two.authors.filter(person=ivan.person).delete()
    of_two.authors.create(person=None, pen_name="Автор", order=2)
    assert sending.submit(of_two, {}, by=aiko, now=NOW).status == "submitted"


def test_the_page_asks_a_fellow_whose_consent_stands(
    of_two: ActivityReport, aiko: User, ivan: User, client: Client
) -> None:
    agrees(ivan, NAME)
    agrees(ivan, AFFILIATION)
    client.force_login(ivan)
    page = client.get(address(of_two, "check"))
    assert 'value="agree"' in page.text
    assert "This report as it stands" not in page.text
    seen = boxes(page)
    of_two = typed(of_two, aiko, text="Something else.")
    client.post(address(of_two, "check"), seen | {"go": "agree"})
    assert agreed(of_two, ivan) is None, "what has changed since is looked over first"
    page = client.get(address(of_two, "check"))
    client.post(address(of_two, "check"), boxes(page) | {"go": "agree"})
    assert agreed(of_two, ivan) == int(boxes(page)["version"])
    page = client.get(address(of_two, "check"))
    assert "This report as it stands" in page.text
    assert 'value="agree"' not in page.text
    client.force_login(aiko)
    shown = client.get(address(of_two, "check")).text
    assert "These authors have not agreed" not in shown
    typed(of_two, aiko, text="A third text.")
    assert "These authors have not agreed to this very text" in client.get(address(of_two, "check")).text


def test_whoever_has_not_written_it_does_nothing_with_it(
    sato: User, mori: User, petrova: User, ivan: User, report: ActivityReport
) -> None:
    calls: dict[permits.Act, tuple[Any, ...]] = {
        writing.begin: (report.mobility,),
        writing.save: (report, []),
        writing.for_writing: (report,),
        sending.submit: (report, {}),
        sending.agree: (report, {}),
        sending.take_photo_back: (report, uuid4()),
        moving.move: (report, "submit", Step()),
    }
    inside = {act for act in permits.writers([writing, sending, moving]) if act.__name__ not in READERS_OF_BOXES}
    assert set(calls) == inside
    permits.refuse(calls, [sato, mori, petrova, ivan], now=NOW, language="ja")
    with pytest.raises(PermissionDenied):
        moving.move(report, "withdraw", Step(), by=sato, now=NOW)


READERS_OF_BOXES = {"standing", "author_in"}
"""What stands in the boxes of an author, as the page that has let them in shows it."""
