"""Further pages stand in their order; milestones and frequent questions are looked at before they are public, like everything."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from partners import reference as partner_reference
from programs import reference
from programs.models import Faq, Milestone
from programs.services import publications
from tests.factories import FaqFactory, MilestoneFactory, PageFactory


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def desk(name: str, **kwargs: Any) -> str:
    with override("en"):
        return reverse(f"programs:publication_{name}", kwargs=kwargs)


def test_listed_pages_stand_in_their_order_and_others_are_found_by_their_address(client: Client, world: Any) -> None:
    PageFactory(title_en="SECOND", order=2)
    PageFactory(title_en="FIRST", order=1)
    PageFactory(title_en="HIDDEN", slug="hidden", is_listed=False)
    PageFactory(title_en="DRAFT", slug="draft", draft=True)
    text = text_of(client, "/en/pages/")
    assert 0 < text.find(">FIRST<") < text.find(">SECOND<")
    assert "HIDDEN" not in text
    assert "DRAFT" not in text
    assert "<h1>HIDDEN</h1>" in text_of(client, "/en/pages/hidden/")
    assert client.get("/en/pages/draft/").status_code == 404
    assert "/en/pages/hidden/" in text_of(client, "/sitemap.xml")


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_pages_costs_one_query(
    client: Client, world: Any, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        PageFactory()
    with django_assert_num_queries(1):
        text_of(client, "/en/pages/")


def test_a_milestone_and_a_question_are_written_and_looked_at(world: Any, sato: User, sign_in: Any) -> None:
    office = sign_in(sato)
    sent = {"text_en": "The office opens", "happened_on": "2018-09-01", "exact": "month"}
    assert office.post(desk("create", kind="milestones"), sent).status_code == 302
    milestone = Milestone.objects.get()
    preview = text_of(office, desk("office", kind="milestones", uid=milestone.uid))
    assert '<time datetime="2018-09">September 2018</time>' in preview
    sent = {"question_en": "Is it **free**?", "answer_en": "It is **free**.", "order": "1", "program": ""}
    assert office.post(desk("create", kind="faqs"), sent).status_code == 302
    preview = text_of(office, desk("office", kind="faqs", uid=Faq.objects.get().uid))
    assert "Is it **free**?" in preview
    assert "<strong>free</strong>" in preview


def test_a_question_leads_to_the_page_of_its_programme(world: Any, sato: User, sign_in: Any) -> None:
    office = sign_in(sato)
    for faq, address in (
        (FaqFactory(program=world.cultural), "/en/programs/cultural/#faq"),
        (FaqFactory(), "/en/programs/"),
    ):
        assert f'href="{address}"' in text_of(office, desk("office", kind="faqs", uid=faq.uid))


def test_the_known_history_is_loaded_once_and_then_the_offices(db: None, sato: User) -> None:
    partner_reference.load()
    reference.load()
    assert (
        Milestone.objects.filter(status="published").count() == len(reference.MILESTONES) == Milestone.objects.count()
    )
    assert all(milestone.written_in == ("ja", "en", "ru") for milestone in Milestone.objects.all())
    first = publications.move(
        Milestone.objects.order_by("pk")[0], "take_back", reference.Step(), by=sato, now=reference.clock.now()
    )
    publications.discard(first, by=sato, version=first.version)
    reference.load()
    assert Milestone.objects.count() == len(reference.MILESTONES) - 1


def test_a_milestone_in_another_language_says_so(client: Client, world: Any) -> None:
    MilestoneFactory(text_ru="")
    assert "только на английском" in text_of(client, "/ru/about/")
