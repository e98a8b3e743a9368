"""The demo's documents to take: two leaflets and a form, each in three languages, made as the portal makes its papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import pdf
from kanazawa_exchange.lib.states import Step
from kanazawa_exchange.lib.workbook import Column, Sheet, write_xlsx
from programs.models import Download
from programs.services import downloads, publications

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INVENTED = "架空の資料 · Invented for the demonstration · Вымышленный материал"
EMPTY_ROWS = 12
Words = Mapping[str, str]
"""Language → text."""


@dataclass(frozen=True, kw_only=True)
class Leaflet:
    """A sheet of each language: its title, what it is about, and points, which are ticked off where `ticked`."""

    name: str
    title: Words
    about: Words
    points: tuple[Words, ...]
    ticked: bool = False


def _three(ja: str, en: str, ru: str) -> Words:
    return {"ja": ja, "en": en, "ru": ru}


CHECKLIST = Leaflet(
    name="before-departure.pdf",
    title=_three("出発前の確認表", "Before you leave: a checklist", "Перед отъездом: что проверить"),
    about=_three(
        "出発の2週間前までに、一つずつ確かめてください。分からないことは事務局にお尋ねください。",
        "Go through it two weeks before you leave, and ask the office whatever is not clear.",
        "Пройдите список за две недели до отъезда. Если что-то неясно, спросите офис.",
    ),
    points=(
        _three(
            "旅券の有効期間が帰国日から6か月以上残っている。",
            "My passport is valid for six months after the day of my return.",
            "Паспорт действует ещё шесть месяцев после дня возвращения.",
        ),
        _three("査証を受け取り、名前と日付を確かめた。", "I have my visa and have checked name and dates.", "Виза получена, имя и даты проверены."),
        _three("保険証券の写しを携帯電話に入れた。", "A copy of my insurance certificate is on my telephone.", "Копия страхового полиса есть в телефоне."),
        _three(
            "緊急時の連絡先を家族と事務局に知らせた。",
            "My family and the office know whom to call in an emergency.",
            "Семья и офис знают, кому звонить в экстренном случае.",
        ),
        _three("事前アンケートに回答した。", "I have answered the pre-survey.", "Я заполнил(а) анкету до поездки."),
        _three(
            "到着した日に事務局へ連絡することを知っている。",
            "I know that I write to the office on the day I arrive.",
            "Я знаю, что в день приезда нужно написать в офис.",
        ),
    ),
    ticked=True,
)  # fmt: skip
LEAFLET = Leaflet(
    name="programme.pdf",
    title=_three("プログラムのご案内", "The programme on one page", "Программа на одной странице"),
    about=_three(
        "金沢大学とロシアの連携機関の学生が、互いの国で学ぶプログラムです。",
        "Students of Kanazawa University and of its Russian partners study in each other's country.",
        "Студенты Университета Канадзавы и российских организаций-партнёров учатся в стране друг друга.",
    ),
    points=(
        _three("対象：学士課程から博士課程までの学生", "For students from bachelor's to doctoral level", "Для студентов от бакалавриата до аспирантуры"),
        _three("期間：2週間から1年", "For two weeks to one year", "На срок от двух недель до года"),
        _three("単位または学位を取得できるコース", "Courses that lead to credits or to a degree", "Курсы с зачётными единицами или дипломом"),
        _three("応募：ポータルの「募集」から", "Apply in the portal, under Calls", "Заявки — на портале, в разделе «Наборы»"),
    ),
)  # fmt: skip
PLAN_NAME = "study-plan.xlsx"
PLAN = _three("履修計画表", "Plan of studies", "План обучения")
PLAN_COLUMNS = (
    _three("科目名", "Course", "Дисциплина"),
    _three("開講機関", "Institution", "Организация"),
    _three("期間", "Period", "Период"),
    _three("時間数または単位数", "Hours or credits", "Часы или зачётные единицы"),
    _three("認定を希望する自大学の科目", "To be recognised at home as", "Какую дисциплину своего вуза засчитать"),
)
PLAN_NOTE = _three(
    "出発前に指導教員と相談して記入し、事務局に提出してください。",
    "Fill it in with your supervisor before you leave, and hand it in at the office.",
    "Заполните вместе с научным руководителем до отъезда и сдайте в офис.",
)
ABOUT = {
    CHECKLIST.name: _three("PDF、日本語・英語・ロシア語", "PDF in Japanese, English and Russian", "PDF на японском, английском и русском"),
    LEAFLET.name: _three("1枚で分かるご案内、3言語", "An introduction in three languages", "Краткое описание на трёх языках"),
    PLAN_NAME: _three("記入用のExcelファイル、言語ごとに1シート", "An Excel file to fill in, a sheet for each language", "Файл Excel для заполнения, лист на каждом языке"),
}  # fmt: skip


def enter(*, by: User, now: datetime) -> None:
    """All of them, through the services that the office uses."""
    files = [(one.name, one.title, leaflet(one, now), PDF) for one in (LEAFLET, CHECKLIST)]
    for order, (name, title, content, kind) in enumerate([*files, (PLAN_NAME, PLAN, plan(), XLSX)], start=1):
        words = {
            f"{key}_{code}": text[code] for key, text in (("title", title), ("summary", ABOUT[name])) for code in text
        }
        upload = SimpleUploadedFile(name, content, content_type=kind)
        download = downloads.write_draft(Download(), {**words, "order": order}, upload, by=by, now=now)
        publications.move(download, "publish", Step(), by=by, now=now)


def leaflet(one: Leaflet, now: datetime) -> bytes:
    """A PDF with a page of each language."""
    parts = [
        {
            "lang": code,
            "title": one.title[code],
            "about": one.about[code],
            "points": [words[code] for words in one.points],
        }
        for code in one.title
    ]
    data = {"parts": parts, "ticked": one.ticked, "source": INVENTED}
    title = " · ".join(one.title.values())
    return pdf.render("programs/leaflet.typ", data, lang="en", title=title, timestamp=now)


def plan() -> bytes:
    """A workbook to fill in, with a sheet of each language."""
    return write_xlsx(
        Sheet(
            name=PLAN[code],
            title=PLAN[code],
            columns=[Column(head[code], 28) for head in PLAN_COLUMNS],
            rows=[[""] * len(PLAN_COLUMNS)] * EMPTY_ROWS,
            notes=(PLAN_NOTE[code], INVENTED),
        )
        for code in PLAN
    )
