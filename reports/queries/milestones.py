"""Dated events as public sources tell of them. A date is as exact as its source: a year, a month or a day."""

from dataclasses import dataclass
from datetime import date

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import Localized, pick

YEAR, MONTH, DAY = "year", "month", "day"


@dataclass(frozen=True)
class Milestone:
    """One event; `exact` says how much of the date is known, `until` that it had happened by the end of that month."""

    on: date
    exact: str
    ja: str
    en: str
    ru: str
    until: bool = False

    @property
    def text(self) -> Localized:
        return pick({"ja": self.ja, "en": self.en, "ru": self.ru})

    @property
    def when(self) -> str:
        """The date in the reader's language, no more exact than it is known."""
        if self.exact == DAY:
            words = formats.long_date(self.on)
        elif self.exact == MONTH:
            words = formats.month(self.on)
        else:
            words = formats.year(self.on.year)
        if not self.until:
            return words
        if active_language() == "ru":
            return f"не позднее {formats.MONTHS_RU[self.on.month - 1]} {self.on.year}\u00a0г."
        return f"{words}まで" if active_language() == "ja" else f"by the end of {words}"

    @property
    def machine(self) -> str:
        return self.on.isoformat()[: {DAY: 10, MONTH: 7, YEAR: 4}[self.exact]]


MILESTONES = (
    Milestone(
        date(1988, 1, 1),
        YEAR,
        "金沢大学とカザン大学の研究交流が始まる",
        "Research contacts between Kanazawa University and the university in Kazan begin",
        "Начало научных контактов Университета Канадзавы и Казанского университета",
    ),
    Milestone(
        date(1998, 1, 1),
        YEAR,
        "両大学が共同研究と交流の協定を結ぶ",
        "The two universities sign an agreement on joint research and exchange",
        "Два университета подписывают соглашение о совместных исследованиях и обмене",
    ),
    Milestone(
        date(2013, 1, 1),
        YEAR,
        "太平洋海洋学研究所（ロシア科学アカデミー・極東支部）と環境分野の共同研究室を開設",
        "A joint environmental laboratory opens with the Pacific Oceanological Institute, Far Eastern Branch of the Russian Academy of Sciences",
        "Открыта совместная экологическая лаборатория с Тихоокеанским океанологическим институтом ДВО РАН",
    ),
    Milestone(
        date(2017, 8, 1),
        MONTH,
        "大学の世界展開力強化事業に採択され、プログラムが始まる",
        "The project is selected for the Inter-University Exchange Project and begins",
        "Проект отобран для Проекта межвузовских обменов и начинает работу",
    ),
    Milestone(
        date(2017, 9, 4),
        DAY,
        "採択を公表。連携機関はロシアの8機関と理化学研究所",
        "Public announcement, naming eight Russian institutions and RIKEN as partners",
        "Публичное объявление: партнёры — восемь российских организаций и РИКЕН",
    ),
    Milestone(
        date(2018, 1, 17),
        DAY,
        "キックオフシンポジウムを開催。カザン連邦大学とダブル・ディグリーの覚書、タタルスタンがんセンターを加えた三者の協定、"
        "サンクトペテルブルクの医科大学との協定を締結",
        "Kick-off symposium. Double-degree memorandum with Kazan Federal University, an agreement that also joins the Tatarstan Cancer "
        "Center, and one with the medical university in Saint Petersburg",
        "Стартовый симпозиум. Меморандум с КФУ о двойных дипломах, трёхстороннее соглашение с Республиканским клиническим "
        "онкологическим диспансером и соглашение с медицинским университетом в Санкт-Петербурге",
    ),
    Milestone(
        date(2018, 5, 1),
        MONTH,
        "ダブル・ディグリー・プログラムの協定を締結（自然科学研究科数物科学専攻とカザン連邦大学物理学研究所）",
        "Double-degree agreement between the division of mathematical and physical sciences and the Institute of Physics in Kazan",
        "Соглашение о программе двойных дипломов: направление математических и физических наук и Институт физики КФУ",
    ),
    Milestone(
        date(2018, 9, 1),
        MONTH,
        "カザン連邦大学に金沢大学カザンオフィスを開設",
        "Kanazawa University opens its Kazan Office at Kazan Federal University",
        "Университет Канадзавы открывает Казанский офис в КФУ",
    ),
    Milestone(
        date(2018, 10, 8),
        DAY,
        "カザン連邦大学と、学生交流を加速する覚書を締結",
        "Memorandum with Kazan Federal University to speed up the exchange of students",
        "Меморандум с КФУ об активизации студенческого обмена",
    ),
    Milestone(
        date(2018, 10, 1),
        MONTH,
        "ダブル・ディグリーの最初の学生が入学（金沢での履修は2019年4月から）",
        "The first double-degree student enrols; studies in Kanazawa begin in April 2019",
        "Зачислен первый студент программы двойных дипломов; учёба в Канадзаве — с апреля 2019 года",
    ),
    Milestone(
        date(2019, 2, 1),
        MONTH,
        "金沢大学にカザン連邦大学金沢オフィスを開設",
        "Kazan Federal University opens its Kanazawa Office at Kanazawa University",
        "КФУ открывает офис в Канадзаве, в Университете Канадзавы",
    ),
    Milestone(
        date(2019, 3, 1),
        MONTH,
        "SDGs・ジオパーク・エコパークの研究センターと白峰のセミナーハウスを、白山市と地元のNPOの支援で開設。"
        "クラスノヤルスク医科大学に共同の研究拠点を設置",
        "A research centre for SDGs, geoparks and biosphere reserves and a seminar house in Shiramine open with the help of Hakusan City "
        "and a local association; a joint research station opens at the medical university in Krasnoyarsk",
        "При поддержке города Хакусан и местной организации открыты центр исследований ЦУР, геопарков и биосферных резерватов и "
        "учебный центр в Сираминэ; в медицинском университете Красноярска — совместная исследовательская станция",
        until=True,
    ),
    Milestone(
        date(2019, 7, 16),
        DAY,
        "石川～ロシア大学交流コンソーシアムを設立。ロシア側は8大学",
        "The Ishikawa–Russia University Consortium is founded, with eight universities on the Russian side",
        "Создан консорциум вузов Исикавы и России; с российской стороны — восемь вузов",
    ),
    Milestone(
        date(2020, 7, 1),
        MONTH,
        "文化交流プログラムで、初めてオンラインの段階を実施",
        "The cultural programme holds its first stage online",
        "Программа культурного обмена впервые проводит этап онлайн",
    ),
    Milestone(
        date(2020, 8, 6),
        DAY,
        "ロシア同窓会の窓口を開設（ロシアに留学した日本の人も対象）",
        "The Russian alumni office opens, also for Japanese who studied in Russia",
        "Открыт офис для российских выпускников — и для японцев, учившихся в России",
    ),
)
