"""The demo's Activity Reports: 79 of them were public by the end of March 2019, none twice, and some are in every other state."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F, Max, Min, Q, QuerySet

from kanazawa_exchange.accounts.models import Letter, StaleText, Transition, User
from kanazawa_exchange.demo import applicants, cast, seed
from kanazawa_exchange.lib import clock
from mobility.activity_report_moves import ActivityReportStatus
from mobility.models import ActivityReport, ActivityReportTranslation, TranslationState
from mobility.queries.activity_reports.authors import shown_authors
from mobility.queries.activity_reports.counting import published
from mobility.queries.activity_reports.feed import published_by, total
from mobility.queries.activity_reports.sentences import sentences
from reports.queries.activity_reports import reports_so_far

APRIL_2019 = datetime(2019, 4, 1, tzinfo=clock.TOKYO)
CITIES = {"kanazawa", "kazan", "irkutsk", "vladivostok", "barnaul", "saint-petersburg", "krasnoyarsk"}
PROGRAMMES = {"cultural", "basic", "advanced", "preventive"}


@pytest.fixture(scope="module")
def demo(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """The whole demo, entered once for this file and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed.everything()
        yield
        transaction.set_rollback(True)


def own_text(report: ActivityReport) -> str:
    assert report.own_text is not None
    return report.own_text.text


def public() -> QuerySet[ActivityReport]:
    return ActivityReport.objects.public(clock.now())


def by_march_2019() -> QuerySet[ActivityReport]:
    return public().filter(first_published_at__lt=APRIL_2019)


def test_79_were_published_by_31_march_2019(demo, db):
    assert by_march_2019().count() == 79


def test_the_figure_of_that_day_is_79_and_of_each_day_around_it_that_of_its_list(demo, db):
    for day in (date(2019, 3, 31) + timedelta(days=days) for days in range(-4, 5)):
        assert published(day, clock.now()).number == total(published_by(day), clock.now()), day
    figure = published(date(2019, 3, 31), clock.now())
    assert figure.number == sum(share.number for share in figure.programs) == 79
    assert [share.number for share in figure.languages] == [32, 15, 32]
    assert reports_so_far(date(2019, 3, 31), clock.now()).number == 79


def test_the_day_ends_in_tokyo(demo, db):
    """One came out on the last day, one on the next morning, when it was still March in Greenwich."""
    following = public().filter(first_published_at__gte=APRIL_2019)
    last = by_march_2019().aggregate(last=Max("first_published_at"))["last"]
    first = following.aggregate(first=Min("first_published_at"))["first"]
    assert str(clock.tokyo_date(last)) == "2019-03-31"
    assert str(clock.tokyo_date(first)) == "2019-04-01"
    assert first.astimezone(UTC).month == 3
    assert following.count() >= 8


@pytest.mark.parametrize("status", ActivityReportStatus.values)
def test_some_are_in_every_state(demo, db, status):
    assert ActivityReport.objects.filter(status=status).count() >= 2


def test_no_two_say_the_same_and_each_says_enough(demo, db):
    rows = ActivityReportTranslation.objects.all()
    assert len({row.text for row in rows}) == len({row.title for row in rows}) == len(rows)
    own = [own_text(one) for one in ActivityReport.objects.prefetch_related("texts")]
    assert min(len(text) for text in own) > 110


def test_they_are_written_in_three_languages_by_both_sides_and_from_everywhere(demo, db):
    found = by_march_2019()
    assert Counter(found.values_list("language", flat=True)) == {"ja": 32, "ru": 32, "en": 15}
    assert Counter(found.values_list("country", flat=True)) == {"JP": 40, "RU": 39}
    assert set(found.values_list("city__slug", flat=True)) == CITIES
    assert set(found.values_list("program__code", flat=True)) == PROGRAMMES


def test_each_tells_of_a_day_of_its_stay(demo, db):
    inside = Q(happened_on__range=(F("mobility__planned_starts_on"), F("mobility__planned_ends_on")))
    assert list(ActivityReport.objects.exclude(inside).values_list("texts__title", flat=True)) == []


def test_most_are_named_some_by_a_pen_name_some_not_at_all(demo, db):
    found = by_march_2019()
    authors = shown_authors(found.values_list("pk", flat=True), clock.now())
    firsts = [row[0] for row in authors.values()]
    pen_names = {name.pen_name for one in found.prefetch_related("authors") for name in one.authors.all()} - {""}
    assert sum(bool(one.name and one.affiliation) for one in firsts) > 60
    assert len(pen_names) >= 4
    assert pen_names <= {one.name for one in firsts}
    assert [one.name for one in firsts].count("") >= 3
    assert max(len(row) for row in authors.values()) == 4


def test_translations_are_by_somebody_and_one_is_behind(demo, db):
    rows = ActivityReportTranslation.objects.exclude(translator=None).select_related("report")
    assert {row.language for row in rows} == {"ja", "en", "ru"}
    assert all(row.language != row.report.language for row in rows)
    [stale] = StaleText.objects.filter(record_type="activityreport")
    behind = rows.get(report=stale.record_id, language=stale.language)
    assert own_text(behind.report).count("氷点下二十度") == 1
    assert behind.state == TranslationState.DRAFT  # it said what was taken out, and was hidden by that
    assert rows.filter(report=stale.record_id, state=TranslationState.SHOWN).exists()


def test_what_was_returned_has_a_remark_at_a_sentence_of_it(demo, db):
    for one in ActivityReport.objects.filter(status="returned"):
        [remark] = one.remarks
        assert remark["sentence"] in sentences(own_text(one))


def test_each_came_into_its_state_by_the_moves_and_its_authors_were_told(demo, db):
    log = Transition.objects.filter(record_type="activityreport").order_by("record_id", "sequence")
    assert {line.record_id: line.target for line in log} == dict(ActivityReport.objects.values_list("pk", "status"))
    assert log.filter(recorded_at__gt=clock.now()).count() == 0
    told = Letter.objects.filter(kind__startswith="activity_report")
    assert told.count() > ActivityReport.objects.filter(status="published").count()
    assert set(told.values_list("state", flat=True)) == {"taken"}


def test_authors_have_accounts(demo, db):
    known = {*cast.EMAILS, *applicants.EMAILS}
    authors = User.objects.exclude(email__in=known)
    assert authors.filter(person__activity_report_authorships=None).count() == 0


def test_the_newest_have_drawn_pictures_with_words_in_their_language(demo, db):
    newest = list(public().order_by("-first_published_at")[:12])
    for report in newest:
        photos = list(report.photos.order_by("order"))
        assert photos, report.slug
        assert report.photos.open_to_all().count() == len(photos), "each of its authors has agreed to each"
        assert [photo.is_cover for photo in photos] == [True, False][: len(photos)]
        assert {photo.people for photo in photos} == {"nobody"}
        word = {"ja": "絵", "en": "A drawing", "ru": "Рисунок"}[report.language]
        assert all(photo.alt.startswith(word) for photo in photos)
    assert {report.photos.count() for report in newest} == {1, 2}
    assert not public().filter(first_published_at__year__lt=2018, photos__isnull=False).exists()
