"""Two invented contacts of the demo that answer questions, one in Kanazawa and one in Kazan."""

from datetime import time
from typing import Any

from kanazawa_exchange.accounts.models import User
from partners.models import Institution
from partners.services import contacts


def _three(name: str, ja: str, en: str, ru: str) -> dict[str, str]:
    return {f"{name}_ja": ja, f"{name}_en": en, f"{name}_ru": ru}


CONTACTS: dict[str, dict[str, Any]] = {
    "kanazawa-university": {
        **_three("name", "日露学生交流事務局", "Office of student exchange with Russia", "Офис студенческих обменов с Россией"),
        **_three("person", "佐藤 恵子", "SATO Keiko", "Сато Кэйко"),
        **_three("room", "本部棟2階 国際交流係", "Main building, 2nd floor, international office", "Главный корпус, 2-й этаж, международный отдел"),
        **_three("closures", "祝日、12月28日〜1月4日", "National holidays and 28 December to 4 January", "праздничные дни Японии и с 28 декабря по 4 января"),
        "email": "exchange@example.org",
        "phone": "+81 76 000 0000",
        "opens_at": time(9),
        "closes_at": time(17),
    },
    "kazan-federal-university": {
        **_three("name", "金沢大学カザンオフィス", "Kazan Office of Kanazawa University", "Казанский офис Университета Канадзавы"),
        **_three("person", "ペトロワ・オルガ", "PETROVA Olga", "Петрова Ольга Викторовна"),
        **_three("room", "本館105号室", "Main building, room 105", "Главное здание, каб. 105"),
        **_three("closures", "ロシアの祝日", "Public holidays in Russia", "праздничные дни в России"),
        "email": "kazan@example.org",
        "phone": "+7 843 000 00 00",
        "opens_at": time(10),
        "closes_at": time(18),
    },
}  # fmt: skip


def enter(by: User) -> None:
    for slug, texts in CONTACTS.items():
        institution = Institution.objects.get(slug=slug)
        contacts.create({"institution": institution, "weekdays": "12345", "is_shown": True, **texts}, by=by)
