"""A file of the records is made of what the filter lets through; where the filter cannot be read, none is made."""

import pytest

from kanazawa_exchange.accounts.models import AuditEvent
from tests.list_files import content_of


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("query", ["status=bogus", "fy=x", "level=none&direction=outbound"])
def test_a_filter_that_cannot_be_read_makes_no_file(world, sato, sign_in, kind, query) -> None:
    world.sent()
    browser = sign_in(sato)

    answer = browser.get(f"/en/mobility-records/{kind}/?{query}", follow=True)

    assert answer.redirect_chain[0][0] == f"/en/mobility-records/?{query}"
    assert "The filter cannot be read, so that no file was made." in answer.text
    assert not AuditEvent.objects.filter(event="list_exported").exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_one_that_can_be_read_makes_one(world, sato, sign_in, kind) -> None:
    world.sent()
    assert content_of(sign_in(sato).get(f"/en/mobility-records/{kind}/?direction=outbound"))
    assert AuditEvent.objects.filter(event="list_exported").count() == 1
