"""Demo stays that reproduce the published table exactly, plus edge cases."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from . import DEMO_DATE

KAZAN = "kazan-federal-university"
KRASNOYARSK = "krasnoyarsk-state-medical-university"
ACADEMY = "far-eastern-branch-ras"
FAR_EASTERN = "far-eastern-federal-university"
IRKUTSK = "irkutsk-state-university"
ALTAI = "altai-state-university"
PAVLOV = "pavlov-medical-university"
CANCER_CENTER = "tatarstan-cancer-center"

JP, RU = "jp", "ru"
Who = tuple[str, int] | str


@dataclass(frozen=True, kw_only=True)
class Stay:
    """One record to enter. `who` is a side and a number (the same pair is the same person) or a name of the cast."""

    who: Who
    side: str
    partner: str
    program: str
    year: int
    starts: date
    ends: date
    status: str = "returned"
    category: str = "student"
    level: str = "bachelor"
    mode: str = "in_person"
    activity: str = "studies"
    enrolled_on: date | None = None
    credits: str | None = None
    residence: str = ""
    funding: str = ""
    counts: bool | None = None
    reason: str = ""
    stage_of: str = ""
    key: str = ""


@dataclass(frozen=True)
class Side:
    """The people of one side, numbered in the order of their first stay."""

    name: str
    numbers: "count[int]" = field(default_factory=count)

    def next(self) -> tuple[str, int]:
        return self.name, next(self.numbers)

    def stay(self, who: Who, partner: str, program: str, year: int, starts: date, ends: date, **more: Any) -> Stay:
        return Stay(
            who=who, side=self.name, partner=partner, program=program, year=year, starts=starts, ends=ends, **more
        )

    def group(
        self, size: int, partner: str, program: str, year: int, starts: date, ends: date, **more: Any
    ) -> list[Stay]:
        """`size` new people who travelled together."""
        return [self.stay(self.next(), partner, program, year, starts, ends, **more) for _ in range(size)]


d = date  # short, so that a stay is a line
CULTURAL = {"activity": "cultural", "credits": "2.0", "funding": "jasso"}
SHORT_VISIT = {"residence": "short_stay", "funding": "project"}
SCIENCE = {"level": "master", "activity": "research", "credits": "4.0", "funding": "project"}
DOCTORAL = {"level": "doctor", "activity": "research", "credits": "2.0", "funding": "university"}


def of_the_funded_project() -> list[Stay]:
    """FY2017: 38 sent, 6 received; FY2018: 65 sent, 37 received; and those who must not be counted, or only once."""
    jp, ru = Side(JP), Side(RU)
    return [*_sent_in_2017(jp), *_received_in_2017(ru), *_sent_in_2018(jp), *_received_in_2018(ru)]


# fmt: off
def _sent_in_2017(jp: Side) -> list[Stay]:
    """38 counted."""
    stays: list[Stay] = []
    stays += [jp.stay("aiko", IRKUTSK, "cultural", 2017, d(2018, 2, 18), d(2018, 3, 3), status="completed", **CULTURAL)]
    stays += jp.group(14, IRKUTSK, "cultural", 2017, d(2018, 2, 18), d(2018, 3, 3), status="completed", **CULTURAL)
    stays += jp.group(15, FAR_EASTERN, "cultural", 2017, d(2018, 3, 1), d(2018, 3, 14), status="completed", **CULTURAL)
    stays += jp.group(7, KAZAN, "advanced", 2017, d(2018, 3, 5), d(2018, 3, 16), **SCIENCE)
    # a stay that crosses 31 March: new in FY2017, continuing in FY2018
    stays += jp.group(1, ACADEMY, "advanced", 2017, d(2018, 3, 28), d(2018, 4, 10), **SCIENCE)
    return stays


def _received_in_2017(ru: Side) -> list[Stay]:
    """6 counted."""
    stays: list[Stay] = []
    stays += ru.group(4, KAZAN, "cultural", 2017, d(2018, 2, 5), d(2018, 2, 19), activity="cultural", **SHORT_VISIT)
    stays += ru.group(2, FAR_EASTERN, "cultural", 2017, d(2018, 2, 5), d(2018, 2, 19), activity="cultural", **SHORT_VISIT)
    return stays


def _sent_in_2018(jp: Side) -> list[Stay]:
    """65 counted, and who must not be, or only once."""
    stays: list[Stay] = []
    twice = jp.next()
    first_group = jp.group(23, KAZAN, "cultural", 2018, d(2018, 8, 5), d(2018, 8, 18), status="closed", **CULTURAL)
    stays += [replace(first_group[0], who=twice), replace(first_group[0], who=jp.next()), *first_group]
    stays += jp.group(15, ALTAI, "cultural", 2018, d(2018, 8, 20), d(2018, 9, 2), **CULTURAL)
    stays += jp.group(9, PAVLOV, "cultural", 2018, d(2018, 8, 20), d(2018, 9, 2), **CULTURAL)
    # came home early for a good reason: counts
    stays += jp.group(1, PAVLOV, "cultural", 2018, d(2018, 8, 20), d(2018, 8, 27), status="interrupted", counts=True, reason="health", **CULTURAL)
    stays += jp.group(4, KAZAN, "basic", 2018, d(2018, 9, 3), d(2018, 12, 20), **SCIENCE)
    # the same student a second time in the year: two participations, one person
    stays += [jp.stay(twice, KAZAN, "advanced", 2018, d(2019, 2, 10), d(2019, 2, 23), **SCIENCE)]
    stays += jp.group(6, KAZAN, "advanced", 2018, d(2019, 2, 10), d(2019, 2, 23), **SCIENCE)
    stays += jp.group(2, PAVLOV, "preventive", 2018, d(2018, 11, 5), d(2018, 11, 30), **DOCTORAL)
    stays += jp.group(2, KRASNOYARSK, "preventive", 2018, d(2018, 11, 5), d(2018, 11, 30), **DOCTORAL)
    # not counted: left early without an excuse, cancelled, entered twice by mistake
    stays += jp.group(1, ALTAI, "cultural", 2018, d(2018, 8, 20), d(2018, 8, 22), status="interrupted", counts=False, reason="own_wish", **CULTURAL)
    stays += jp.group(2, ALTAI, "cultural", 2018, d(2018, 8, 20), d(2018, 9, 2), status="cancelled", reason="health", **CULTURAL)
    stays += jp.group(1, KAZAN, "basic", 2018, d(2018, 9, 3), d(2018, 12, 20), status="voided", reason="duplicate", **SCIENCE)
    return stays


def _received_in_2018(ru: Side) -> list[Stay]:
    """37 counted, and who must not be, or only once."""
    stays: list[Stay] = []
    july = {"activity": "cultural", "credits": "2.0", **SHORT_VISIT}
    stays += [ru.stay("ivan", KAZAN, "cultural", 2018, d(2018, 7, 2), d(2018, 7, 22), status="completed", **july)]
    stays += ru.group(5, KAZAN, "cultural", 2018, d(2018, 7, 2), d(2018, 7, 22), status="completed", **july)
    stays += ru.group(3, FAR_EASTERN, "cultural", 2018, d(2018, 7, 2), d(2018, 7, 22), status="completed", **july)
    stays += ru.group(3, IRKUTSK, "cultural", 2018, d(2018, 7, 2), d(2018, 7, 22), status="completed", **july)
    stays += ru.group(2, ALTAI, "cultural", 2018, d(2018, 7, 2), d(2018, 7, 22), status="completed", **july)
    stays += ru.group(5, KAZAN, "basic", 2018, d(2018, 9, 20), d(2019, 2, 28), residence="student", **SCIENCE)
    stays += ru.group(4, KAZAN, "basic", 2018, d(2018, 11, 1), d(2018, 12, 14), residence="cultural_activities", **SCIENCE)
    # two stages of one stay, declared so by a person: counted once
    stays += [replace(stay, key="first-stage") for stay in ru.group(1, ACADEMY, "advanced", 2018, d(2018, 10, 10), d(2018, 11, 30), residence="short_stay", **SCIENCE)]
    stays += [replace(stays[-1], starts=d(2018, 12, 10), ends=d(2019, 2, 15), key="", stage_of="first-stage")]
    stays += ru.group(2, ACADEMY, "advanced", 2018, d(2018, 10, 10), d(2018, 11, 30), residence="short_stay", **SCIENCE)
    stays += ru.group(5, KAZAN, "advanced", 2018, d(2019, 1, 15), d(2019, 3, 15), residence="short_stay", **SCIENCE)
    stays += ru.group(3, KRASNOYARSK, "preventive", 2018, d(2018, 6, 4), d(2018, 6, 15), residence="short_stay", **DOCTORAL)
    stays += ru.group(3, PAVLOV, "preventive", 2018, d(2018, 11, 12), d(2018, 12, 7), residence="short_stay", **DOCTORAL)
    # not counted as students: practising physicians
    stays += ru.group(1, KRASNOYARSK, "preventive", 2018, d(2018, 6, 18), d(2018, 6, 26), category="physician", level="", activity="visit", residence="short_stay")
    stays += ru.group(1, CANCER_CENTER, "preventive", 2018, d(2018, 6, 18), d(2018, 6, 26), category="physician", level="", activity="visit", residence="short_stay")
    # double degree: enrolled in October 2018, studies in Kanazawa from April 2019, so still planned at the end of FY2018
    stays += ru.group(1, KAZAN, "basic", 2019, d(2019, 4, 3), d(2020, 9, 30), status="planned", enrolled_on=d(2018, 10, 1), level="master", activity="studies", residence="student", funding="government")
    return stays


def of_the_invented_project() -> list[Stay]:
    """People in every state a mobility can have, around the demo's date."""
    jp, ru = Side(JP, count(300)), Side(RU, count(60))

    def day(distance: int) -> date:
        return DEMO_DATE + timedelta(days=distance)

    cultural = {"activity": "cultural", "credits": "2.0", "funding": "jasso"}
    science = {"level": "master", "activity": "research", "funding": "project"}
    year = DEMO_DATE.year
    stays = [
        *jp.group(3, KAZAN, "next-cultural", year, day(110), day(124), status="planned", **cultural),
        jp.stay("aiko", IRKUTSK, "next-cultural", year, day(95), day(109), status="ready", **cultural),
        *jp.group(1, IRKUTSK, "next-cultural", year, day(95), day(109), status="ready", **cultural),
        *jp.group(2, KAZAN, "next-science", year, day(-30), day(60), status="on_site", **science),
        *jp.group(4, ALTAI, "next-cultural", year, day(-75), day(-62), status="returned", **cultural),
        *jp.group(3, FAR_EASTERN, "next-cultural", year, day(-88), day(-75), status="completed", **cultural),
        *jp.group(3, IRKUTSK, "next-cultural", year - 1, day(-260), day(-247), status="closed", **cultural),
        *jp.group(1, IRKUTSK, "next-cultural", year - 1, day(-260), day(-255), status="interrupted", counts=True, reason="health", **cultural),
        *jp.group(1, KAZAN, "next-science", year, day(-20), day(40), status="cancelled", reason="own_wish", **science),
        *jp.group(1, KAZAN, "next-science", year, day(-30), day(60), status="voided", reason="duplicate", **science),
        *ru.group(2, KAZAN, "next-cultural", year, day(40), day(60), status="planned", activity="cultural", residence="short_stay"),
        *ru.group(1, IRKUTSK, "next-cultural", year, day(25), day(45), status="ready", activity="cultural", residence="short_stay"),
        *ru.group(3, KAZAN, "next-cultural", year - 1, day(-300), day(-280), status="closed", activity="cultural", residence="short_stay"),
        # lessons online first, travel planned after them: one hybrid stay
        *ru.group(2, FAR_EASTERN, "next-cultural", year, date(year, 7, 6), date(year + 1, 2, 20), status="on_site", mode="hybrid", activity="cultural"),
        # the double degree after arrival: enrolled in October, in Kanazawa from April
        *ru.group(1, KAZAN, "next-science", year, date(year, 4, 3), date(year + 1, 9, 30), status="on_site", enrolled_on=date(year - 1, 10, 1), level="master", residence="student", funding="government"),
    ]
    return stays
# fmt: on
