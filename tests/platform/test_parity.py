"""The run on the servers of production takes along what meets them, and nothing else."""

import pytest

from tests.parity import meets_a_server


def test_what_needs_no_server_stays_behind(request):
    assert not meets_a_server(request.node)


def test_what_asks_for_the_database_through_a_fixture_comes_along(request, aiko):
    assert meets_a_server(request.node)


@pytest.mark.django_db
def test_what_is_marked_for_the_database_comes_along(request):
    assert meets_a_server(request.node)


@pytest.mark.servers
def test_what_says_that_it_uses_the_servers_comes_along(request):
    assert meets_a_server(request.node)
