"""The pages of one item: each kind with its boxes, options that come and go, and refusals at the box that is wrong."""

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.languages import LANGUAGES
from rubric.models import Instrument, Item
from tests.rubric.questionnaires import added, in_each
from tests.rubric.test_questionnaire_pages import draft
from tests.rubric.test_rubric_pages import office, sent, url

__all__ = ["draft", "office"]

KINDS = ("level", "scale", "number", "choice", "choices", "text")


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_of_each_kind_is_added_and_edited_on_its_page(draft: Instrument, office: Client, kind: str) -> None:
    page = url("item_create", uid=draft.uid, kind=kind)
    form = {**sent(office, page), **in_each("prompt", "Why?")}
    ability = draft.rubric_version.abilities.all()[0]
    boxes = {"ability": str(ability.uid), "lowest": "1", "highest": "５", "weight": "1,5", "is_reversed": "on"}
    boxes |= {"option_1_en": "Never", "option_1_points": "0", "option_2_en": "Often", "option_2_points": "2.5"}
    asked = {name: value for name, value in boxes.items() if name in form}
    answer = office.post(page, {**form, **asked})
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    item = Item.objects.latest("pk")
    assert (item.kind, item.prompt_ja, item.order) == (kind, "Why?", 6)
    assert item.options.count() == (2 if "option_1_en" in asked else 0)
    page = url("item_edit", uid=item.uid)
    again = {**sent(office, page), "prompt_ru": "Почему?"}
    assert {name: str(again[name]) for name in asked if name in ("weight", "option_2_points")} == {
        name: plain for name, plain in (("weight", "1.5"), ("option_2_points", "2.5")) if name in asked
    }
    assert office.post(page, again).status_code == 302
    item.refresh_from_db()
    assert item.prompt_ru == "Почему?"


def test_options_come_go_and_a_further_row_waits(draft: Instrument, sato: User, office: Client) -> None:
    item = added(draft, "choice", sato, *[1] * 5)
    page = url("item_edit", uid=item.uid)
    form = sent(office, page)
    assert "option_7_en" in form
    gone = {f"option_2_{code}": "" for code in LANGUAGES} | {"option_2_points": ""}
    office.post(page, {**form, **gone, "option_7_en": "Sometimes", "option_9_points": "", "option_9_ru": "Иногда"})
    assert list(item.options.values_list("order", flat=True)) == [1, 3, 4, 5, 7, 9]


@pytest.mark.parametrize(
    ("kind", "boxes", "box"),
    [
        ("level", {"ability": ""}, "ability"),
        ("level", {"weight": "0"}, "weight"),
        ("level", {"weight": "1.2345"}, "weight"),
        ("level", {"prompt_ja": "", "prompt_en": "", "prompt_ru": ""}, "prompt_en"),
        ("scale", {"lowest": "5", "highest": "1"}, "highest"),
        ("scale", {"lowest": "1", "highest": "1"}, "highest"),
        ("scale", {"lowest": "", "highest": "1"}, "lowest"),
        ("scale", {"lowest": "0.5", "highest": "3"}, "highest"),
        ("scale", {"lowest": "0", "highest": "11"}, "highest"),
        ("number", {"lowest": "3", "highest": "2.9"}, "highest"),
        ("number", {"lowest": "x", "highest": "3"}, "lowest"),
        ("choice", {"option_3_points": "1"}, "option_3_points"),
        ("choices", {"option_1_en": "a", "option_1_points": "1.2345"}, "option_1_points"),
        ("choices", {"option_1_en": "a" * 301}, "option_1_en"),
    ],
)
def test_a_refusal_stands_at_its_box_and_keeps_what_was_typed(
    draft: Instrument, office: Client, kind: str, boxes: dict[str, str], box: str
) -> None:
    page = url("item_create", uid=draft.uid, kind=kind)
    ability = draft.rubric_version.abilities.all()[0]
    right = {"ability": str(ability.uid), "weight": "1", "lowest": "1", "highest": "3"}
    form = sent(office, page)
    usual = {name: value for name, value in right.items() if name in form}
    answer = office.post(page, {**form, **usual, **in_each("prompt", "Why?"), "note_ja": "残る文章", **boxes})
    assert list(answer.context["form"].errors) == [box]
    assert "残る文章" in answer.content.decode()
    assert draft.items.count() == 5


def test_items_move_and_go(draft: Instrument, office: Client) -> None:
    first, second, *_rest, last = draft.items.all()
    office.post(url("item_shift", uid=first.uid, way="down"), {"version": first.version})
    assert list(draft.items.all())[:2] == [second, first]
    office.post(url("item_shift", uid=last.uid, way="down"), {"version": last.version})
    assert draft.items.last() == last
    office.post(url("item_remove", uid=last.uid), {"version": last.version})
    assert (draft.items.count(), draft.asked.count()) == (4, 4)
    assert office.post(url("item_shift", uid=first.uid, way="away")).status_code == 404
    assert office.get(url("item_create", uid=draft.uid, kind="riddle")).status_code == 404
