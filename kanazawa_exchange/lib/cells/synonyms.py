"""The words that offices write for a choice, in Japanese, English and Russian, beside its label: code → words.

Widths, case, kana, spaces and punctuation make no difference (`words.word_key`). A word that may mean two choices stands in
none of them but, where people are to be told, in AMBIGUOUS_….
"""

import re
from collections.abc import Mapping

Synonyms = Mapping[str, tuple[str, ...]]

DIRECTIONS: Synonyms = {
    "outbound": (
        "派遣", "派遣学生", "送り出し", "送出", "派", "渡航", "海外派遣", "アウトバウンド", "outgoing", "outbound mobility", "out",
        "dispatch", "dispatched", "sending", "sent", "派遣留学生", "海外派遣学生", "outgoing students", "outbound students",
        "students sent", "исходящая", "исходящая мобильность", "исходящие", "выезд", "выезжающие", "выезжающие студенты",
        "исходящие студенты", "направление", "отправка", "направленные студенты",
    ),
    "inbound": (
        "受入", "受入れ", "受け入れ", "受入学生", "受", "受け入れ学生", "インバウンド", "incoming", "inbound mobility", "in",
        "hosting", "hosted", "acceptance", "accepted", "receiving", "外国人留学生", "招へい", "招聘", "来日", "incoming students",
        "inbound students", "international students", "foreign students", "invited students", "invited", "входящая",
        "входящая мобильность", "входящие", "входящие студенты", "въезд", "въезжающие", "приём", "приезд", "приём студентов",
        "приезжающие", "приезжающие студенты", "принимаемые студенты", "приглашённые", "приглашённые студенты", "иностранные студенты",
    ),
}  # fmt: skip

LEVELS: Synonyms = {
    "bachelor": (
        "学士", "学士課程", "学部", "学部生", "学類", "学類生", "大学生", "B", "UG", "BA", "BSc", "bachelor", "bachelor's",
        "bachelor's degree", "bachelor student", "undergraduate", "undergraduate student", "бакалавр", "бакалавриат",
    ),
    "master": (
        "修士", "修士課程", "修士生", "博士前期", "博士前期課程", "前期課程", "大学院修士", "大学院修士課程", "M", "MA", "MSc", "MC",
        "master", "master's", "master's degree", "master student", "master's student", "магистр", "магистрант", "магистратура",
    ),
    "doctor": (
        "博士", "博士課程", "博士生", "博士後期", "博士後期課程", "後期課程", "大学院博士", "大学院博士課程", "医学博士課程", "D", "DC",
        "PhD", "Ph.D.", "PhD student", "doctor", "doctoral", "doctorate", "doctoral student", "аспирант", "аспирантка",
        "аспирантура", "докторант", "докторантура",
    ),
    "specialist": ("スペシャリスト", "スペシャリスト課程", "専門士課程", "specialist", "specialitet", "специалист", "специалитет"),
    "residency": (
        "臨床研修", "臨床研修課程", "研修医", "オルジナトゥーラ", "オルディナトゥーラ", "residency", "resident", "clinical residency",
        "ординатор", "ординатура",
    ),
    "non_degree": (
        "非正規", "非正規生", "非正規課程", "科目等履修生", "聴講生", "研究生", "特別聴講学生", "特別研究学生", "non-degree",
        "nondegree", "non degree student", "research student", "слушатель", "вольнослушатель",
    ),
}  # fmt: skip
_GRADUATES = (
    "大学院",
    "大学院生",
    "院生",
    "院",
    "graduate",
    "graduate student",
    "graduate school",
    "postgraduate",
    "PG",
)
AMBIGUOUS_LEVELS: Synonyms = {
    **dict.fromkeys(_GRADUATES, ("master", "doctor")),
    **dict.fromkeys(("студент", "студентка", "学生", "student"), ("bachelor", "specialist")),
}
YEAR_OF_STUDY = re.compile(
    r"[ 　]*第?[1-6１-６一二三四五六](?:年生|年次|回生|年目|年|生|(?:st|nd|rd|th) year|[- ]?(?:й|го)? ?курс[а-я]*|(?=[ 　]*$))"
    r"|(?:year|курс)[ 　]*[1-6１-６]",
    re.IGNORECASE,
)
"""M1, 学部3年, 4 курс: the year of study is not kept, and that is said."""

STATUSES: Synonyms = {
    "planned": ("予定", "計画", "計画中", "渡航予定", "派遣予定", "受入予定", "内定", "準備中",
        "plan", "scheduled", "запланировано", "план"),
    "ready": ("準備完了", "準備済", "出発可", "ready to go", "готово", "готов", "готова"),
    "on_site": (
        "滞在中", "渡航中", "留学中", "派遣中", "受入中", "参加中", "実施中", "onsite", "abroad", "in progress", "ongoing", "arrived",
        "на месте", "на стажировке", "в поездке", "прибыл", "прибыла",
    ),
    "returned": ("帰国", "帰国済", "帰国済み", "帰国した", "帰着", "back", "came back", "вернулся", "вернулась"),
    "completed": ("完了", "修了", "修了済", "終了", "finished", "done", "завершено", "завершён", "завершена", "окончил", "окончила"),
    "closed": ("処理済", "書類完了", "filed", "закрыто", "закрыта"),
    "interrupted": ("中断", "途中帰国", "早期帰国", "切り上げ", "ended early", "прервано", "прервана"),
    "cancelled": (
        "中止", "辞退", "取消", "取り消し", "取りやめ", "取止め", "キャンセル", "canceled", "withdrawn", "отменено", "отмена", "отказ",
    ),
    "voided": ("無効", "登録取消", "void", "invalid", "аннулировано"),
}  # fmt: skip

CATEGORIES: Synonyms = {
    "student": ("学生", "留学生", "学部生", "院生", "大学院生", "学部学生", "students", "студенты", "студентка"),
    "trainee": ("研修生", "実習生", "intern", "стажёры", "практикант"),
    "physician": ("医者", "ドクター", "doctor", "medical doctor", "MD", "доктор"),
    "researcher": ("研究員", "scientist", "научный сотрудник", "исследователь"),
    "teacher": (
        "教授",
        "准教授",
        "講師",
        "助教",
        "教諭",
        "faculty",
        "professor",
        "lecturer",
        "преподаватели",
        "профессор",
    ),
    "staff": ("事務", "事務職員", "administrator", "administrative staff"),
    "citizen": ("一般", "一般市民", "general public"),
}

MODES: Synonyms = {
    "in_person": (
        "対面",
        "渡航",
        "実地",
        "現地",
        "オフライン",
        "offline",
        "onsite",
        "on site",
        "face to face",
        "очная",
    ),
    "online": ("遠隔", "リモート", "virtual", "remote", "дистанционно", "онлайн", "удалённо"),
    "hybrid": ("併用", "ハイブリッド型", "対面とオンライン", "blended", "mixed", "гибридный", "смешанная"),
}

ACTIVITIES: Synonyms = {
    "studies": ("留学", "交換留学", "修学", "学修", "履修", "study", "exchange study", "учёба", "обучение"),
    "traineeship": ("インターン", "企業研修", "実習", "traineeship", "placement", "практика"),
    "research": ("研究活動", "研究留学", "research stay", "исследования", "научная работа"),
    "cultural": ("文化研修", "文化体験", "culture", "культура"),
    "visit": ("見学", "視察", "短期訪問", "tour", "поездка"),
}

FUNDING_SOURCES: Synonyms = {
    "jasso": ("日本学生支援機構", "JASSO奨学金", "海外留学支援制度"),
    "government": ("国費", "国費留学生", "文部科学省", "文科省", "MEXT", "MEXT scholarship", "monbukagakusho"),
    "university": ("大学負担", "大学経費", "学内", "kanazawa university", "вуз"),
    "project": ("事業費", "プロジェクト経費", "補助金", "project", "средства проекта"),
    "partner": ("相手大学", "先方負担", "partner", "partner university", "вуз-партнёр"),
    "self": (
        "私費",
        "自費",
        "自己負担",
        "本人負担",
        "private",
        "self-funded",
        "own",
        "за свой счёт",
        "собственные средства",
    ),
    "other": ("そのほか", "その他", "others"),
}

YES = (
    "○", "〇", "◯", "●", "◎", "✓", "✔", "☑", "レ", "✅", "はい", "有", "有り", "あり", "該当", "済", "済み", "y", "true", "1",
    "да", "есть", "д", "истина", "正",
)  # fmt: skip
NO = ("×", "✕", "✖", "☓", "╳", "いいえ", "無", "無し", "なし", "非該当", "未", "n", "false", "0", "нет", "ложь", "誤")

COUNTRIES: Synonyms = {
    "JP": ("日本国", "日", "JPN", "Япония (JP)"),
    "RU": ("ロシア連邦", "露", "露国", "RUS", "Russian Federation", "Российская Федерация", "РФ", "RF"),
    "CN": ("中国", "中華人民共和国", "CHN", "PRC", "КНР", "China"),
    "KR": ("韓国", "大韓民国", "KOR", "South Korea", "Южная Корея", "Корея"),
    "US": ("アメリカ", "米国", "USA", "United States of America", "США"),
    "GB": ("英国", "イギリス", "UK", "United Kingdom", "Великобритания"),
    "KZ": ("カザフスタン", "KAZ"),
    "UZ": ("ウズベキスタン", "UZB"),
    "BY": ("ベラルーシ", "BLR", "Беларусь", "Белоруссия"),
    "UA": ("ウクライナ", "UKR"),
    "VN": ("ベトナム", "ヴェトナム", "Вьетнам"),
}
