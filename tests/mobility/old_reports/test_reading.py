"""What a file of an earlier site may hold, and which sentence at which line tells of everything else."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.refusals import Refused
from mobility.services.old_reports.drafts import Draft
from mobility.services.old_reports.marks import linked, without_pictures
from mobility.services.old_reports.planning import Plan, plan
from tests.uploads import corpus
from tests.uploads.corpus import picture, scene

from .folders import folder, report

NOW = datetime(2019, 3, 1, 3, 0, tzinfo=UTC)
PICTURE = "\n  - {file: a.jpg, alt: Ice, people: nobody}"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def read(root: Path, by: User, files: dict[str, Any]) -> Plan:
    return plan(folder(root, files), by=by, now=NOW)


def told(found: Plan) -> list[str]:
    return [str(one) for one in (*found.problems, *found.notes)]


def draft(found: Plan) -> Draft:
    (one,) = found.files
    assert one.draft is not None, told(found)
    return one.draft


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Only a text.", "1: The file begins with a line ---"),
        ("---\naddress: /report/one\nText", "1: The file begins with a line ---"),
        ("", "1: The file begins with a line ---"),
        ("---\n---\nText.", "1: Say under “address” where the report stood."),
        ("---\n- one\n---\nText.", "2: This cannot be read."),
        ("---\naddress: /report/one\ntitle: A: b: c\n---\nText.", "3: This cannot be read."),
        ("---\naddress: &a /report/one\ntitle: *a\n---\nText.", "3: This cannot be read."),
        ("---\naddress: !!python/object/apply:os.system [ls]\n---\nText.", "2: This is no address"),
        ("---\na: \x07\n---\nText.", "2: This cannot be read."),
        ("---\ntitle: one\ntitle: two\n---\nText.", "3: “title” stands here twice."),
        (report(colour="blue"), "5: “colour” is not read. What can stand here: address, language, title"),
        (report(address="/topics/12"), "2: This is no address of a report: it has to begin with /report/."),
        (report(address="/report/" + "x" * 300), "2: This is no address of a report"),
        (report(address="{a: b}"), "2: One text is expected here."),
        (report(language="de"), "3: “language” is one of: ja, en, ru."),
        (report(published=""), "1: Say under “published” since when it could be read"),
        (report(published="14.5.2018"), "4: Say under “published” since when it could be read"),
        (report(published="0001-01-01T00:00:00+14:00"), "4: Say under “published” since when it could be read"),
        (report(published="2019-03-02"), "4: This day has not come yet."),
        (report(day="soon"), "5: "),
        (report(day="2019-03-02"), "5: This day has not come yet."),
        (report(country="Japan"), "5: Write the country in two letters"),
        (report(country="XX"), "5: Write the country in two letters"),
        (report(title="x" * 201), "5: "),
        (report(authors='[{name: "\\u202Etxt"}]'), "5: "),
        (report(text=""), "6: There is no text."),
        (report(text="x" * 20_001), "6: "),
        (report(authors="[a, {name: b, colour: c}]"), "5: “colour” is not read."),
        (report(authors="[{name: b, consent: yes}]"), "5: A consent is a day that has come, and where the consent stands"),
        (report(authors="[{name: b, consent: 2018-13-01 form}]"), "5: A consent is a day that has come"),
        (report(authors="[{name: b, consent: 2019-03-02 form}]"), "5: A consent is a day that has come"),
        (report(authors=str(list(range(31)))), "5: A report has at most 30 authors."),
        (report(people="perhaps"), "5: Choose one of the options."),
        (report(pictures="a.jpg"), "5: A picture has a file, and words for it"),
        (report(pictures="[{file: b.jpg, alt: x, people: nobody}]"), "5: There is no file b.jpg in the folder."),
        (report(pictures="[{file: '', alt: x, people: nobody}]"), "5: There is no file"),
        (report(pictures="[{file: a.jpg, people: nobody}]"), "5: Say in “alt” what the picture shows."),
        (report(pictures="[{file: a.jpg, alt: x, people: maybe}]"), "5: Choose one of the options."),
        (report(pictures="[{file: a.jpg, alt: x, people: nobody, cover: perhaps}]"), "5: “cover” is one of: yes, true"),
        (report(pictures="[{file: a.jpg, alt: " + "x" * 301 + ", people: nobody}]"), "5: At most 300 characters."),
        (report(title="[" * 2000), "2: This cannot be read."),
    ],
)  # fmt: skip
def test_each_fault_of_a_markdown_file_is_told_at_its_line(source: str, words: str, sato: User, tmp_path: Path) -> None:
    found = read(tmp_path, sato, {"one.md": source, "a.jpg": picture("JPEG", scene(300, 200))})
    assert any(line.startswith(f"one.md:{words}") for line in map(str, found.problems)), told(found)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{", "1: This cannot be read."),
        ("[]", "1: This cannot be read."),
        ('{\n "address": "/report/one",\n "title": 1 2\n}', "3: This cannot be read."),
        ('{\n "address": "/report/one",\n "address": "/report/two"\n}', "3: “address” stands here twice."),
        ('{\n "title": "“a”: \\"language\\": no",\n "language": "de"\n}', "3: “language” is one of"),
        ('{\n "\\u0063olour": 1\n}', "1: “colour” is not read."),
        ('{\n "authors": [\n  {"name": "A"},\n  {\n   "name": "B",\n   "shoe": 1}]\n}', "6: “shoe” is not read."),
        ("[" * 100_000, "1: This cannot be read."),
    ],
)
def test_each_fault_of_a_json_file_is_told_at_its_line(source: str, words: str, sato: User, tmp_path: Path) -> None:
    found = read(tmp_path, sato, {"one.json": source})
    assert any(line.startswith(f"one.json:{words}") for line in map(str, found.problems)), told(found)


def test_what_is_no_text_in_utf8_is_told(sato: User, tmp_path: Path) -> None:
    found = read(tmp_path, sato, {"one.md": report("Снег.").encode("cp1251")})
    assert told(found) == ["one.md:6: This is not UTF-8. Save the file in UTF-8."]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_files_of_every_editor_are_read(ends: str, sato: User, tmp_path: Path) -> None:
    source = report("One.\n\nTwo.", title="No", day="2018-05-01").replace("\n", ends).encode("utf-8-sig")
    one = draft(read(tmp_path, sato, {"one.MD": source, "_notes.txt": "-", ".hidden.md": "-"}))
    assert (one.title, one.text, str(one.happened_on)) == ("No", "One.\n\nTwo.", "2018-05-01")


def test_what_the_portal_does_not_know_is_left_out_with_a_line(sato: User, tmp_path: Path) -> None:
    found = read(tmp_path, sato, {"one.md": report(city="Atlantis", programme="Dance", hosts="[Hogwarts]")})
    one = draft(found)
    assert (one.city, one.program, list(one.hosts)) == (None, None, [])
    assert told(found) == [
        f"one.md:{line}: The portal does not know “{name}” for certain: it is left out."
        for line, name in ((5, "Atlantis"), (6, "Dance"), (7, "Hogwarts"))
    ]


def test_html_stands_in_the_text_as_it_was_typed_and_nothing_of_it_lives(sato: User, tmp_path: Path) -> None:
    found = read(
        tmp_path, sato, {"one.md": report("A\n<script>x()</script> <b onclick=x>b</b>\n<img src=x onerror=y>")}
    )
    assert draft(found).text == "A\n‹script›x()‹/script› ‹b onclick=x›b‹/b›"
    assert told(found) == [
        "one.md:7: HTML is not read: its signs stand in the text. Write it as Markdown.",
        "one.md:8: A picture that does not lie in the folder is left out.",
    ]


def test_an_address_is_that_of_one_file(sato: User, tmp_path: Path) -> None:
    files = {"a.md": report(), "b.md": report(address="[/report/two, /en/report/one/]")}
    assert told(read(tmp_path, sato, files)) == ["b.md:2: a.md has the address /report/one already."]


@pytest.mark.parametrize("word", ["review", "own", "photos", "氷", "a.b", "x" * 101])
def test_a_word_that_cannot_be_an_address_here_becomes_another_one(word: str, sato: User, tmp_path: Path) -> None:
    authors = '[{name: A, consent: "2018-05-01, form"}]'
    found = read(tmp_path, sato, {"one.md": report(address=f"/report/{word}", authors=authors)})
    assert found.files[0].report is not None
    assert str(found.files[0].report.slug).startswith("undated-exchange-")


def test_there_is_no_folder(sato: User, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no folder"):
        plan(tmp_path / "none", by=sato, now=NOW)


# --- Pictures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (corpus.SVG, "Only these kinds"),
        (b"MZ\x90\x00" + bytes(200), "Only these kinds"),
        (b"<html><script>x</script></html>", "Only these kinds"),
        (corpus.pdf(), "Only these kinds"),
        (picture("GIF", scene(300, 200)), "Only these kinds"),
        (corpus.flood(), "megapixels"),
        (picture("JPEG") + corpus.ZIP, "two kinds"),
        (picture("JPEG", scene(300, 200))[:500], ""),
        (b"", "empty"),
        (picture("JPEG") + bytes(12 * 1024 * 1024), "a.jpg is larger than 12 MB."),
    ],
)  # fmt: skip
def test_a_picture_that_no_form_would_take_keeps_its_report_out(
    content: bytes, words: str, sato: User, tmp_path: Path
) -> None:
    (line,) = told(read(tmp_path, sato, {"one.md": report(pictures=PICTURE), "a.jpg": content}))
    assert line.startswith("one.md:6: a.jpg")
    assert words in line


def test_the_ending_of_a_picture_is_not_asked(sato: User, tmp_path: Path) -> None:
    found = read(tmp_path, sato, {"one.md": report(pictures=PICTURE), "a.jpg": picture("PNG", scene(300, 200))})
    assert (told(found), len(draft(found).pictures)) == ([], 1)


def test_a_picture_of_which_nothing_says_who_is_in_it_is_left_out(sato: User, tmp_path: Path) -> None:
    source = report("Ice: ![Ice](a.jpg)", pictures="\n  - {file: b.jpg, alt: Snow}")
    files = {name: picture("JPEG", scene(size, 200)) for name, size in (("a.jpg", 300), ("b.jpg", 310))}
    found = read(tmp_path, sato, {"one.md": source, **files})
    assert list(draft(found).pictures) == []
    assert [line.split(": ")[0] for line in told(found)] == ["one.md:6", "one.md:8"]


def test_no_report_has_more_pictures_than_a_form_takes(sato: User, tmp_path: Path) -> None:
    rows = "".join(f"\n  - {{file: {number}.jpg, alt: x, people: nobody}}" for number in range(7))
    files = {f"{number}.jpg": picture("JPEG", scene(300 + number, 200)) for number in range(7)}
    assert told(read(tmp_path, sato, {"one.md": report(pictures=rows), **files})) == [
        "one.md:12: A report has at most 6 photos."
    ]


@pytest.mark.parametrize(
    "name", ["../secret.jpg", "{outside}/secret.jpg", "link.jpg", "linked/secret.jpg", "pipe", "."]
)
def test_nothing_outside_of_the_folder_is_read(name: str, sato: User, tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    folder(tmp_path, {"secret.jpg": picture("JPEG"), "outside/secret.jpg": picture("JPEG")})
    rows = f"\n  - {{file: '{name.format(outside=outside)}', alt: x, people: nobody}}"
    folder(inside, {"one.md": report(pictures=rows)})
    (inside / "link.jpg").symlink_to(outside / "secret.jpg")
    (inside / "linked").symlink_to(outside)
    os.mkfifo(inside / "pipe")
    (line,) = told(plan(inside, by=sato, now=NOW))
    assert line.startswith("one.md:6: ")
    assert "outside of the folder" in line or "There is no file" in line


def test_a_report_that_is_a_link_out_of_the_folder_is_not_read(sato: User, tmp_path: Path) -> None:
    folder(tmp_path, {"outside/one.md": report(), "inside/two.md": report("Secret?")})
    (tmp_path / "inside" / "one.md").symlink_to(tmp_path / "outside" / "one.md")
    (tmp_path / "inside" / "deep").symlink_to(tmp_path / "outside")
    assert told(plan(tmp_path / "inside", by=sato, now=NOW)) == ["one.md:1: one.md lies outside of the folder."]


def test_a_file_of_more_than_a_megabyte_is_not_read(sato: User, tmp_path: Path) -> None:
    found = read(tmp_path, sato, {"one.md": report("x" * 1024 * 1024)})
    assert told(found) == ["one.md:1: one.md is larger than 1 MB."]


# --- Marks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "left", "files"),
    [
        ("a ![b](c.jpg) d", "a  d", ["c.jpg"]),
        ('![b](<c%20d.jpg> "e")', "", ["c d.jpg"]),
        ("[![b](c.jpg)](c-large.jpg)", "", ["c.jpg"]),
        ("![](//h/c.jpg)![](data:image/png;base64,AA)![](/c.jpg)![]()", "", ["", "", "", ""]),
        ("<IMG SRC=x> and ![b](c.jpg)", " and ", ["", "c.jpg"]),
        ("[b](c.jpg)", "[b](c.jpg)", []),
    ],
)
def test_pictures_are_taken_out_of_a_text(text: str, left: str, files: list[str]) -> None:
    found = without_pictures(text)
    assert (found[0], [one.file for one in found[1]]) == (left, files)


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("/report/one", "/en/activity-reports/x/"),
        ("/ru/report/one/?a=1", "/en/activity-reports/x/"),
        ("https://old.jp/report/one", "/en/activity-reports/x/"),
        ("https://OLD.jp:443/en/report/%6fne#top", "/en/activity-reports/x/"),
        ("https://other.jp/report/one", "https://other.jp/report/one"),
        ("https://[old/report/one", "https://[old/report/one"),
        ("report/one", "report/one"),
        ("/topics/one", "/topics/one"),
        ("/report/two", None),
        ("https://old.jp/report/two", None),
    ],
)
def test_links_lead_to_the_same_report_here(address: str, there: str | None) -> None:
    found = linked(f"a [b]({address}) c", "en", {"report/one": "x"}, {"old.jp"})
    assert found == ((f"a [b]({there}) c", []) if there else ("a b c", [address]))
