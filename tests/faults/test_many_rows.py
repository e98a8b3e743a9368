"""Twenty thousand records of ten thousand people: every list, table and download costs the queries of a small one."""

import time
import tracemalloc
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.lib import copy
from mobility.models import Mobility
from reports import reference
from tests.bench.records import add_people, fill

pytestmark = pytest.mark.faults
ROWS = 20_000
PAGES = {
    "records": ("mobility:mobility_list", ""),
    "records of one year": ("mobility:mobility_list", "?fy=2015&direction=outbound"),
    "people": ("mobility:person_list", ""),
    "plan against actual": ("reports:plan_actual", "?project=bench&as_of=2020-03-31"),
    "by programme": ("reports:plan_actual", "?project=bench&as_of=2020-03-31&by=program"),
    "people behind a figure": (
        "reports:plan_actual_people",
        "?project=bench&fy=2015&direction=outbound&as_of=2020-03-31",
    ),
    "table as CSV": ("reports:plan_actual_csv", "?project=bench&as_of=2020-03-31"),
    "table as workbook": ("reports:plan_actual_xlsx", "?project=bench&as_of=2020-03-31"),
    "table as PDF": ("reports:plan_actual_pdf", "?project=bench&as_of=2020-03-31"),
}


def cost(client: Client, page: str) -> tuple[int, float, int]:
    """Queries, milliseconds and MB at the peak of one answer."""
    name, query = PAGES[page]
    with override("en"):
        address = reverse(name) + query
    client.get(address)
    tracemalloc.start()
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        assert response.status_code == 200, (page, response.status_code)
        size = sum(len(part) for part in response) if response.streaming else len(response.content)
    took = (time.perf_counter() - began) * 1000
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    assert size
    return len(queries), took, int(peak)


def test_the_number_of_queries_does_not_follow_the_number_of_rows(db, sign_in):
    """60 records first, then 20,000: the same queries each, and the memory of a download stays small."""
    reference.load(by=None)
    office, _coordinator = fill(60)
    client = sign_in(office)
    few = {page: cost(client, page) for page in PAGES}
    more(ROWS)
    many = {page: cost(client, page) for page in PAGES}
    for page in PAGES:
        print(f"{page:28} {few[page][0]:3} → {many[page][0]:3} queries {many[page][1]:7.0f} ms {many[page][2]:5} MB")
    assert {page: numbers[0] for page, numbers in many.items()} == {page: numbers[0] for page, numbers in few.items()}
    assert {page: mb for page, (_, _, mb) in many.items() if mb > 150} == {}


def more(rows: int) -> None:
    """As many records again of the same shape, each of a person of its own."""
    last = Mobility.objects.order_by("-pk").values().first()
    assert last is not None
    skipped = {"id", "uid", "fiscal_year", "starts_on", "person_id"}
    columns = [
        field.column for field in Mobility._meta.concrete_fields if field.column not in skipped and not field.generated
    ]
    template = list(Mobility.objects.order_by("pk").values_list(*columns)[:60])
    people_from = Person.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1000
    add_people(rows, people_from)
    copy.insert_rows(
        Mobility._meta.db_table,
        ("uid", "person_id", *columns),
        ((uuid4(), people_from + n, *template[n % len(template)]) for n in range(rows)),
    )
