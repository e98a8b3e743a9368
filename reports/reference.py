"""The counting rules that a new installation begins with; safe to load twice."""

from datetime import date
from typing import Any

from django.db import transaction

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import write

from .models import CountingRule

MEXT: dict[str, Any] = {
    "code": "mext",
    "number": 1,
    "valid_from": date(2017, 4, 1),
    "basis": CountingRule.Basis.START,
    "name_ja": "大学の世界展開力強化事業の交流学生数",
    "name_en": "Exchange students of the Inter-University Exchange Project",
    "name_ru": "Студенты по обмену в рамках Проекта межвузовских обменов",
    "funder_ja": "文部科学省",
    "funder_en": "Ministry of Education, Culture, Sports, Science and Technology (MEXT)",
    "funder_ru": "Министерство образования, культуры, спорта, науки и технологий Японии (MEXT)",
    "description_ja": (
        "受入先が到着を確認した学生を、渡航を始めた日の年度（4月から翌年3月まで）に1人と数えます。"
        "中止と登録取消の記録は数えません。学生以外の参加者は含みません。"
        "担当者がつないだ連続する2つの段階は1人と数え、前の年度から続いている人は新規に含めず、継続として別に示します。"
        "オンラインは最初の授業への出席を到着とみなします。"
        "滞在を中断した人は、1日以上滞在し、やむを得ない理由であれば数えます。"
    ),
    "description_en": (
        "A student whose arrival the host has confirmed counts once, in the fiscal year (April to March) in which "
        "the stay starts. Cancelled and voided records are never counted, nor is anybody who is not a student. Two "
        "consecutive stages that a person has linked count once; those who began in an earlier "
        "year and are still away are not new but are shown apart as continuing. Online, the first live class attended is "
        "the arrival. An interrupted stay counts when the student was there for a day at least and the reason is "
        "excused."
    ),
    "description_ru": (
        "Студент, прибытие которого подтвердила принимающая сторона, учитывается один раз — в том финансовом году "
        "(апрель — март), в котором началась поездка. Отменённые и аннулированные "
        "записи не учитываются, участники, не являющиеся студентами, тоже. Два следующих друг за другом этапа, "
        "связанных вручную, учитываются один раз; те, чья поездка началась в предыдущие финансовые годы и ещё "
        "идёт, показаны отдельно как продолжающие обучение. При онлайн-участии прибытием считается первое посещённое занятие. Прерванная "
        "поездка учитывается, если студент провёл на месте хотя бы один день и причина признана уважительной."
    ),
}
RULES = (MEXT,)


@transaction.atomic
def load(by: User | None = None) -> None:
    """Add the rules that are not there yet; one that is there is never touched."""
    for values in RULES:
        if not CountingRule.objects.filter(code=values["code"], number=values["number"]).exists():
            write(CountingRule(**values), by=by)
