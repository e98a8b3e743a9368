"""Which invented stays the demo holds: the published table to the person, and the awkward cases beside it."""

from dataclasses import dataclass, replace
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


@dataclass(frozen=True, kw_only=True)
class Stay:
    """One record to enter. `who` is a side and a number (the same pair is the same person) or a name of the cast."""

    who: tuple[str, int] | str
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


def _one(**values: Any) -> Stay:
    """A stay from a line of the tables below."""
    return Stay(**values)


def _group(
    side: str,
    numbers: "count[int]",
    size: int,
    partner: str,
    program: str,
    year: int,
    starts: date,
    ends: date,
    **more: Any,
) -> list[Stay]:
    """`size` people of one side who travelled together."""
    one = Stay(who=(side, 0), side=side, partner=partner, program=program, year=year, starts=starts, ends=ends, **more)
    return [replace(one, who=(side, next(numbers))) for _ in range(size)]


# fmt: off
def of_the_funded_project() -> list[Stay]:
    """FY2017: 38 sent, 6 received; FY2018: 65 sent, 37 received; and those who must not be counted, or only once."""
    jp, ru = count(), count()
    d = date
    cultural = {"activity": "cultural", "credits": "2.0", "funding": "jasso"}
    short_visit = {"residence": "short_stay", "funding": "project"}
    science = {"level": "master", "activity": "research", "credits": "4.0", "funding": "project"}
    doctoral = {"level": "doctor", "activity": "research", "credits": "2.0", "funding": "university"}
    stays: list[Stay] = []

    # FY2017, outbound: 38
    stays += [_one(who="aiko", side=JP, partner=IRKUTSK, program="cultural", year=2017, starts=d(2018, 2, 18), ends=d(2018, 3, 3), status="completed", **cultural) ]
    stays += _group(JP, jp, 14, IRKUTSK, "cultural", 2017, d(2018, 2, 18), d(2018, 3, 3), status="completed", **cultural)
    stays += _group(JP, jp, 15, FAR_EASTERN, "cultural", 2017, d(2018, 3, 1), d(2018, 3, 14), status="completed", **cultural)
    stays += _group(JP, jp, 7, KAZAN, "advanced", 2017, d(2018, 3, 5), d(2018, 3, 16), **science)
    # a stay that crosses 31 March: new in FY2017, continuing in FY2018
    stays += _group(JP, jp, 1, ACADEMY, "advanced", 2017, d(2018, 3, 28), d(2018, 4, 10), **science)

    # FY2017, inbound: 6
    stays += _group(RU, ru, 4, KAZAN, "cultural", 2017, d(2018, 2, 5), d(2018, 2, 19), activity="cultural", **short_visit)
    stays += _group(RU, ru, 2, FAR_EASTERN, "cultural", 2017, d(2018, 2, 5), d(2018, 2, 19), activity="cultural", **short_visit)

    # FY2018, outbound: 65
    twice = next(jp)
    first_group = _group(JP, jp, 23, KAZAN, "cultural", 2018, d(2018, 8, 5), d(2018, 8, 18), status="closed", **cultural)
    stays += [replace(first_group[0], who=(JP, twice)), replace(first_group[0], who=(JP, next(jp))), *first_group]
    stays += _group(JP, jp, 15, ALTAI, "cultural", 2018, d(2018, 8, 20), d(2018, 9, 2), **cultural)
    stays += _group(JP, jp, 9, PAVLOV, "cultural", 2018, d(2018, 8, 20), d(2018, 9, 2), **cultural)
    # came home early for a good reason: counts
    stays += _group(JP, jp, 1, PAVLOV, "cultural", 2018, d(2018, 8, 20), d(2018, 8, 27), status="interrupted", counts=True, reason="health", **cultural)
    stays += _group(JP, jp, 4, KAZAN, "basic", 2018, d(2018, 9, 3), d(2018, 12, 20), **science)
    # the same student a second time in the year: two participations, one person
    stays += [_one(who=(JP, twice), side=JP, partner=KAZAN, program="advanced", year=2018, starts=d(2019, 2, 10), ends=d(2019, 2, 23), **science) ]
    stays += _group(JP, jp, 6, KAZAN, "advanced", 2018, d(2019, 2, 10), d(2019, 2, 23), **science)
    stays += _group(JP, jp, 2, PAVLOV, "preventive", 2018, d(2018, 11, 5), d(2018, 11, 30), **doctoral)
    stays += _group(JP, jp, 2, KRASNOYARSK, "preventive", 2018, d(2018, 11, 5), d(2018, 11, 30), **doctoral)
    # not counted: left early without an excuse, cancelled, entered twice by mistake
    stays += _group(JP, jp, 1, ALTAI, "cultural", 2018, d(2018, 8, 20), d(2018, 8, 22), status="interrupted", counts=False, reason="own_wish", **cultural)
    stays += _group(JP, jp, 2, ALTAI, "cultural", 2018, d(2018, 8, 20), d(2018, 9, 2), status="cancelled", reason="health", **cultural)
    stays += _group(JP, jp, 1, KAZAN, "basic", 2018, d(2018, 9, 3), d(2018, 12, 20), status="voided", reason="duplicate", **science)

    # FY2018, inbound: 37
    july = {"activity": "cultural", "credits": "2.0", **short_visit}
    stays += [_one(who="ivan", side=RU, partner=KAZAN, program="cultural", year=2018, starts=d(2018, 7, 2), ends=d(2018, 7, 22), status="completed", **july) ]
    stays += _group(RU, ru, 5, KAZAN, "cultural", 2018, d(2018, 7, 2), d(2018, 7, 22), status="completed", **july)
    stays += _group(RU, ru, 3, FAR_EASTERN, "cultural", 2018, d(2018, 7, 2), d(2018, 7, 22), status="completed", **july)
    stays += _group(RU, ru, 3, IRKUTSK, "cultural", 2018, d(2018, 7, 2), d(2018, 7, 22), status="completed", **july)
    stays += _group(RU, ru, 2, ALTAI, "cultural", 2018, d(2018, 7, 2), d(2018, 7, 22), status="completed", **july)
    stays += _group(RU, ru, 5, KAZAN, "basic", 2018, d(2018, 9, 20), d(2019, 2, 28), residence="student", **science)
    stays += _group(RU, ru, 4, KAZAN, "basic", 2018, d(2018, 11, 1), d(2018, 12, 14), residence="cultural_activities", **science)
    # two stages of one stay, declared so by a person: counted once
    stays += [replace(stay, key="first-stage") for stay in _group(RU, ru, 1, ACADEMY, "advanced", 2018, d(2018, 10, 10), d(2018, 11, 30), residence="short_stay", **science ) ]
    stays += [replace(stays[-1], starts=d(2018, 12, 10), ends=d(2019, 2, 15), key="", stage_of="first-stage")]
    stays += _group(RU, ru, 2, ACADEMY, "advanced", 2018, d(2018, 10, 10), d(2018, 11, 30), residence="short_stay", **science)
    stays += _group(RU, ru, 5, KAZAN, "advanced", 2018, d(2019, 1, 15), d(2019, 3, 15), residence="short_stay", **science)
    stays += _group(RU, ru, 3, KRASNOYARSK, "preventive", 2018, d(2018, 6, 4), d(2018, 6, 15), residence="short_stay", **doctoral)
    stays += _group(RU, ru, 3, PAVLOV, "preventive", 2018, d(2018, 11, 12), d(2018, 12, 7), residence="short_stay", **doctoral)
    # not counted as students: practising physicians
    stays += _group(RU, ru, 1, KRASNOYARSK, "preventive", 2018, d(2018, 6, 18), d(2018, 6, 26), category="physician", level="", activity="visit", residence="short_stay")
    stays += _group(RU, ru, 1, CANCER_CENTER, "preventive", 2018, d(2018, 6, 18), d(2018, 6, 26), category="physician", level="", activity="visit", residence="short_stay")
    # double degree: enrolled in October 2018, studies in Kanazawa from April 2019, so still planned at the end of FY2018
    stays += _group(RU, ru, 1, KAZAN, "basic", 2019, d(2019, 4, 3), d(2020, 9, 30), status="planned", enrolled_on=d(2018, 10, 1), level="master", activity="studies", residence="student", funding="government")
    return stays


def of_the_invented_project() -> list[Stay]:
    """People in every state a mobility can have, around the demo's date."""
    jp, ru = count(300), count(60)

    def day(distance: int) -> date:
        return DEMO_DATE + timedelta(days=distance)

    cultural = {"activity": "cultural", "credits": "2.0", "funding": "jasso"}
    science = {"level": "master", "activity": "research", "funding": "project"}
    year = DEMO_DATE.year
    stays = [
        *_group(JP, jp, 3, KAZAN, "next-cultural", year, day(110), day(124), status="planned", **cultural),
        *_group(JP, jp, 2, IRKUTSK, "next-cultural", year, day(95), day(109), status="ready", **cultural),
        *_group(JP, jp, 2, KAZAN, "next-science", year, day(-30), day(60), status="on_site", **science),
        *_group(JP, jp, 4, ALTAI, "next-cultural", year, day(-75), day(-62), status="returned", **cultural),
        *_group(JP, jp, 3, FAR_EASTERN, "next-cultural", year, day(-88), day(-75), status="completed", **cultural),
        *_group(JP, jp, 3, IRKUTSK, "next-cultural", year - 1, day(-260), day(-247), status="closed", **cultural),
        *_group(JP, jp, 1, IRKUTSK, "next-cultural", year - 1, day(-260), day(-255), status="interrupted", counts=True, reason="health", **cultural),
        *_group(JP, jp, 1, KAZAN, "next-science", year, day(-20), day(40), status="cancelled", reason="own_wish", **science ),
        *_group(JP, jp, 1, KAZAN, "next-science", year, day(-30), day(60), status="voided", reason="duplicate", **science ),
        *_group(RU, ru, 2, KAZAN, "next-cultural", year, day(40), day(60), status="planned", activity="cultural", residence="short_stay"),
        *_group(RU, ru, 1, IRKUTSK, "next-cultural", year, day(25), day(45), status="ready", activity="cultural", residence="short_stay"),
        *_group(RU, ru, 3, KAZAN, "next-cultural", year - 1, day(-300), day(-280), status="closed", activity="cultural", residence="short_stay"),
        # lessons online first, travel planned after them: one hybrid stay
        *_group(RU, ru, 2, FAR_EASTERN, "next-cultural", year, date(year, 7, 6), date(year + 1, 2, 20), status="on_site", mode="hybrid", activity="cultural"),
        # the double degree after arrival: enrolled in October, in Kanazawa from April
        *_group(RU, ru, 1, KAZAN, "next-science", year, date(year, 4, 3), date(year + 1, 9, 30), status="on_site", enrolled_on=date(year - 1, 10, 1), level="master", residence="student", funding="government"),
    ]
    return stays
# fmt: on
