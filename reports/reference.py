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
ACTIVITY_REPORTS: dict[str, Any] = {
    "code": "activity-reports",
    "number": 1,
    "valid_from": date(2017, 4, 1),
    "counts": CountingRule.Counts.ACTIVITY_REPORTS,
    "name_ja": "公開された活動レポートの件数",
    "name_en": "Published Activity Reports",
    "name_ru": "Опубликованные отчёты участников",
    "description_ja": (
        "日本時間で基準日の終わりまでに初めて公開された活動レポートを数えます。"
        "著者、翻訳、写真がいくつあっても、一つの活動レポートは1件です。すべてのプログラムと年度のものを数え、どちらも書かれていないものも含みます。"
        "数えるのは、いま誰でも読めるものだけです。差し戻し、取下げ、または公開の同意の撤回によって読めなくなった活動レポートは、"
        "それより前の基準日の件数にも含みません。そのため、件数は、リンク先の一覧に並ぶ活動レポートの数と常に一致します。"
    ),
    "description_en": (
        "An Activity Report counts when it was first published by the end of the as-of date in Japan. It counts once, "
        "however many authors, translations or photos it has, and whether or not it names a programme and a day. Only what "
        "everybody can read now is counted: a report that was returned or withdrawn since, or for which a consent to the "
        "publication was taken back, counts no more, and that holds for earlier as-of dates, too. So the figure is always "
        "the number of the reports in the list behind it."
    ),
    "description_ru": (
        "Отчёт участника учитывается, если он впервые опубликован до конца отчётной даты по японскому времени. "
        "Он учитывается один раз, сколько бы у него ни было авторов, переводов и фотографий, даже если в нём не указаны "
        "программа и день. Учитывается только то, что сейчас может прочитать каждый: отчёт участника, который позднее "
        "возвращён или снят либо согласие на публикацию которого отозвано, больше не учитывается, в том числе на более "
        "ранние отчётные даты. Поэтому показатель всегда равен числу отчётов участников в списке, на который он ссылается."
    ),
}
RULES = (MEXT, ACTIVITY_REPORTS)


@transaction.atomic
def load(by: User | None = None) -> None:
    """Add the rules that are not there yet; one that is there is never touched."""
    for values in RULES:
        if not CountingRule.objects.filter(code=values["code"], number=values["number"]).exists():
            write(CountingRule(**values), by=by)
