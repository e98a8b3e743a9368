"""The public facts about the partners with which an installation begins: places, institutions, groups, offices, agreements.

Plain data and one function that enters it through the services. Records that exist already are left as the office keeps them.
Facts without a public source are left empty; a date that a source gives only by month or year says so.
"""

from collections.abc import Iterable
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from kanazawa_exchange.accounts.models import Tracked, User
from kanazawa_exchange.lib import clock

from . import reference_sheets
from .models import Agreement, City, GroupMembership, Institution, InstitutionGroup, Office, OrgUnit
from .reference_texts import AGREEMENTS, DESCRIPTIONS, GROUPS, OFFICES, SOURCES, Row
from .services import entries, groups, institutions
from .services.entries import Party

T = TypeVar("T", bound=Tracked)

WRITTEN_IN = ("ja", "en", "ru")  # the languages of the reference texts, in this order

# slug: names, regions, country, zone, latitude, longitude
CITIES: dict[str, tuple[tuple[str, str, str], tuple[str, str, str], str, str, str, str]] = {
    "kanazawa": (("金沢", "Kanazawa", "Канадзава"), ("石川県", "Ishikawa", "Исикава"), "JP", "Asia/Tokyo", "36.55", "136.71"),
    "wako": (("和光", "Wako", "Вако"), ("埼玉県", "Saitama", "Сайтама"), "JP", "Asia/Tokyo", "35.78", "139.61"),
    "vladivostok": (
        ("ウラジオストク", "Vladivostok", "Владивосток"),
        ("沿海地方", "Primorsky Krai", "Приморский край"),
        "RU", "Asia/Vladivostok", "43.12", "131.89",
    ),
    "irkutsk": (
        ("イルクーツク", "Irkutsk", "Иркутск"),
        ("イルクーツク州", "Irkutsk Oblast", "Иркутская область"),
        "RU", "Asia/Irkutsk", "52.28", "104.28",
    ),
    "krasnoyarsk": (
        ("クラスノヤルスク", "Krasnoyarsk", "Красноярск"),
        ("クラスノヤルスク地方", "Krasnoyarsk Krai", "Красноярский край"),
        "RU", "Asia/Krasnoyarsk", "56.03", "92.91",
    ),
    "barnaul": (
        ("バルナウル", "Barnaul", "Барнаул"),
        ("アルタイ地方", "Altai Krai", "Алтайский край"),
        "RU", "Asia/Barnaul", "53.35", "83.78",
    ),
    "kazan": (
        ("カザン", "Kazan", "Казань"),
        ("タタルスタン共和国", "Republic of Tatarstan", "Республика Татарстан"),
        "RU", "Europe/Moscow", "55.79", "49.12",
    ),
    "moscow": (
        ("モスクワ", "Moscow", "Москва"),
        ("連邦市", "federal city", "город федерального значения"),
        "RU", "Europe/Moscow", "55.70", "37.53",
    ),
    "saint-petersburg": (
        ("サンクトペテルブルク", "Saint Petersburg", "Санкт-Петербург"),
        ("連邦市", "federal city", "город федерального значения"),
        "RU", "Europe/Moscow", "59.94", "30.30",
    ),
}  # fmt: skip

# slug, kind, city, names, short names, aliases, latitude, longitude, and what differs from an ordinary confirmed university
INSTITUTIONS: tuple[Row, ...] = (
    {
        "slug": "kanazawa-university", "kind": "university", "city": "kanazawa", "is_home": True,
        "names": ("金沢大学", "Kanazawa University", "Университет Канадзавы"),
        "short": ("金大", "KU", ""),
        "aliases": ("国立大学法人金沢大学", "Канадзавский университет"),
        "at": ("36.55", "136.71"), "website": "https://www.kanazawa-u.ac.jp/",
    },
    {
        "slug": "kazan-federal-university", "kind": "university", "city": "kazan", "is_hub": True,
        "names": ("カザン連邦大学", "Kazan Federal University", "Казанский (Приволжский) федеральный университет"),
        "short": ("", "KFU", "КФУ"),
        "aliases": ("カザン大学", "Kazan University", "Казанский федеральный университет", "КФУ (Казань)"),
        "at": ("55.79", "49.12"), "website": "https://kpfu.ru/",
    },
    {
        "slug": "krasnoyarsk-state-medical-university", "kind": "medical_university", "city": "krasnoyarsk",
        "names": (
            "クラスノヤルスク医科大学",
            "Krasnoyarsk State Medical University",
            "Красноярский государственный медицинский университет им. проф. В. Ф. Войно-Ясенецкого",
        ),
        "short": ("", "KrasSMU", "КрасГМУ"),
        "aliases": ("国立クラスノヤルスク医科大学", "クラスノヤルスク国立医科大学"),
        "at": ("56.03", "92.91"),
    },
    {
        "slug": "far-eastern-branch-ras", "kind": "academy_branch", "city": "vladivostok", "awards_degrees": False,
        "names": (
            "ロシア科学アカデミー・極東支部",
            "Far Eastern Branch, Russian Academy of Sciences",
            "Дальневосточное отделение РАН",
        ),
        "short": ("", "FEB RAS", "ДВО РАН"),
        "aliases": ("ロシア科学アカデミー極東支部", "Дальневосточное отделение Российской академии наук"),
        "at": ("43.12", "131.89"),
    },
    {
        "slug": "far-eastern-federal-university", "kind": "university", "city": "vladivostok",
        "names": ("極東連邦大学", "Far Eastern Federal University", "Дальневосточный федеральный университет"),
        "short": ("", "FEFU", "ДВФУ"),
        "aliases": ("極東大学",),
        "at": ("43.03", "131.89"),
    },
    {
        "slug": "irkutsk-state-university", "kind": "university", "city": "irkutsk",
        "names": ("国立イルクーツク大学", "Irkutsk State University", "Иркутский государственный университет"),
        "short": ("", "ISU", "ИГУ"),
        "aliases": ("イルクーツク大学", "イルクーツク国立大学"),
        "at": ("52.28", "104.28"),
    },
    {
        "slug": "altai-state-university", "kind": "university", "city": "barnaul",
        "names": ("国立アルタイ大学", "Altai State University", "Алтайский государственный университет"),
        "short": ("", "ASU", "АлтГУ"),
        "aliases": ("アルタイ大学", "アルタイ国立大学"),
        "at": ("53.35", "83.78"),
    },
    {
        "slug": "pavlov-medical-university", "kind": "medical_university", "city": "saint-petersburg",
        "names": (
            "サンクトペテルブルク医科大学",
            "Pavlov First Saint Petersburg State Medical University",
            "Первый Санкт-Петербургский государственный медицинский университет им. акад. И. П. Павлова",
        ),
        "short": ("", "Pavlov University", "ПСПбГМУ"),
        "aliases": ("パブロフ医科大学", "パヴロフ医科大学", "サンクトペテルブルグ医科大学", "Pavlov Medical University"),
        "at": ("59.96", "30.32"),
    },
    {
        "slug": "tatarstan-cancer-center", "kind": "hospital", "city": "kazan", "awards_degrees": False,
        "names": (
            "タタルスタンがんセンター",
            "Tatarstan Cancer Center",
            "Республиканский клинический онкологический диспансер Министерства здравоохранения Республики Татарстан",
        ),
        "short": ("", "", "РКОД"),
        "aliases": ("タタールスタンがんセンター", "タタルスタン癌センター", "Tatarstan Cancer Centre"),
        "at": ("55.80", "49.20"),
    },
    {
        "slug": "lomonosov-moscow-state-university", "kind": "university", "city": "moscow", "is_confirmed": False,
        "names": (
            "モスクワ大学",
            "Lomonosov Moscow State University",
            "Московский государственный университет имени М. В. Ломоносова",
        ),
        "short": ("", "MSU", "МГУ"),
        "aliases": ("モスクワ国立大学", "Moscow State University"),
        "at": ("55.70", "37.53"),
    },
    {
        "slug": "saint-petersburg-state-university", "kind": "university", "city": "saint-petersburg", "is_confirmed": False,
        "names": (
            "サンクトペテルブルク大学",
            "Saint Petersburg State University",
            "Санкт-Петербургский государственный университет",
        ),
        "short": ("", "SPbU", "СПбГУ"),
        "aliases": ("サンクトペテルブルク国立大学", "サンクトペテルブルグ大学"),
        "at": ("59.94", "30.30"),
    },
    {
        "slug": "riken", "kind": "research_institute", "city": "wako", "awards_degrees": False,
        "names": ("理化学研究所", "RIKEN", "Институт физико-химических исследований РИКЕН"),
        "short": ("理研", "", "РИКЕН"),
        "aliases": ("国立研究開発法人理化学研究所",),
        "at": ("35.78", "139.61"), "website": "https://www.riken.jp/",
    },
)  # fmt: skip

UNITS = {
    "ku-natural-science": (
        "kanazawa-university",
        (
            "自然科学研究科 数物科学専攻",
            "Graduate School of Natural Science and Technology, Division of Mathematical and Physical Sciences",
            "Магистратура естественных наук, направление математических и физических наук",
        ),
    ),
    "kfu-physics": ("kazan-federal-university", ("物理学研究所", "Institute of Physics", "Институт физики")),
    "poi": (
        "far-eastern-branch-ras",
        ("太平洋海洋学研究所", "Pacific Oceanological Institute", "Тихоокеанский океанологический институт"),
    ),
}


@transaction.atomic
def load(by: User | None = None) -> None:
    """Enter what is missing. Running it again changes nothing."""
    reference_sheets.load(by=by)
    for slug, (names, regions, country, zone, latitude, longitude) in CITIES.items():
        if not City.objects.filter(slug=slug).exists():
            place = {"country": country, "time_zone": zone, "latitude": latitude, "longitude": longitude}
            institutions.create_city({"slug": slug, **three("name", names), **three("region", regions), **place}, by=by)
    for row in INSTITUTIONS:
        _institution(row, by)
    partners = Institution.objects.in_bulk(field_name="slug")
    units = {code: _unit(partners[slug], names, by) for code, (slug, names) in UNITS.items()}
    for row in GROUPS:
        _group(row, partners, by)
    for row in OFFICES:
        _office(row, partners, by)
    for row in AGREEMENTS:
        _agreement(row, partners, units, by)


def three(name: str, texts: Iterable[str]) -> dict[str, str]:
    """("甲", "A", "А") as name_ja, name_en, name_ru."""
    return {f"{name}_{code}": text for code, text in zip(WRITTEN_IN, texts, strict=True)}


def _known(model: type[T], **where: object) -> T | None:
    """The record that is here already; names are compared in one language."""
    rows: QuerySet[T] = model._default_manager.filter(**where)  # type: ignore[assignment]  # the manager of T itself
    return rows.first()


def _institution(row: Row, by: User | None) -> None:
    if Institution.objects.filter(slug=row["slug"]).exists():
        return
    plain: Row = {
        name: row[name]
        for name in ("slug", "kind", "website", "awards_degrees", "is_confirmed", "is_hub", "is_home")
        if name in row
    }
    texts = {**three("name", row["names"]), **three("short_name", row["short"])}
    about = three("description", DESCRIPTIONS[row["slug"]])
    latitude, longitude = row["at"]
    place = {"city": City.objects.get(slug=row["city"]), "latitude": latitude, "longitude": longitude}
    institutions.create({**plain, **texts, **about, **place, "aliases": "\n".join(row["aliases"])}, by=by)


def _unit(institution: Institution, names: tuple[str, str, str], by: User | None) -> OrgUnit:
    known = _known(OrgUnit, institution=institution, name_en=names[1])
    return known or institutions.create_unit(institution, three("name", names), by=by)


def _group(row: Row, partners: dict[str, Institution], by: User | None) -> None:
    group = InstitutionGroup.objects.filter(slug=row["slug"]).first()
    if group is None:
        plain = {name: row[name] for name in ("slug", "kind", "declared_count", "declared_as_of", "founded_on")}
        texts = {
            **three("name", row["name"]),
            **three("description", row["description"]),
            **three("basis", row["basis"]),
        }
        group = groups.create({**plain, **texts}, by=by)
    for slug, starts_on, is_secretariat in row["members"]:
        if not GroupMembership.objects.filter(group=group, institution=partners[slug]).exists():
            values = {"institution": partners[slug], "starts_on": starts_on, "is_secretariat": is_secretariat}
            groups.add_member(group, values, by=by)


def _office(row: Row, partners: dict[str, Institution], by: User | None) -> None:
    if _known(Office, name_en=row["name"][1]):
        return
    sides = {"run_by": partners[row["run_by"]], "located_at": partners[row["located_at"]]}
    days = {"opened_on": row["opened_on"], "opened_precision": row["precision"]}
    texts = {**three("name", row["name"]), **three("date_basis", row["basis"]), **three("activity", row["activity"])}
    groups.create_office({**sides, **days, **texts}, by=by)


def _agreement(row: Row, partners: dict[str, Institution], units: dict[str, OrgUnit], by: User | None) -> None:
    if _known(Agreement, title_en=row["title"][1]):
        return
    texts = {**three("title", row["title"]), **three("date_basis", SOURCES[row["source"]])}
    facts = {
        "type": row["type"],
        "scope": row["scope"],
        "signed_on": row["signed_on"],
        "signed_precision": row["precision"],
    }
    parties = [Party(slug, partners[slug], units[unit] if unit else None) for slug, unit in row["parties"]]
    entries.enter({**facts, **texts}, parties, by=by, now=clock.now())
