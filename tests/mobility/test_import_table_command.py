"""A table of any kind is imported from the command line in the one way that stays go."""

import json

import pytest
from django.core.management import CommandError, call_command

from kanazawa_exchange.accounts.models import Person
from partners.models import Institution

PEOPLE = "学籍番号,氏名,ローマ字\r\n1712,山田 花子,YAMADA Hanako\r\n"
PLACES = "Name (English),Kind,City\r\nTomsk State University,University,Kazan\r\nTomsk,castle,Kazan\r\n"


def called(capsys, tmp_path, kind, text, *options):
    """The exit status and what was printed."""
    path = tmp_path / "table.csv"
    path.write_text(text)
    try:
        call_command("import_table", kind, str(path), "--by", "sato@example.org", "--format", "json", *options)
    except SystemExit as end:
        return end.code, json.loads(capsys.readouterr().out)
    return 0, json.loads(capsys.readouterr().out)


def test_people_are_registered_and_the_second_time_nothing_is(world, sato, capsys, tmp_path):
    for verdict in ("new", "same"):
        status, told = called(capsys, tmp_path, "people", PEOPLE)
        assert (status, [row["verdict"] for row in told["rows"]]) == (0, [verdict])
    assert Person.objects.filter(student_number="1712").count() == 1


def test_a_wrong_row_is_told_and_registers_none_unless_the_right_ones_are_asked_for(world, sato, capsys, tmp_path):
    status, told = called(capsys, tmp_path, "institutions", PLACES)
    assert (status, told["state"], told["rows"][1]["problems"][0]["code"]) == (1, "discarded", "choice.unknown")
    assert not Institution.objects.filter(slug="tomsk-state-university").exists()
    assert called(capsys, tmp_path, "institutions", PLACES, "--right-rows")[0] == 1
    assert Institution.objects.filter(slug="tomsk-state-university").exists()


def test_a_kind_that_is_not_there_names_those_that_are(world, sato, capsys, tmp_path):
    with pytest.raises(CommandError, match="institutions, agreements"):
        called(capsys, tmp_path, "castles", PEOPLE)
