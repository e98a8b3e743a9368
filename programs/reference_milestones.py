"""Dated events as public sources tell of them. A date is as exact as its source: a year, a month or a day."""

from datetime import date
from typing import Any

from .models import Milestone

MILESTONES: tuple[dict[str, Any], ...] = (
    {
        "happened_on": date(1988, 1, 1),
        "exact": Milestone.Exact.YEAR,
        "text_ja": "金沢大学とカザン大学の研究交流が始まる",
        "text_en": "Research contacts between Kanazawa University and the university in Kazan begin",
        "text_ru": "Начало научных контактов Университета Канадзавы и Казанского университета",
    },
    {
        "happened_on": date(1998, 1, 1),
        "exact": Milestone.Exact.YEAR,
        "text_ja": "両大学が共同研究と交流の協定を結ぶ",
        "text_en": "The two universities sign an agreement on joint research and exchange",
        "text_ru": "Два университета подписывают соглашение о совместных исследованиях и обмене",
    },
    {
        "happened_on": date(2013, 1, 1),
        "exact": Milestone.Exact.YEAR,
        "text_ja": "太平洋海洋学研究所（ロシア科学アカデミー・極東支部）と環境分野の共同研究室を開設",
        "text_en": (
            "A joint environmental laboratory opens with the Pacific Oceanological Institute, Far Eastern Branch of "
            "the Russian Academy of Sciences"
        ),
        "text_ru": "Открыта совместная экологическая лаборатория с Тихоокеанским океанологическим институтом ДВО РАН",
    },
    {
        "happened_on": date(2017, 8, 1),
        "exact": Milestone.Exact.MONTH,
        "text_ja": "大学の世界展開力強化事業に採択され、プログラムが始まる",
        "text_en": "The project is selected for the Inter-University Exchange Project and begins",
        "text_ru": "Проект отобран для Проекта межвузовских обменов и начинает работу",
    },
    {
        "happened_on": date(2017, 9, 4),
        "exact": Milestone.Exact.DAY,
        "text_ja": "採択を公表。連携機関はロシアの8機関と理化学研究所",
        "text_en": "Public announcement, naming eight Russian institutions and RIKEN as partners",
        "text_ru": "Публичное объявление: партнёры — восемь российских организаций и РИКЕН",
    },
    {
        "happened_on": date(2018, 1, 17),
        "exact": Milestone.Exact.DAY,
        "text_ja": (
            "キックオフシンポジウムを開催。カザン連邦大学とダブル・ディグリーの覚書、タタルスタンがんセンターを加"
            "えた三者の協定、サンクトペテルブルクの医科大学との協定を締結"
        ),
        "text_en": (
            "Kick-off symposium. Double-degree memorandum with Kazan Federal University, an agreement that also joins "
            "the Tatarstan Cancer Center, and one with the medical university in Saint Petersburg"
        ),
        "text_ru": (
            "Стартовый симпозиум. Меморандум с КФУ о двойных дипломах, трёхстороннее соглашение с Республиканским "
            "клиническим онкологическим диспансером и соглашение с медицинским университетом в Санкт-Петербурге"
        ),
    },
    {
        "happened_on": date(2018, 5, 1),
        "exact": Milestone.Exact.MONTH,
        "text_ja": "ダブル・ディグリー・プログラムの協定を締結（自然科学研究科数物科学専攻とカザン連邦大学物理学研究所）",
        "text_en": (
            "Double-degree agreement between the division of mathematical and physical sciences and the Institute of "
            "Physics in Kazan"
        ),
        "text_ru": (
            "Соглашение о программе двойных дипломов: направление математических и физических наук и Институт физики "
            "КФУ"
        ),
    },
    {
        "happened_on": date(2018, 9, 1),
        "exact": Milestone.Exact.MONTH,
        "text_ja": "カザン連邦大学に金沢大学カザンオフィスを開設",
        "text_en": "Kanazawa University opens its Kazan Office at Kazan Federal University",
        "text_ru": "Университет Канадзавы открывает Казанский офис в КФУ",
    },
    {
        "happened_on": date(2018, 10, 8),
        "exact": Milestone.Exact.DAY,
        "text_ja": "カザン連邦大学と、学生交流を加速する覚書を締結",
        "text_en": "Memorandum with Kazan Federal University to speed up the exchange of students",
        "text_ru": "Меморандум с КФУ об активизации студенческого обмена",
    },
    {
        "happened_on": date(2018, 10, 1),
        "exact": Milestone.Exact.MONTH,
        "text_ja": "ダブル・ディグリーの最初の学生が入学（金沢での履修は2019年4月から）",
        "text_en": "The first double-degree student enrols; studies in Kanazawa begin in April 2019",
        "text_ru": "Зачислен первый студент программы двойных дипломов; учёба в Канадзаве — с апреля 2019 года",
    },
    {
        "happened_on": date(2019, 2, 1),
        "exact": Milestone.Exact.MONTH,
        "text_ja": "金沢大学にカザン連邦大学金沢オフィスを開設",
        "text_en": "Kazan Federal University opens its Kanazawa Office at Kanazawa University",
        "text_ru": "КФУ открывает офис в Канадзаве, в Университете Канадзавы",
    },
    {
        "happened_on": date(2019, 3, 1),
        "exact": Milestone.Exact.MONTH,
        "is_until": True,
        "text_ja": (
            "SDGs・ジオパーク・エコパークの研究センターと白峰のセミナーハウスを、白山市と地元のNPOの支援で"
            "開設。クラスノヤルスク医科大学に共同の研究拠点を設置"
        ),
        "text_en": (
            "A research centre for SDGs, geoparks and biosphere reserves and a seminar house in Shiramine open with "
            "the help of Hakusan City and a local association; a joint research station opens at the medical "
            "university in Krasnoyarsk"
        ),
        "text_ru": (
            "При поддержке города Хакусан и местной организации открыты центр исследований ЦУР, геопарков и "
            "биосферных резерватов и учебный центр в Сираминэ; в медицинском университете Красноярска — совместная "
            "исследовательская станция"
        ),
    },
    {
        "happened_on": date(2019, 7, 16),
        "exact": Milestone.Exact.DAY,
        "text_ja": "石川～ロシア大学交流コンソーシアムを設立。ロシア側は8大学",
        "text_en": "The Ishikawa–Russia University Consortium is founded, with eight universities on the Russian side",
        "text_ru": "Создан консорциум вузов Исикавы и России; с российской стороны — восемь вузов",
    },
    {
        "happened_on": date(2020, 7, 1),
        "exact": Milestone.Exact.MONTH,
        "text_ja": "文化交流プログラムで、初めてオンラインの段階を実施",
        "text_en": "The cultural programme holds its first stage online",
        "text_ru": "Программа культурного обмена впервые проводит этап онлайн",
    },
    {
        "happened_on": date(2020, 8, 6),
        "exact": Milestone.Exact.DAY,
        "text_ja": "ロシア同窓会の窓口を開設（ロシアに留学した日本の人も対象）",
        "text_en": "The Russian alumni office opens, also for Japanese who studied in Russia",
        "text_ru": "Открыт офис для российских выпускников — и для японцев, учившихся в России",
    },
)
