"""The same stays by django-import-export, as its manual shows it: with its defaults, and tuned (bulk, cached foreign keys).

Its task is easier: everybody in the table is registered already, no name is compared with others, no rule of the form is asked.
"""

from functools import cache
from pathlib import Path
from typing import Any

from import_export import fields, resources, widgets
from tablib import Dataset

from kanazawa_exchange.accounts.models import Person, tracked_writes_allowed
from mobility.models import Mobility
from partners.models import Institution
from programs.models import ProgramRun

from . import stay_table

CODES = {"派遣": "outbound", "受入": "inbound", "学生": "student", "修士": "master", "学士": "bachelor"}
PLACES = dict(zip(stay_table.KEYS, stay_table.HEADS, strict=True))


class Coded(widgets.CharWidget):
    def clean(self, value: Any, row: Any = None, **more: Any) -> str:
        return CODES.get(value, value)


class OfRun(widgets.Widget):
    """A run by programme, year and direction, as a foreign key of several columns is found."""

    def clean(self, value: Any, row: Any = None, **more: Any) -> ProgramRun:
        return self.find(value, row[PLACES["fiscal_year"]], CODES[row[PLACES["direction"]]])

    def find(self, program: str, year: int, direction: str) -> ProgramRun:
        return ProgramRun.objects.get(program__code=program, fiscal_year=year, direction=direction)


class Stays(resources.ModelResource):
    person = fields.Field("person", PLACES["student_number"], widgets.ForeignKeyWidget(Person, "student_number"))
    run = fields.Field("run", PLACES["program"], OfRun())
    sending = fields.Field("sending", PLACES["sending"], widgets.ForeignKeyWidget(Institution, "slug"))
    receiving = fields.Field("receiving", PLACES["receiving"], widgets.ForeignKeyWidget(Institution, "slug"))
    category = fields.Field("category", PLACES["category"], Coded())
    level = fields.Field("level", PLACES["level"], Coded())
    starts = fields.Field("actual_starts_on", PLACES["actual_starts_on"], widgets.DateWidget())
    ends = fields.Field("actual_ends_on", PLACES["actual_ends_on"], widgets.DateWidget())
    note = fields.Field("note", PLACES["note"], widgets.CharWidget())

    class Meta:
        model = Mobility
        fields = ("person", "run", "sending", "receiving", "category", "level", "starts", "ends", "note")
        import_id_fields = ("person", "starts")

    def before_save_instance(self, instance: Mobility, row: Any, **more: Any) -> None:
        instance.status = "returned"


def tuned() -> type[Stays]:
    """Bulk, no look for what is stored already, no comparison, and each foreign key asked once."""
    people = cache(lambda number: Person.objects.get(student_number=number))
    places = cache(lambda slug: Institution.objects.get(slug=slug))

    class Kept(widgets.Widget):
        def __init__(self, find: Any) -> None:
            super().__init__()
            self._find = find

        def clean(self, value: Any, row: Any = None, **more: Any) -> Any:
            return self._find(value)

    class KeptRun(OfRun):
        find = staticmethod(cache(lambda program, year, direction: OfRun.find(OfRun(), program, year, direction)))

    class Tuned(Stays):
        person = fields.Field("person", PLACES["student_number"], Kept(people))
        run = fields.Field("run", PLACES["program"], KeptRun())
        sending = fields.Field("sending", PLACES["sending"], Kept(places))
        receiving = fields.Field("receiving", PLACES["receiving"], Kept(places))

        class Meta(Stays.Meta):
            use_bulk, batch_size, force_init_instance, skip_diff, use_transactions = True, 1000, True, True, True

    return Tuned


def run(path: Path, resource: type[Stays]) -> None:
    """The workbook read by its own reader and imported. Errors: RuntimeError when it is not."""
    table = Dataset().load(path.read_bytes(), format="xlsx")
    with tracked_writes_allowed():
        result = resource().import_data(table, raise_errors=True)
    if result.has_errors() or Mobility.objects.count() != len(table):
        raise RuntimeError(f"{resource.__name__} has imported {Mobility.objects.count()} of {len(table)} rows")
