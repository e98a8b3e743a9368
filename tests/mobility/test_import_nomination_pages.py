"""A partner's representative walks from the pasted table to the nominations and back, in Russian, without scripts."""

import io
import json
import re
from html import unescape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.lib.imports import kinds_for
from kanazawa_exchange.menu import sections
from mobility.models import ImportBatch, Nomination
from tests.factories import PersonFactory
from tests.import_kinds import rows_of
from tests.list_files import content_of

from .nominated import END, START, agreed

HEADS = ("ФИО", "Дата рождения", "Гражданство", "Уровень", "Курс", "Заезд", "Отъезд", "Факультет")
DAYS = ("01.09.2030", "31.01.2031")
IVAN = ("Иванов Иван Петрович", "17.05.2005", "Россия", "бакалавриат", "3", *DAYS, "Химический институт")
ANNA = ("Петрова Анна", "31.02.2004", "Россия", "магистратура", "1", *DAYS, "Физический институт")


@pytest.fixture(autouse=True)
def russian():
    with override("ru"):
        yield


@pytest.fixture
def desk(world, sato, petrova, sign_in):
    agreed(world)
    world.inbound.starts_on, world.inbound.ends_on = START, END
    world.inbound.save()
    return sign_in(petrova)


def pasted(*rows):
    return "\r\n".join("\t".join(row) for row in (HEADS, *rows)) + "\r\n"


def send(desk, *rows):
    return desk.post(reverse("mobility:import_start"), {"kind": "nominations", "text": pasted(*rows)}, follow=True)


def page_of(batch, name="import_preview"):
    return reverse(f"mobility:{name}", args=[batch.uid])


def words(page):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.text)))


def arranged(desk, batch):
    """The columns as they were understood, the run for all rows, and that the faculty is not read."""
    form = desk.get(page_of(batch, "import_columns")).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    (run,) = [text for text, _label in form.fields["given-run"].choices if text]
    return desk.post(page_of(batch, "import_columns"), {**data, "given-run": run}, follow=True)


def test_the_whole_way_from_the_list_of_nominations_and_back(world, desk, petrova, sato, sign_in):
    shown = desk.get(reverse("mobility:nomination_list"))
    assert reverse("mobility:import_start") in shown.text
    start = desk.get(reverse("mobility:import_start"))
    assert "Одна строка — один студент" in start.text
    assert [kind.code for kind in start.context["form"].kinds.values()] == ["nominations"]
    columns = send(desk, IVAN, ANNA)
    batch = ImportBatch.objects.get()
    assert columns.redirect_chain[-1][0] == page_of(batch, "import_columns")
    preview = arranged(desk, batch)
    assert "Пока ничего не отправлено." in words(preview)
    assert "Отправить 1 верную номинацию" in words(preview)
    assert "Факультет" in words(preview)
    batch.refresh_from_db()
    assert [row.verdict for row in rows_of(batch)] == ["new", "wrong"]
    assert not Person.objects.filter(names__family="Иванов").exists()

    shown = desk.get(page_of(batch)).context["boxes"]
    corrected = {"act": "check", "shown": shown, "c-3-birth_date": "29.02.2004"}
    desk.post(page_of(batch), corrected)
    batch.refresh_from_db()
    assert [row.verdict for row in rows_of(batch)] == ["new", "new"]
    assert not Nomination.objects.exists()

    seen = desk.get(page_of(batch)).context["seen"]
    done = desk.post(page_of(batch), {"act": "register", "seen": seen}, follow=True)
    assert "Отправлены 2 номинации" in words(done)
    assert "Отозвать номинации этой таблицы" in words(done)
    assert set(Nomination.objects.values_list("sender_status", "sending")) == {("sent", world.kazan.pk)}
    ivan = Nomination.objects.order_by("pk")[0]
    assert reverse("mobility:nomination_detail", args=[ivan.uid]) in done.text
    assert "Иванов" in words(sign_in(sato).get(reverse("mobility:nomination_list")))

    undone = desk.post(page_of(batch, "import_undo"), follow=True)
    assert undone.status_code == 200
    assert set(Nomination.objects.values_list("sender_status", flat=True)) == {"cancelled"}


def test_the_rows_to_correct_come_as_files_with_what_is_wrong_and_come_back(desk):
    send(desk, IVAN, ANNA)
    batch = ImportBatch.objects.get()
    arranged(desk, batch)
    book = openpyxl.load_workbook(io.BytesIO(content_of(desk.get(page_of(batch, "import_wrong_xlsx")))))
    rows = list(book.active.iter_rows(values_only=True))
    head = next(row for row in rows if "ФИО" in row)
    told = dict(zip(head, rows[rows.index(head) + 1], strict=True))
    assert told["ФИО"] == "Петрова Анна"
    assert told["Что исправить"].startswith("Дата рождения")
    text = content_of(desk.get(page_of(batch, "import_wrong_csv"))).decode("utf-8-sig")
    assert "Петрова Анна" in text
    assert "Иванов" not in text
    file = SimpleUploadedFile("again.csv", text.replace("31.02.2004", "29.02.2004").encode())
    desk.post(reverse("mobility:import_start"), {"kind": "nominations", "text": "", "file": file})
    again = ImportBatch.objects.latest("pk")
    assert [row.verdict for row in rows_of(again)] == ["new"]


def test_known_students_are_buttons_and_those_of_others_stand_nowhere(world, desk, sato):
    own = PersonFactory(student_number="K-1", birth_date=None, names=[("cyrillic", "Иванов", "Иван", "")])
    world.received(person=own)
    other = PersonFactory(student_number="MARKNUMBER", birth_date=None, names=[("cyrillic", "Иванов", "Иван", "")])
    world.received(person=other, sending=world.irkutsk)
    send(desk, IVAN)
    batch = ImportBatch.objects.get()
    page = arranged(desk, batch)
    assert f"2|person|{own.uid}" in page.text
    assert "K-1" in page.text
    assert str(other.uid) not in page.text
    assert "MARKNUMBER" not in page.text
    forged = desk.post(page_of(batch), {"answer": f"2|person|{other.uid}", "shown": "{}"}, follow=True)
    assert "MARKNUMBER" not in forged.text
    assert rows_of(batch)[0].verdict == "wrong"
    desk.post(page_of(batch), {"answer": f"2|person|{own.uid}", "shown": json.dumps({"c-2-person": str(other.uid)})})
    assert rows_of(batch)[0].about["person"] == str(own.uid)


def test_a_representative_imports_nothing_else(world, desk, petrova):
    assert [kind.code for kind in kinds_for(petrova)] == ["nominations"]
    text = "氏名\t学籍番号\r\n山田 花子\t1712\r\n"
    for kind in ("stays", "people", "institutions", "agreements"):
        answer = desk.post(reverse("mobility:import_start"), {"kind": kind, "text": text})
        assert answer.status_code == 200
        assert answer.context["form"].errors.keys() == {"kind"}
    send(desk, IVAN)
    batch = ImportBatch.objects.get()
    assert desk.post(page_of(batch, "import_columns"), {"read_as": "stays"}).status_code == 404
    assert not ImportBatch.objects.exclude(kind="nominations").exists()


def test_the_menu_has_no_imports_for_a_representative_and_has_them_for_the_office(desk, petrova, sato):
    (imports,) = [section for section in sections() if section.url_name == "mobility:import_list"]
    assert not imports.may(petrova)
    assert imports.may(sato)
    assert desk.get(reverse("mobility:import_list")).status_code == 200


def test_a_table_can_be_typed_as_well(desk):
    page = desk.get(reverse("mobility:import_grid_new"))
    usual = page.context["form"]["columns"].value()
    assert "planned_starts_on" in usual
    desk.post(reverse("mobility:import_grid_new"), {"source": "", "columns": usual})
    batch = ImportBatch.objects.get()
    assert batch.kind == "nominations"
    assert desk.get(page_of(batch, "import_grid")).status_code == 200


@pytest.fixture
def begun(monkeypatch):
    """A table of a representative, taken in as long work that no worker has touched yet."""
    monkeypatch.setattr("mobility.services.imports.long.AT_ONCE", 1)

    def begin(desk):
        send(desk, IVAN, (*IVAN[:1], "18.05.2005", *IVAN[2:]))
        batch = ImportBatch.objects.latest("pk")
        arranged(desk, batch)
        batch.refresh_from_db()
        assert batch.job is not None
        return batch

    return begin


@pytest.mark.parametrize("university", ["irkutsk", "kazan"])
def test_the_long_work_of_somebody_elses_table_is_nowhere(world, desk, petrova, sign_in, begun, university):
    """Neither its import nor its job, whatever public id is typed, and nothing of it is stopped; the own one is there."""
    batch, other = begun(desk), sign_in(world.representative("sidorov", getattr(world, university)))
    own = begun(other)
    for table, expected in ((batch, 404), (own, 200)):
        for name in ("job_detail", "job_progress"):
            assert other.get(reverse(f"accounts:{name}", args=[table.job.uid])).status_code == expected
    for name in ("job_cancel", "job_resume"):
        assert other.post(reverse(f"accounts:{name}", args=[batch.job.uid])).status_code == 404
    for name in ("import_preview", "import_columns"):
        assert other.get(page_of(batch, name)).status_code == 404
    batch.job.refresh_from_db()
    assert (batch.job.cancel_asked_at, batch.job.ended_at) == (None, None)
    assert sign_in(petrova).post(reverse("accounts:job_cancel", args=[batch.job.uid])).status_code == 302
    batch.job.refresh_from_db()
    assert batch.job.cancel_asked_at is not None or batch.job.ended_at is not None


def test_whoever_has_no_long_work_has_no_page_of_it(desk, aiko, sign_in, begun):
    batch = begun(desk)
    stranger = sign_in(aiko)
    assert stranger.get(reverse("accounts:job_progress", args=[batch.job.uid])).status_code == 403
    assert desk.get(reverse("accounts:job_list")).status_code == 403
