"""The headings that offices write above a column, in Japanese, English and Russian, beside its label: key of the column → headings.

Widths, case, kana, spaces and punctuation make no difference (`words.word_key`). What a kind of import does not ask for is not
looked for; a heading that means one column here and another there stands with the kind.
"""

from collections.abc import Mapping
from itertools import product

Headings = Mapping[str, tuple[str, ...]]

_SCRIPTS = {
    "kanji": (
        "漢字", "日本語", "和文", "和名", "in kanji", "kanji", "Japanese", "in Japanese", "иероглифы", "кандзи",
        "по-японски",
    ),
    "kana": (
        "カナ", "フリガナ", "ふりがな", "カタカナ", "ヨミ", "読み", "ヨミガナ", "in kana", "kana", "katakana", "кана",
        "катакана", "чтение",
    ),
    "latin": (
        "ローマ字", "英字", "英語", "英文", "英名", "アルファベット", "パスポート", "Latin", "in Latin letters",
        "in English", "English", "Roman", "romaji", "passport", "as in passport", "латиница", "латиницей",
        "латинскими буквами", "англ", "как в паспорте", "на английском",
    ),
    "cyrillic": (
        "ロシア語", "キリル", "キリル文字", "露文", "露語", "Cyrillic", "in Cyrillic", "in Russian", "Russian",
        "кириллица", "кириллицей", "рус", "на русском", "по-русски",
    ),
}  # fmt: skip
_ALONE = {
    "フリガナ", "ふりがな", "カナ", "カタカナ", "ヨミ", "読み", "ヨミガナ", "kana", "katakana", "кана", "катакана", "чтение",
    "ローマ字", "パスポート", "romaji", "латиница", "латиницей", "キリル文字", "кириллица", "кириллицей",
}  # fmt: skip
"""These name a spelling of the name by themselves."""
_WHOLE = ("氏名", "名前", "学生氏名", "学生名", "name", "full name", "student name", "ФИО", "фамилия и имя")
_FAMILY = ("姓", "氏", "名字", "苗字", "family", "family name", "last name", "surname", "фамилия")
_GIVEN = ("名", "given", "given name", "first name", "имя")
_PATRONYMIC = ("父称", "ミドルネーム", "patronymic", "middle name", "отчество")


def _both_ways(words: tuple[str, ...], scripts: tuple[str, ...]) -> tuple[str, ...]:
    """氏名カナ and カナ氏名, Name (Latin) and Latin name."""
    return tuple(f"{one}{other}" for pair in product(words, scripts) for one, other in (pair, pair[::-1]))


def _of_names() -> Headings:
    found: dict[str, tuple[str, ...]] = {
        "name": (
            *_WHOLE,
            "参加者",
            "参加者氏名",
            "派遣学生",
            "派遣学生氏名",
            "受入学生",
            "受入学生氏名",
            "участник",
            "студент",
            "participant",
        ),
        "family_name": (*_FAMILY, *_both_ways(_WHOLE[:1], _FAMILY[:2])),
        "given_name": tuple(
            word for word in (*_GIVEN, "名のみ", *_both_ways(_WHOLE[:1], _GIVEN[:1])) if word not in _WHOLE
        ),
    }
    for script, words in _SCRIPTS.items():
        whole = tuple(word for word in words if word in _ALONE)
        found[f"{script}_name"] = (*whole, *_both_ways(_WHOLE, words))
        for part, ways in (("family", _FAMILY), ("given", _GIVEN)):
            every = (
                *_both_ways(ways, words),
                *(f"{name}{way}" for name, way in product(_both_ways(_WHOLE[:1], words), ways)),
            )
            found[f"{script}_{part}"] = tuple(word for word in every if word not in found[f"{script}_name"])
    found["kana_family"] = (*found["kana_family"], "セイ", "姓カナ")
    found["kana_given"] = (*found["kana_given"], "メイ", "名カナ")
    found["cyrillic_patronymic"] = (*_PATRONYMIC, *_both_ways(_PATRONYMIC, _SCRIPTS["cyrillic"]))
    return found


HEADINGS: Headings = {
    **_of_names(),
    "row_number": ("No.", "№", "番号", "通番", "通し番号", "連番", "項番", "#", "п/п", "№ п/п", "row"),
    "student_number": (
        "学籍番号", "学生番号", "学籍No", "学番", "学生証番号", "名列番号", "student no", "student ID",
        "student id number", "ID number", "matriculation number", "номер студента", "номер студенческого билета",
        "студенческий билет", "номер зачётной книжки",
    ),
    "birth_date": ("生年月日", "誕生日", "date of birth", "birthday", "birth date", "DOB", "дата рождения", "д.р."),
    "nationality": ("国籍", "国籍・地域", "国", "出身国", "citizenship", "country", "гражданство", "страна"),
    "email": (
        "メール", "メールアドレス", "Eメール", "e-mail", "email", "mail", "e-mail address", "эл. почта",
        "электронная почта", "почта",
    ),
    "phone": (
        "電話", "電話番号", "携帯", "携帯電話", "連絡先電話番号", "phone", "telephone", "tel", "mobile", "телефон",
        "тел.",
    ),
    "faculty": (
        "学部", "所属", "学類", "学域・学類", "研究科", "専攻", "学部・研究科", "所属学部", "所属部局", "faculty",
        "department", "school", "affiliation", "факультет", "институт", "кафедра", "подразделение",
    ),
    "year_of_study": ("学年", "年次", "回生", "year", "year of study", "grade", "курс"),
    "direction": (
        "派遣・受入", "派遣/受入", "派遣受入区分", "派遣・受入の別", "派遣／受入れ", "方向", "direction", "in/out",
        "outbound/inbound", "направление", "направление мобильности",
    ),
    "sending": (
        "派遣元", "派遣元機関", "派遣元大学", "送出機関", "出身大学", "所属大学", "在籍大学", "sending institution",
        "sending university", "home university", "home institution", "направляющий вуз", "направляющая организация",
        "направляющий университет", "отправляющий вуз", "отправляющая организация", "отправляющий университет", "откуда",
    ),
    "receiving": (
        "受入機関", "受入先", "受入大学", "受入れ機関", "派遣先", "派遣先大学", "派遣先機関", "留学先", "留学先大学",
        "渡航先", "host", "host university", "host institution", "receiving institution", "receiving university",
        "destination", "принимающий вуз", "принимающая организация", "принимающий университет", "куда",
    ),
    "partner": (
        "相手大学", "相手機関", "相手先", "連携大学", "連携機関", "協定校", "大学", "大学名", "機関", "機関名",
        "partner", "partner institution", "partner university", "university", "institution", "вуз", "вуз-партнёр",
        "партнёр", "университет", "организация",
    ),
    "program": (
        "プログラム", "プログラム名", "コース", "program", "programme", "program name", "course", "программа",
        "название программы",
    ),
    "run": ("実施回", "開催回", "programme run", "run", "набор", "проведение"),
    "fiscal_year": (
        "年度", "実施年度", "派遣年度", "受入年度", "会計年度", "fiscal year", "FY", "academic year",
        "финансовый год", "год", "учебный год",
    ),
    "level": (
        "課程", "学位課程", "学位", "課程区分", "学歴区分", "level", "level of study", "degree", "degree level",
        "уровень", "уровень обучения", "ступень",
    ),
    "category": (
        "身分", "参加者区分", "種別", "学生/教職員", "category", "participant category", "status of participant",
        "категория", "категория участника",
    ),
    "activity": (
        "活動", "活動内容", "内容", "目的", "渡航目的", "activity", "purpose", "вид деятельности", "цель",
        "цель поездки",
    ),
    "mode": ("実施形態", "実施方法", "形態", "参加形態", "対面/オンライン", "mode", "format", "формат", "форма"),
    "status": ("状態", "状況", "ステータス", "進捗", "status", "state", "статус", "состояние"),
    "starts_on": (
        "開始", "開始日", "出発", "出発日", "渡航日", "渡航開始日", "派遣開始日", "受入開始日", "来日日", "入国日",
        "出国日", "期間自", "自", "from", "from date", "start", "start date", "first day", "departure",
        "departure date", "arrival", "arrival date", "начало", "дата начала", "дата выезда", "дата прибытия", "с",
        "отъезд", "дата отъезда", "выезд", "прибытие", "приезд", "дата приезда", "заезд", "дата заезда", "въезд",
        "дата въезда",
    ),
    "ends_on": (
        "終了", "終了日", "帰国", "帰国日", "渡航終了日", "派遣終了日", "受入終了日", "離日日", "期間至", "至",
        "until", "to", "to date", "end", "end date", "last day", "return", "return date", "конец", "дата окончания",
        "дата возвращения", "окончание", "по", "возвращение",
    ),
    "planned_starts_on": (
        "予定開始日", "開始予定日", "出発予定日", "出発予定", "渡航予定日", "来日予定日", "planned start date",
        "план начала", "плановая дата начала",
    ),
    "planned_ends_on": (
        "予定終了日", "終了予定日", "帰国予定日", "帰国予定", "離日予定日", "planned end date", "план окончания",
        "плановая дата окончания",
    ),
    "actual_starts_on": (
        "実開始日", "実績開始日", "到着日", "到着確認日", "実際の開始日", "actual start date",
        "фактическая дата начала", "факт начала",
    ),
    "actual_ends_on": (
        "実終了日", "実績終了日", "帰国確認日", "実際の終了日", "actual end date", "фактическая дата окончания",
        "факт окончания",
    ),
    "period": (
        "期間", "派遣期間", "受入期間", "渡航期間", "留学期間", "滞在期間", "日程", "period", "dates", "duration",
        "stay", "период", "сроки", "даты", "срок",
    ),
    "credits_expected": (
        "取得予定単位", "予定単位数", "単位数", "単位", "credits", "ECTS", "expected credits", "зачётные единицы",
        "ЗЕТ", "кредиты",
    ),
    "credits_recognised": (
        "認定単位", "認定単位数", "単位認定", "recognised credits", "recognized credits", "перезачтено",
        "перезачтённые единицы",
    ),
    "leads_to_degree": ("学位取得", "DDP", "ダブル・ディグリー", "double degree", "двойной диплом"),
    "enrolled_on": ("入学日", "学位課程入学日", "enrolment date", "enrollment date", "дата зачисления"),
    "agreement": ("協定", "協定名", "交流協定", "agreement", "memorandum", "соглашение", "договор"),
    "funding": (
        "奨学金", "財源", "経費", "支援", "資金", "scholarship", "funding", "funding source", "стипендия",
        "финансирование",
    ),
    "monthly_yen": ("月額", "支給月額", "奨学金月額", "奨学金額", "monthly amount", "yen a month", "сумма в месяц"),
    "residence_status": (
        "在留資格", "ビザ", "査証", "visa", "visa status", "status of residence", "виза", "статус пребывания",
    ),
    "note": (
        "備考", "備考欄", "メモ", "特記事項", "摘要", "note", "notes", "remarks", "comment", "comments", "примечание",
        "примечания", "комментарий",
    ),
}  # fmt: skip
