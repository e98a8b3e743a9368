"""The pages of calls: what the public reads by the clock, and the desk at which a call is written and announced."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.lib import clock
from programs.models import Call, CallPlace, Question, QuestionKind, Requirement
from programs.services import call_parts
from programs.views.call_pages import PARTS as KINDS
from tests.factories import CallFactory, CallPlaceFactory, World

DAY = timedelta(days=1)


def around_now(opens: int, closes: int, **fields: Any) -> dict[str, Any]:
    now = clock.now()
    return {"opens_at": now + opens * DAY, "closes_at": now + closes * DAY, **fields}


def page(client: Any, name: str, **kwargs: Any) -> str:
    with override("en"):
        address = reverse(f"programs:{name}", kwargs=kwargs)
    return client.get(address).content.decode()


# --- For everybody ---------------------------------------------------------------------------------------------------


def test_the_public_list_tells_calls_by_the_clock(client: Any, world: World) -> None:
    for title, opens, closes in (("ISOPEN", -1, 1), ("ISTOCOME", 1, 2), ("ISCLOSED", -3, -1), ("ISOLD", -500, -400)):
        CallFactory(run=world.outbound, title_en=title, **around_now(opens, closes))
    CallFactory(run=world.outbound, title_en="ISDRAFT", draft=True, **around_now(-1, 1))
    off = {"status": "called_off", "called_off_at": clock.now()}
    CallFactory(run=world.outbound, title_en="ISOFF", **around_now(-1, 1, **off))
    text = page(client, "call_list")
    places = [text.find(f">{title}<") for title in ("ISOPEN", "ISTOCOME", "ISOFF")]
    assert 0 < places[0] < places[1] < places[2]
    assert "ISCLOSED" in text
    assert "ISDRAFT" not in text
    assert "ISOLD" not in text


@pytest.mark.parametrize(
    ("language", "words"),
    [("ja", ("派遣", "受入")), ("en", ("From Kanazawa", "To Kanazawa")), ("ru", ("Из Канадзавы", "В Канадзаву"))],
)
def test_a_call_says_its_way_so_that_both_sides_read_it_alike(
    client: Any, world: World, language: str, words: tuple[str, str]
) -> None:
    for run, way in zip((world.outbound, world.inbound), words, strict=True):
        call = CallFactory(run=run, **around_now(-1, 1))
        for address in (f"/{language}/calls/?direction={run.direction}", f"/{language}/calls/{call.uid}/"):
            text = client.get(address).content.decode()
            shown = text[text.index("<h1") : text.index("</main")]
            assert way in shown
            assert not any(word in shown for word in ("Outbound", "Inbound", "Исходящая", "Входящая"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_public_list_costs_the_same_for_one_call_and_three(
    client: Any, world: World, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        CallPlaceFactory(call__run=world.outbound, institution=world.kazan, call__closes_at=clock.now() + DAY)
    with django_assert_num_queries(4):
        page(client, "call_list")


def test_the_public_list_is_filtered_by_the_address(client: Any, world: World) -> None:
    CallFactory(run=world.outbound, title_en="GOES", **around_now(-1, 1))
    CallFactory(run=world.inbound, title_en="COMES", **around_now(-1, 1))
    with override("en"):
        text = client.get(reverse("programs:call_list") + "?direction=inbound").content.decode()
    assert "COMES" in text
    assert "GOES" not in text


def test_the_public_page_shows_both_clocks_places_and_requirements(client: Any, world: World) -> None:
    call = CallFactory(
        run=world.outbound,
        opens_at=datetime(2019, 2, 28, 15, tzinfo=UTC),
        closes_at=datetime(2019, 3, 31, 15, tzinfo=UTC),
    )
    CallPlace.objects.create(call=call, institution=world.kazan, places=3)
    Requirement.objects.create(call=call, kind="level", values=["master"], is_blocking=True)
    text = page(client, "call_detail", uid=call.uid).replace("\xa0", " ")
    for words in (
        "Sun, 31 March 2019, 24:00 (Japan time)",
        "Sun, 31 March 2019, 18:00 (Kazan time)",
        "3 places",
        "Master&#x27;s level",
        "You cannot apply unless you meet this condition.",
        "No applications are accepted any more.",
    ):
        assert words in text, words


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (-1, 1, ">Apply<"),
        (1, 2, "Applications are accepted from"),
        (-2, -1, "This call is closed"),
    ],
)
def test_the_door_says_how_things_stand(client: Any, world: World, opens: int, closes: int, words: str) -> None:
    call = CallFactory(run=world.outbound, **around_now(opens, closes))
    assert words in page(client, "call_detail", uid=call.uid)


def test_open_calls_stand_on_the_first_page_and_at_their_programme(client: Any, world: World) -> None:
    CallFactory(run=world.outbound, title_en="ISOPEN", **around_now(-1, 1))
    CallFactory(run=world.outbound, title_en="ISTOCOME", **around_now(1, 2))
    own = page(client, "program_detail", slug=world.cultural.slug)
    assert own.index("ISOPEN") < own.index("ISTOCOME")
    first = client.get("/en/").content.decode()
    assert "ISOPEN" in first
    assert "ISTOCOME" not in first
    assert "ISOPEN" not in page(client, "program_detail", slug=world.basic.slug)


# --- At the desk -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_the_office_costs_the_same_for_one_call_and_three(
    sign_in: Any, world: World, number: int, django_assert_num_queries: Any
) -> None:
    office = sign_in(world.user("office", role="coordinator"))
    page(office, "call_office_list")
    for _ in range(number):
        CallPlaceFactory(call__run=world.outbound, institution=world.kazan)
    with django_assert_num_queries(LIST_QUERIES):
        text = page(office, "call_office_list")
    assert text.count('role="rowheader"') == number


LIST_QUERIES = 7


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_call_costs_the_same_for_one_part_and_three(
    sign_in: Any, world: World, number: int, django_assert_num_queries: Any
) -> None:
    user = world.user("office", role="coordinator")
    office = sign_in(user)
    call = CallFactory(run=world.outbound, draft=True, text_en="Text")
    for place in (world.kazan, world.irkutsk, world.kanazawa)[:number]:
        call_parts.add_part(call, CallPlace(), {"institution": place, "places": 1}, by=user)
        call_parts.add_part(call, Requirement(kind="unit"), {"values": [str(place.uid)]}, by=user)
        asked = {1: {"text_en": "Yes"}, 2: {"text_en": "No"}}
        call_parts.add_part(call, Question(kind=QuestionKind.CHOICE), {"text_en": "Well?"}, asked, by=user)
    page(office, "call_office", uid=call.uid)
    with django_assert_num_queries(DETAIL_QUERIES):
        page(office, "call_office", uid=call.uid)


DETAIL_QUERIES = 19


def test_the_list_of_the_office_is_turned_by_keys(sign_in: Any, world: World) -> None:
    office = sign_in(world.user("office", role="coordinator"))
    for number in range(51):
        CallFactory(
            run=world.outbound, title_en=f"NUMBER{number:02}", closes_at=datetime(2018, 5, 1, tzinfo=UTC) + number * DAY
        )
    with override("en"):
        first = office.get(reverse("programs:call_office_list"))
        shown = first.context["page"]
        second = office.get(reverse("programs:call_office_list"), {"after": shown.next})
    assert (str(shown.rows[0].title), len(shown.rows)) == ("NUMBER50", 50)
    assert [str(row.title) for row in second.context["page"].rows] == ["NUMBER00"]


def sent(**changes: Any) -> dict[str, Any]:
    words = {f"{name}_{code}": name for name in ("title", "text") for code in ("ja", "en", "ru")}
    window = {
        "zone": "Europe/Moscow",
        "opens_at": "2019-03-01",
        "opens_clock": "9:00",
        "closes_at": "2019-03-31",
        "closes_clock": "24:00",
    }
    further = {"most_choices": 2, "correction_days": 7, "offer_days": 7, "promotion": "by_hand"}
    return {**words, **window, **further, **changes}


def test_a_call_is_begun_in_the_zone_of_its_window(sign_in: Any, world: World) -> None:
    office = sign_in(world.user("office", role="coordinator"))
    with override("en"):
        answer = office.post(reverse("programs:call_create"), sent(run=str(world.outbound.uid)))
    assert answer.status_code == 302
    call = Call.objects.get()
    assert call.opens_at == datetime(2019, 3, 1, 6, tzinfo=UTC)
    assert call.closes_at == datetime(2019, 3, 31, 21, tzinfo=UTC)
    again = office.get(reverse("programs:call_edit", kwargs={"uid": call.uid})).context["form"]
    assert [again[name].value() for name in ("opens_clock", "closes_clock")] == ["9:00", "24:00"]


def test_what_cannot_be_is_said_at_its_box(sign_in: Any, world: World) -> None:
    office = sign_in(world.user("office", role="coordinator"))
    with override("en"):
        answer = office.post(
            reverse("programs:call_create"),
            sent(run=str(world.outbound.uid), closes_at="2019-02-01", opens_clock="late"),
        )
    assert set(answer.context["form"].errors) == {"opens_clock"}
    with override("en"):
        answer = office.post(reverse("programs:call_create"), sent(run=str(world.outbound.uid), closes_at="2019-02-01"))
    assert set(answer.context["form"].errors) == {"closes_at"}


def test_a_call_is_copied_with_its_window_a_year_later(sign_in: Any, world: World) -> None:
    user = world.user("office", role="coordinator")
    office = sign_in(user)
    call = CallFactory(run=world.outbound)
    call_parts_of(call, world)
    with override("en"):
        form = office.get(reverse("programs:call_copy", kwargs={"uid": call.uid})).context["form"]
        assert str(form["opens_at"].value()) == "2019-04-01"
        office.post(reverse("programs:call_copy", kwargs={"uid": call.uid}), sent(run=str(world.inbound.uid)))
    copy = Call.objects.exclude(pk=call.pk).get()
    assert (copy.run, copy.destinations.get().places) == (world.inbound, 2)


def call_parts_of(call: Call, world: World) -> None:
    CallPlace.objects.create(call=call, institution=world.kazan, places=2)


PARTS: list[tuple[str, str, dict[str, Any]]] = [
    ("criterion", "", {"name_ja": "面接", "scale": 5, "weight": "1"}),
    ("document", "", {"name_ja": "推薦状", "policy": "document"}),
    ("checklist-line", "", {"name_ja": "旅券", "phase": "before", "days": 30}),
    ("requirement", "level", {"levels": ["master"]}),
    ("requirement", "enrolment", {}),
    ("requirement", "grade_index", {"minimum": "2.3"}),
    ("requirement", "certificate", {"torfl": "torfl_b1", "ielts": "6.0"}),
    ("question", "long_text", {"text_ja": "理由", "max_length": 400}),
    ("question", "number", {"text_ja": "学年", "minimum": 1, "maximum": 6}),
    ("question", "choice", {"text_ja": "宿舎", "option_1_ja": "寮", "option_2_ja": "家庭"}),
    ("question", "file", {"text_ja": "作品"}),
]


@pytest.mark.parametrize(("part", "kind", "data"), PARTS)
def test_a_part_is_added_and_its_form_shows_it_again(
    sign_in: Any, world: World, part: str, kind: str, data: dict[str, Any]
) -> None:
    office = sign_in(world.user("office", role="coordinator"))
    call = CallFactory(run=world.outbound, draft=True)
    name, kwargs = ("call_part_add_kind", {"kind": kind}) if kind else ("call_part_add", {})
    with override("en"):
        answer = office.post(reverse(f"programs:{name}", kwargs={"uid": call.uid, "part": part, **kwargs}), data)
    assert answer.status_code == 302, answer.context["form"].errors
    made = KINDS[part].model.objects.get(call=call)
    with override("en"):
        address = reverse("programs:call_part_edit", kwargs={"part": part, "uid": made.uid})
        form = office.get(address).context["form"]
        shown = {name: form[name].value() for name in data}
        again = office.post(address, {**data, "version": made.version})
    assert again.status_code == 302
    assert {box: _plain(value) for box, value in shown.items()} == {box: _plain(typed) for box, typed in data.items()}


def _plain(value: Any) -> Any:
    """A value of a box as text: a number without zeros at its end."""
    if isinstance(value, list):
        return value
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def test_a_part_for_a_place_offers_institutions_and_faculties(sign_in: Any, world: World) -> None:
    office = sign_in(world.user("office", role="coordinator"))
    call = CallFactory(run=world.outbound, draft=True)
    with override("en"):
        address = reverse(
            "programs:call_part_add_kind", kwargs={"uid": call.uid, "part": "requirement", "kind": "unit"}
        )
        office.post(address, {"places": [str(world.kanazawa.uid)]})
    assert call.requirements.get().values == [str(world.kanazawa.uid)]


def test_a_call_is_announced_from_its_page_which_says_what_is_missing(sign_in: Any, world: World) -> None:
    office = sign_in(world.user("office", role="coordinator"))
    call = CallFactory(run=world.outbound, draft=True, **around_now(1, 20))
    with override("en"):
        address = reverse("programs:call_move", kwargs={"uid": call.uid, "move": "announce"})
        assert "Without it the call cannot be announced." in office.get(address).content.decode()
        assert office.post(address, {"version": call.version}).status_code == 200
        call_parts_of(call, world)
        call.text_en = "Text"
        call.save()
        assert office.post(address, {"version": call.version}).status_code == 302
    call.refresh_from_db()
    assert call.status == "announced"


def test_the_preview_shows_the_public_page_before_it_is_there(sign_in: Any, client: Any, world: World) -> None:
    call = CallFactory(run=world.outbound, draft=True, title_en="ISDRAFT")
    with override("en"):
        public = reverse("programs:call_detail", kwargs={"uid": call.uid})
    assert client.get(public).status_code == 404
    text = page(sign_in(world.user("office", role="coordinator")), "call_preview", uid=call.uid)
    assert "ISDRAFT" in text
    assert "What happens next" in text


def test_of_an_announced_call_only_words_days_and_the_closing_are_asked(sign_in: Any, world: World) -> None:
    office = sign_in(world.user("office", role="coordinator"))
    call = CallFactory(run=world.outbound, **around_now(-1, 1))
    form = office.get(reverse("programs:call_edit", kwargs={"uid": call.uid})).context["form"]
    assert {name for name in form.fields if not name.startswith(("title_", "text_", "cost_"))} == {
        "version",
        "reviews_due_on",
        "results_on",
        "closes_at",
        "closes_clock",
    }
