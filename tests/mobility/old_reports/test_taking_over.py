"""Reports of an earlier site come in by one command: once, whole, with nobody's name unless that person has agreed."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from kanazawa_exchange.accounts.models import (
    Job,
    Picture,
    StaleText,
    StoredFile,
    Transition,
    TransitionNote,
    User,
    tracked_writes_allowed,
)
from kanazawa_exchange.accounts.services import labour
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import MoveRefused
from mobility.models import ActivityReport, OldAddress, ReportAuthor, ReportPhoto
from mobility.queries.activity_reports import feed
from mobility.queries.activity_reports.authors import ShownAuthor, shown_authors
from mobility.services.activity_reports import moving
from mobility.services.old_reports import planning, taking_over
from mobility.services.old_reports.planning import Verdict, plan
from tests import permits
from tests.factories import World
from tests.mobility.activity_reports.published import translated
from tests.mobility.activity_reports.writing import moved
from tests.uploads.corpus import picture, scene

from .folders import BRIDGE, CONSENT, ICE, SNOW, folder, report

NOW = datetime(2019, 3, 1, 3, 0, tzinfo=UTC)
GROUND = "All authors have said so by telephone."


@pytest.fixture(autouse=True)
def at_that_time(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the commit is done at once; nobody hears the bells."""
    monkeypatch.setattr("kanazawa_exchange.lib.doorbell._send", lambda task, words, after: None)
    monkeypatch.setattr("kanazawa_exchange.lib.clock.now", lambda: NOW)


def run(root: Path, by: User, *flags: str, code: int = 0, lang: str = "en") -> list[str]:
    """The lines that the command prints; it ends with `code`."""
    out = StringIO()
    try:
        call_command("import_old_reports", str(root), *flags, by=by.email, lang=lang, stdout=out)
        ended = 0
    except SystemExit as end:
        ended = int(end.code or 0)
    assert ended == code, out.getvalue()
    return out.getvalue().splitlines()


def at(path: str) -> ActivityReport:
    found: ActivityReport = moving.rows().get(old_addresses__path=path)
    return found


def everything() -> Mapping[str, Any]:
    return {
        model.__name__: sorted(map(str, model.objects.values_list()))
        for model in (ActivityReport, ReportAuthor, ReportPhoto, OldAddress, StoredFile, Transition, Picture, Job)
    } | {"history": ActivityReport.history.count()}  # type: ignore[attr-defined]


# --- The sample ------------------------------------------------------------------------------------------------------


def test_a_folder_comes_in_whole(world: World, sato: User, tmp_path: Path) -> None:
    lines = run(folder(tmp_path), sato)
    ice, bridge, snow = at("report/на-льду"), at("report/bridge"), at("report/氷の上")
    assert lines[-4:] == [
        "2017/snow.json\tnew",
        "2018/bridge.md\tnew",
        "2018/ice.md\tnew",
        "new 3",
    ]
    assert (ice.status, ice.language, ice.happened_on, ice.country) == ("published", "ru", date(2018, 2, 18), "RU")
    assert (ice.city, list(ice.hosts.all()), ice.mobility) == (world.kazan.city, [world.kazan], None)
    assert ice.program == world.cultural
    assert ice.first_published_at == datetime(2018, 5, 14, 3, 0, tzinfo=UTC)
    assert bridge.first_published_at == datetime(2018, 6, 1, 0, 30, tzinfo=UTC)
    assert {path.path for path in bridge.old_addresses.all()} == {"report/bridge", "report/2018/bridge.html"}
    assert bridge.slug == "bridge"
    assert ice.slug == f"2018-02-kazan-{ice.uid.hex[:8]}", "what is no word of an address makes none"
    assert (snow.status, snow.slug) == ("submitted", f"undated-exchange-{snow.uid.hex[:8]}")


def test_its_pictures_come_in_by_the_way_of_an_upload(world: World, sato: User, tmp_path: Path) -> None:
    run(folder(tmp_path), sato)
    ice, bridge = at("report/на-льду"), at("report/bridge")
    assert [(photo.alt, photo.people, photo.is_cover) for photo in ice.photos.all()] == [
        ("Лёд озера", "nobody", True),
        ("Снег", "agreed", False),
    ]
    assert [(photo.alt, photo.people, photo.is_cover) for photo in bridge.photos.all()] == [
        ("A bridge of paper", "agreed", True)
    ]
    assert (Picture.objects.count(), Job.objects.count(), StoredFile.objects.filter(owner=None).count()) == (3, 3, 3)


def test_links_between_them_lead_to_where_they_are_now(world: World, sato: User, tmp_path: Path) -> None:
    lines = run(folder(tmp_path), sato)
    ice, bridge, snow = at("report/на-льду"), at("report/bridge"), at("report/氷の上")
    assert "[второй отчёт](/ru/activity-reports/bridge/)" in ice.own_text.text
    assert "(https://kpfu.ru/eng/)" in ice.own_text.text
    assert f"[the ice](/en/activity-reports/{ice.slug}/) and what is gone." in bridge.own_text.text
    assert "[橋の話](/ja/activity-reports/bridge/)" in snow.own_text.text
    assert "![" not in bridge.own_text.text
    assert "elsewhere.example" not in bridge.own_text.text
    assert [line for line in lines if line.startswith("2018/bridge.md:")] == [
        "2018/bridge.md:14: A picture that does not lie in the folder is left out.",
        "2018/bridge.md:16: No report has the address /report/gone/: the words stay without a link.",
    ]


def test_nobody_is_named_who_has_not_agreed(world: World, sato: User, tmp_path: Path) -> None:
    lines = run(folder(tmp_path), sato)
    assert shown_authors([at("report/bridge").pk], NOW)[at("report/bridge").pk] == [
        ShownAuthor("Aiko Tanaka", ""),
        ShownAuthor("Ken Sato", ""),
    ]
    snow = at("report/氷の上")
    assert shown_authors([snow.pk], NOW)[snow.pk] == [ShownAuthor("", "")]
    assert any(line.startswith("2017/snow.json:5: Nothing says that this author has agreed") for line in lines)
    assert "山田" not in str(everything())
    assert [note.text for note in TransitionNote.objects.order_by("pk")] == [
        "2018-05-20: letter in the folder of the programme; 2018-05-21: the same",
        CONSENT,
    ]


def test_the_count_by_day_is_that_of_the_earlier_site(world: World, sato: User, tmp_path: Path) -> None:
    run(folder(tmp_path), sato)
    days = [date(2018, 5, 13), date(2018, 5, 14), date(2018, 5, 31), date(2018, 6, 1)]
    assert [feed.total(feed.published_by(day), NOW) for day in days] == [0, 1, 1, 2]
    moved(at("report/氷の上"), "publish", sato, now=NOW, reason=GROUND)
    assert feed.total(feed.published_by(date(2017, 12, 24)), NOW) == 1


def test_the_log_says_who_took_it_over(world: World, sato: User, tmp_path: Path) -> None:
    run(folder(tmp_path), sato)
    rows = Transition.objects.filter(record_type="activityreport").order_by("pk")
    assert [(row.move, row.source, row.target, row.actor, row.effective_on) for row in rows] == [
        ("take_over_submitted", "", "submitted", sato, clock.tokyo_date(NOW)),
        ("take_over_published", "", "published", sato, date(2018, 6, 1)),
        ("take_over_published", "", "published", sato, date(2018, 5, 14)),
    ]


def test_a_reader_finds_it_by_its_old_address_by_searching_and_in_the_feed(
    world: World, sato: User, tmp_path: Path, client: Client
) -> None:
    run(folder(tmp_path), sato)
    for job in Job.objects.open():
        labour.work(job.pk, holder="one", call_help=lambda holders: None, seconds=60)
    ice = at("report/на-льду")
    answer = client.get("/ru/report/на-льду/")
    assert (answer.status_code, answer["Location"]) == (301, f"/ru/activity-reports/{ice.slug}/")
    page = client.get(answer["Location"]).content.decode()
    assert "Байкал: зимой" in page
    assert "Мария Иванова" in page
    assert 'alt="Лёд озера"' in page
    assert client.get("/report/2018/bridge.html")["Location"] == "/ja/activity-reports/bridge/"
    found = client.get("/ru/activity-reports/", {"q": "прозрачный"}).content.decode()
    assert str(ice.slug) in found
    atom = client.get("/ru/activity-reports/feed.xml").content.decode()
    assert f"/ru/activity-reports/{ice.slug}/" in atom
    assert "<published>2018-05-14T" in atom
    assert client.get("/ja/report/氷の上").status_code == 404
    moved(ice, "take_down", sato, now=NOW)
    assert client.get("/ru/report/на-льду/").status_code == 410


# --- Once more -------------------------------------------------------------------------------------------------------


def test_the_same_folder_again_changes_nothing(world: World, sato: User, tmp_path: Path) -> None:
    run(folder(tmp_path), sato)
    before = everything()
    assert run(tmp_path, sato)[-1] == "as it was 3"
    assert everything() == before


def test_a_file_that_has_changed_changes_its_report_alone(world: World, sato: User, tmp_path: Path) -> None:
    run(folder(tmp_path), sato)
    ice, kept = at("report/на-льду"), list(StoredFile.objects.values_list("pk", flat=True))
    translated(ice, "ja", "冬のバイカル", by=sato)
    folder(
        tmp_path, {"2018/ice.md": ICE.replace("видно дно", "видно всё").replace("day: 2018-02-18", "day: 2018-02-17")}
    )
    assert run(tmp_path, sato)[-1] == "changed 1, as it was 2"
    now = at("report/на-льду")
    assert (now.pk, now.status, now.happened_on, now.slug) == (ice.pk, "published", date(2018, 2, 17), ice.slug)
    assert "видно всё" in now.own_text.text
    assert now.own_text.version == 2
    assert now.history.count() == 2
    assert "видно все" in now.own_text.search_text
    assert [row.language for row in StaleText.objects.filter(record_id=ice.pk)] == ["ja"]
    assert list(StoredFile.objects.values_list("pk", flat=True)) == kept, "its pictures are as they were"


@pytest.mark.parametrize(("new", "state"), [("видно дно. Он холодный.", "shown"), ("видно.", "draft")])
def test_translations_of_what_lost_a_sentence_are_hidden_until_somebody_has_looked(
    world: World, sato: User, tmp_path: Path, client: Client, new: str, state: str
) -> None:
    run(folder(tmp_path), sato)
    ice = at("report/на-льду")
    row = translated(ice, "ja", "冬のバイカル", by=sato)
    folder(tmp_path, {"2018/ice.md": ICE.replace("видно дно.", new)})
    run(tmp_path, sato)
    row.refresh_from_db()
    assert (at("report/на-льду").status, row.state) == ("published", state)
    page = client.get(f"/ja/activity-reports/{ice.slug}/").content.decode()
    assert ("冬のバイカル" in page) == (state == "shown")
    assert [row.language for row in StaleText.objects.filter(record_id=ice.pk)] == ["ja"]


def test_pictures_that_have_changed_take_the_place_of_the_others(world: World, sato: User, tmp_path: Path) -> None:
    run(folder(tmp_path), sato)
    folder(tmp_path, {"2018/pictures/лёд.jpg": picture("JPEG", scene(500, 400))})
    assert run(tmp_path, sato)[-1] == "changed 1, as it was 2"
    photos = at("report/на-льду").photos.select_related("file__picture")
    assert [(one.order, one.file.picture.width, one.is_cover) for one in photos] == [(1, 500, True), (2, 300, False)]
    assert StoredFile.objects.count() == 3


def test_with_a_consent_it_is_published_and_without_one_it_is_looked_at_again(
    world: World, sato: User, tmp_path: Path
) -> None:
    run(folder(tmp_path), sato)
    folder(tmp_path, {"2017/snow.json": SNOW | {"authors": [{"name": "山田花子", "consent": "2019-02-01, mail"}]}})
    run(tmp_path, sato)
    snow = at("report/氷の上")
    assert (snow.status, snow.first_published_at) == ("published", datetime(2017, 12, 24, 3, tzinfo=UTC))
    assert shown_authors([snow.pk], NOW)[snow.pk] == [ShownAuthor("山田花子", "")]
    folder(tmp_path, {"2017/snow.json": SNOW})
    run(tmp_path, sato)
    snow = at("report/氷の上")
    assert snow.status == "submitted"
    assert shown_authors([snow.pk], NOW)[snow.pk] == [ShownAuthor("", "")]


def test_the_word_of_the_earlier_site_leaves_the_address_with_the_consent(
    world: World, sato: User, tmp_path: Path, client: Client
) -> None:
    run(folder(tmp_path), sato)
    assert at("report/bridge").slug == "bridge"
    less = BRIDGE.replace(', consent: "2018-05-21: the same"', "")
    folder(tmp_path, {"2018/bridge.md": less})
    assert run(tmp_path, sato)[-1] == "changed 3", "the links of the two others follow"
    bridge = at("report/bridge")
    assert (bridge.status, bridge.slug) == ("submitted", f"undated-exchange-{bridge.uid.hex[:8]}")
    assert f"(/ru/activity-reports/{bridge.slug}/)" in at("report/на-льду").own_text.text
    assert client.get("/en/activity-reports/bridge/").status_code == 404
    assert run(tmp_path, sato)[-1] == "as it was 3"
    folder(tmp_path, {"2018/bridge.md": BRIDGE})
    run(tmp_path, sato)
    assert (at("report/bridge").status, at("report/bridge").slug) == ("published", bridge.slug), "an address stays"


def test_a_word_that_stayed_in_an_address_without_consent_goes_with_the_next_reading(
    world: World, sato: User, tmp_path: Path
) -> None:
    run(folder(tmp_path), sato)
    snow = at("report/氷の上")
    with tracked_writes_allowed():
        ActivityReport._base_manager.filter(pk=snow.pk).update(slug="hanako-yamada")
    run(tmp_path, sato)
    assert at("report/氷の上").slug == snow.slug


def test_what_was_returned_is_looked_at_again_and_what_was_taken_down_stays_away(
    world: World, sato: User, tmp_path: Path
) -> None:
    run(folder(tmp_path), sato)
    moved(at("report/на-льду"), "return", sato, now=NOW)
    moved(at("report/bridge"), "take_down", sato, now=NOW)
    folder(tmp_path, {"2018/ice.md": ICE.replace("дно", "всё"), "2018/bridge.md": BRIDGE.replace("built", "made")})
    assert run(tmp_path, sato)[-1] == "changed 1, as it was 1, taken away here, and stays so 1"
    assert at("report/на-льду").status == "submitted"
    assert (at("report/bridge").status, "built" in at("report/bridge").own_text.text) == ("withdrawn", True)


# --- All or none -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flags", [("--dry-run",), ()])
def test_one_wrong_file_keeps_all_of_them_out(flags: tuple[str, ...], world: World, sato: User, tmp_path: Path) -> None:
    folder(folder(tmp_path), {"wrong.md": report(language="de")})
    before = everything()
    lines = run(tmp_path, sato, *flags, code=1)
    assert "wrong.md:3: “language” is one of: ja, en, ru." in lines
    assert lines[-1] == "new 3, wrong 1"
    assert everything() == before


def test_a_dry_run_writes_nothing(world: World, sato: User, tmp_path: Path) -> None:
    before = everything()
    assert run(folder(tmp_path), sato, "--dry-run")[-1] == "new 3"
    assert everything() == before


def test_the_right_files_come_in_without_the_wrong_ones_when_that_is_asked_for(
    world: World, sato: User, tmp_path: Path
) -> None:
    folder(folder(tmp_path), {"wrong.md": report("See [it](/report/bridge).", published="soon")})
    assert run(tmp_path, sato, "--skip-bad", code=1)[-1] == "new 3, wrong 1"
    assert ActivityReport.objects.count() == 3
    folder(tmp_path, {"wrong.md": report("See [it](/report/bridge).")})
    assert run(tmp_path, sato)[-1] == "new 1, as it was 3"


@pytest.mark.parametrize(
    ("lang", "words"),
    [("ja", "「language」"), ("en", "“language” is one of"), ("ru", "«language»")],
)
def test_what_is_wrong_is_said_in_the_language_of_whoever_runs_it(
    lang: str, words: str, world: World, sato: User, tmp_path: Path
) -> None:
    lines = run(folder(tmp_path, {"wrong.md": report(language="")}), sato, code=1, lang=lang)
    assert any(words in line for line in lines)


# --- Who may ---------------------------------------------------------------------------------------------------------


def test_the_office_alone_takes_reports_over(
    world: World, sato: User, aiko: User, mori: User, petrova: User, tmp_path: Path
) -> None:
    found = plan(folder(tmp_path), by=sato, now=NOW)
    calls: dict[permits.Act, tuple[Any, ...]] = {
        planning.plan: (tmp_path,),
        taking_over.take_over: (found.files[0], found.folder),
    }
    assert set(calls) == permits.writers([planning, taking_over])
    permits.refuse(calls, [aiko, mori, petrova], now=NOW)
    with pytest.raises(CommandError, match="may not"):
        run(tmp_path, aiko)
    with pytest.raises(CommandError, match="no account"):
        call_command("import_old_reports", str(tmp_path), by="nobody@example.org")
    assert not ActivityReport.objects.exists()


def test_a_picture_that_was_changed_meanwhile_keeps_its_report_out(world: World, sato: User, tmp_path: Path) -> None:
    found = plan(folder(tmp_path), by=sato, now=NOW)
    folder(tmp_path, {"2018/pictures/bridge.webp": picture("WEBP", scene(200, 200))})
    (bridge,) = (one for one in found.files if one.findings.file == "2018/bridge.md")
    with translation.override("en"), pytest.raises(Exception, match="has changed while the folder was read"):
        taking_over.take_over(bridge, found.folder, by=sato, now=NOW)
    assert (ActivityReport.objects.count(), bridge.verdict) == (0, Verdict.NEW)


def test_a_report_without_title_day_or_place_is_published_by_hand(world: World, sato: User, tmp_path: Path) -> None:
    run(folder(tmp_path, {"one.md": report()}), sato)
    one = moved(at("report/one"), "publish", sato, now=NOW, reason=GROUND)
    assert (one.status, one.own_text.title, one.city, one.happened_on) == ("published", "", None, None)


def test_whoever_publishes_without_the_consent_of_an_author_is_told_and_says_why(
    world: World, sato: User, tmp_path: Path, client: Client
) -> None:
    run(folder(tmp_path), sato)
    snow = at("report/氷の上")
    page = f"/en/activity-reports/{snow.uid}/review/"
    client.force_login(sato)
    assert str(snow.uid) in client.get("/en/activity-reports/review/").text
    for address in (page, f"{page}publish/"):
        text = client.get(address).text
        assert "Nothing says that an author of the earlier site has agreed." in text, address
        assert "Every author has agreed" not in text, address
    ticked = {"version": snow.version, "no_strangers": "on", "no_papers": "on", "is_plausible": "on"}
    assert "Give a reason." in client.post(f"{page}publish/", ticked).text
    with translation.override("en"), pytest.raises(MoveRefused, match=r"Give a reason\."):
        moved(snow, "publish", sato, now=NOW)
    assert at("report/氷の上").status == "submitted"
    assert client.post(f"{page}publish/", ticked | {"reason": GROUND}).status_code == 302
    assert at("report/氷の上").status == "published"
    assert TransitionNote.objects.latest("pk").text == GROUND


def test_what_every_author_has_agreed_to_is_published_without_a_word(
    world: World, sato: User, tmp_path: Path, client: Client
) -> None:
    run(folder(tmp_path), sato)
    moved(at("report/на-льду"), "return", sato, now=NOW, reason="The second link.")
    run(folder(tmp_path, {"2018/ice.md": ICE.replace("дно", "всё")}), sato)
    ice = at("report/на-льду")
    client.force_login(sato)
    text = client.get(f"/en/activity-reports/{ice.uid}/review/").text
    assert "Every author has agreed" in text
    assert "Nothing says that an author of the earlier site" not in text
    assert 'name="reason"' not in client.get(f"/en/activity-reports/{ice.uid}/review/publish/").text
    assert moved(ice, "publish", sato, now=NOW).status == "published"


def test_a_folder_costs_a_few_queries_to_check_again(
    world: World, sato: User, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    """One more for each file: what of it was taken over."""
    run(folder(tmp_path), sato)
    with django_assert_num_queries(10):
        assert {one.verdict for one in plan(tmp_path, by=sato, now=NOW).files} == {Verdict.SAME}


def test_permission_is_asked_before_the_folder_is_looked_at(aiko: User, tmp_path: Path) -> None:
    with pytest.raises(PermissionDenied):
        plan(tmp_path / "nowhere", by=aiko, now=NOW)
