"""The words of the real project in three languages, written for this portal from public sources."""

from .models import Committee, Level, Program

PROJECT_CODE = "russia"
PROJECT: dict[str, object] = {
    "name_ja": "日露をつなぐ未来共創リーダー育成プログラム",
    "name_en": "Training Program for Russia-Japan Innovative Leaders of Tomorrow",
    "name_ru": "Программа подготовки лидеров общего будущего Японии и России",
    "short_name_ja": "日露をつなぐ未来共創リーダー育成プログラム",
    "short_name_en": "Russia–Japan Innovative Leaders of Tomorrow",
    "short_name_ru": "Лидеры общего будущего: Россия и Япония",
    "summary_ja": (
        "金沢大学の学生がロシアで学び、ロシアの連携機関の学生が金沢で学ぶ交流事業です。極東からサンクトペテルブルクまでの"
        "大学・研究機関・病院とともに、地域や企業の協力も得て、学士課程から博士課程まで四つのプログラムを運営してきました。"
        "二つの国の違いと共通点をふまえ、専門の異なる仲間と新しい価値を作る人を育てることを目指しています。"
    ),
    "summary_en": (
        "Students of Kanazawa University study in Russia, and students of Russian partner institutions study in Kanazawa. "
        "Together with universities, research institutes and hospitals from the Far East to Saint Petersburg, and with the "
        "help of local communities and companies, the project runs four programmes for bachelor's to doctoral students. "
        "Its aim is people who know what sets the two countries apart and what they share, and who can create something "
        "new with colleagues from other fields."
    ),
    "summary_ru": (
        "Студенты Университета Канадзавы учатся в России, а студенты российских организаций-партнёров — в Канадзаве. Вместе "
        "с вузами, научными институтами и клиниками от Дальнего Востока до Санкт-Петербурга, при участии местных сообществ "
        "и компаний проект ведёт четыре программы для студентов от бакалавриата до аспирантуры. Его цель — подготовить "
        "людей, которые понимают, чем две страны различаются и что их сближает, и умеют создавать новое вместе с коллегами "
        "из других областей."
    ),
    "scheme_ja": "文部科学省 大学の世界展開力強化事業（ロシア）",
    "scheme_en": "Inter-University Exchange Project (Russia), Ministry of Education, Culture, Sports, Science and Technology",
    "scheme_ru": "Проект межвузовских обменов (Россия) Министерства образования, культуры, спорта, науки и технологий Японии",
}

PROGRAMS: tuple[dict[str, object], ...] = (
    {
        "code": "cultural",
        "slug": "cultural",
        "order": 1,
        "level": Level.BACHELOR,
        "leads_to": Program.LeadsTo.CREDIT,
        "state": Program.State.CLOSED,
        "name_ja": "文化交流プログラム",
        "name_en": "Cultural Exchange Program",
        "name_ru": "Программа культурного обмена",
        "purpose_ja": "日本とロシアの文化・芸術・自然を現地で学び、次の長い留学への第一歩とします。",
        "purpose_en": "Meet the culture, arts and nature of Japan and Russia on the spot: a first step towards a longer stay.",
        "purpose_ru": "Познакомиться с культурой, искусством и природой Японии и России на месте — первый шаг к долгой стажировке.",
        "description_ja": (
            "短い滞在のあいだに、相手国の学生とともに講義を受け、街と自然を歩き、暮らしに触れます。2018年度からは、両国の"
            "生物圏保存地域（ユネスコエコパーク）を学びの場とする独自の授業も始めました。大学院生も参加しました。"
        ),
        "description_en": (
            "During a short stay, participants attend classes with students of the host country, walk its towns and "
            "landscapes, and take part in everyday life. Since FY2018 the programme has also taught in the biosphere "
            "reserves of both countries. Graduate students have joined as well."
        ),
        "description_ru": (
            "За короткую поездку участники посещают занятия вместе со студентами принимающей страны, знакомятся с городами "
            "и природой, живут повседневной жизнью. С 2018 финансового года занятия проходят и в биосферных резерватах "
            "обеих стран. В программе участвовали и магистранты."
        ),
        "fields_of_study_ja": "文化、芸術、自然、生物圏保存地域",
        "fields_of_study_en": "Culture, arts, nature, biosphere reserves",
        "fields_of_study_ru": "Культура, искусство, природа, биосферные резерваты",
        "participants_ja": "主に学士課程の学生",
        "participants_en": "Mainly bachelor's students",
        "participants_ru": "В основном студенты бакалавриата",
        "period_ja": "2〜3週間ほど（実施回により異なります）",
        "period_en": "About two to three weeks; it differs from run to run",
        "period_ru": "Примерно две-три недели; срок зависит от года",
    },
    {
        "code": "basic",
        "slug": "basic",
        "order": 2,
        "level": Level.MASTER,
        "leads_to": Program.LeadsTo.DEGREE_AND_CREDIT,
        "state": Program.State.CLOSED,
        "name_ja": "基礎科学プログラム",
        "name_en": "Basic Science Program",
        "name_ru": "Программа по фундаментальным наукам",
        "purpose_ja": "低温物理学を軸に、二つの大学で研究し、ダブル・ディグリーまたは単位の取得を目指します。",
        "purpose_en": "Study low-temperature physics at two universities, towards a double degree or for credit.",
        "purpose_ru": "Заниматься физикой низких температур в двух университетах и получить два диплома или зачётные единицы.",
        "description_ja": (
            "金沢大学大学院自然科学研究科（数物科学専攻）とカザン連邦大学物理学研究所が、2018年5月にダブル・ディグリー・"
            "プログラムの協定を結びました。二つの学位を目標とする長い履修のほかに、単位を取得する短い滞在もあります。"
        ),
        "description_en": (
            "In May 2018 the Graduate School of Natural Science and Technology of Kanazawa University (mathematical and physical sciences) and "
            "the Institute of Physics of Kazan Federal University agreed on a double-degree programme. Beside this long "
            "course of study there are shorter stays for credit."
        ),
        "description_ru": (
            "В мае 2018 года магистратура естественных наук Университета Канадзавы (математические и физические науки) и "
            "Институт физики Казанского федерального университета заключили соглашение о программе двойных дипломов. Кроме "
            "этого длительного обучения есть и короткие поездки с получением зачётных единиц."
        ),
        "fields_of_study_ja": "低温物理学",
        "fields_of_study_en": "Low-temperature physics",
        "fields_of_study_ru": "Физика низких температур",
        "participants_ja": "修士課程（博士前期課程）の学生",
        "participants_en": "Master's students",
        "participants_ru": "Магистранты",
        "period_ja": "短期の単位取得から、学位取得を目指す長期の履修まで",
        "period_en": "From short stays for credit to a full course of study for a degree",
        "period_ru": "От короткой поездки ради зачётных единиц до полного обучения ради диплома",
    },
    {
        "code": "advanced",
        "slug": "advanced",
        "order": 3,
        "level": Level.MASTER,
        "leads_to": Program.LeadsTo.CREDIT,
        "state": Program.State.CLOSED,
        "name_ja": "先端科学技術プログラム",
        "name_en": "Advanced Science and Technology Program",
        "name_ru": "Программа по передовой науке и технологиям",
        "purpose_ja": "工学・情報・環境の分野で学び、企業でのインターンシップを通して地域の連携へつなげます。",
        "purpose_en": "Study engineering, information technology and the environment, and work as an intern in a company.",
        "purpose_ru": "Изучать инженерные науки, информационные технологии и науки об окружающей среде и пройти стажировку на предприятии.",
        "description_ja": (
            "研究室での学びと、企業でのインターンシップを組み合わせます。日本での実習では、金沢大学の学生とロシアの学生が"
            "二人一組になり、職場で力を合わせます。初年度の2017年度は、環境科学の派遣から始まりました。"
        ),
        "description_en": (
            "Work in a laboratory goes together with an internship. In Japan a student of Kanazawa and a student from Russia "
            "go to the company as a pair. In its first year, FY2017, the programme began with environmental science, "
            "outbound only."
        ),
        "description_ru": (
            "Работа в лаборатории сочетается со стажировкой на предприятии. В Японии студент из Канадзавы и студент из "
            "России приходят в компанию парой. В первый, 2017 финансовый год программа началась с исходящих поездок по "
            "наукам об окружающей среде."
        ),
        "fields_of_study_ja": "機械工学、情報技術、環境科学",
        "fields_of_study_en": "Mechanical engineering, information technology, environmental science",
        "fields_of_study_ru": "Машиностроение, информационные технологии, науки об окружающей среде",
        "participants_ja": "修士課程（博士前期課程）の学生",
        "participants_en": "Master's students",
        "participants_ru": "Магистранты",
        "period_ja": "実施回により異なります",
        "period_en": "Differs from run to run",
        "period_ru": "Срок зависит от года и направления",
    },
    {
        "code": "preventive",
        "slug": "preventive",
        "order": 4,
        "level": Level.DOCTOR,
        "leads_to": Program.LeadsTo.CREDIT,
        "state": Program.State.CLOSED,
        "aliases": "先端医療プログラム\n先端医療",
        "name_ja": "先制医療プログラム",
        "name_en": "Preventive Medicine Program",
        "name_ru": "Программа по превентивной медицине",
        "purpose_ja": "神経科学・先制医療・がん・循環器の分野で、両国の研究室と病院をつなぎます。",
        "purpose_en": "Link laboratories and hospitals of both countries in neuroscience, preventive, cancer and cardiovascular medicine.",
        "purpose_ru": "Соединить лаборатории и клиники двух стран: нейронауки, превентивная медицина, онкология, кардиология.",
        "description_ja": (
            "博士課程の学生が、相手国の大学・研究所・病院で研究を進めます。理化学研究所とカザン連邦大学とともに、日露の"
            "医療研究教育の拠点づくりも構想されてきました。"
        ),
        "description_en": (
            "Doctoral students carry on their research at universities, institutes and hospitals of the other country. A "
            "joint Japanese–Russian centre for medical research and education has been envisaged with RIKEN and Kazan "
            "Federal University."
        ),
        "description_ru": (
            "Аспиранты продолжают исследования в вузах, институтах и клиниках другой страны. Вместе с РИКЕН и Казанским "
            "федеральным университетом задуман японо-российский центр медицинских исследований и образования."
        ),
        "fields_of_study_ja": "神経科学、先制医療、がん医療、循環器医療",
        "fields_of_study_en": "Neuroscience, preventive medicine, cancer medicine, cardiovascular medicine",
        "fields_of_study_ru": "Нейронауки, превентивная медицина, онкология, кардиология",
        "participants_ja": "博士課程の学生",
        "participants_en": "Doctoral students",
        "participants_ru": "Аспиранты",
        "period_ja": "実施回により異なります",
        "period_en": "Differs from run to run",
        "period_ru": "Срок зависит от года и направления",
    },
)

COMMITTEES: tuple[dict[str, object], ...] = (
    {
        "slug": "steering",
        "kind": Committee.Kind.STEERING,
        "name_ja": "プログラム運営委員会",
        "name_en": "Programme Steering Committee",
        "name_ru": "Координационный комитет программы",
        "description_ja": "計画、選考の結果、報告を決定します。",
        "description_en": "Adopts plans, the results of selection, and reports.",
        "description_ru": "Утверждает планы, итоги конкурсного отбора и отчётность.",
    },
    {
        "slug": "sub-basic-advanced",
        "kind": Committee.Kind.SUB,
        "name_ja": "基礎科学・先端科学プログラム実施小委員会",
        "name_en": "Implementation Sub-committee for Basic and Advanced Science",
        "name_ru": "Подкомитет программ по фундаментальным наукам и по передовой науке и технологиям",
    },
    {
        "slug": "sub-preventive",
        "kind": Committee.Kind.SUB,
        "name_ja": "先制医療プログラム実施小委員会",
        "name_en": "Implementation Sub-committee for Preventive Medicine",
        "name_ru": "Подкомитет программы по превентивной медицине",
    },
    {
        "slug": "sub-cultural",
        "kind": Committee.Kind.SUB,
        "name_ja": "文化交流プログラム実施小委員会",
        "name_en": "Implementation Sub-committee for Cultural Exchange",
        "name_ru": "Подкомитет программы культурного обмена",
    },
    {
        "slug": "quality",
        "kind": Committee.Kind.QUALITY,
        "name_ja": "質保証小委員会",
        "name_en": "Quality Assurance Sub-committee",
        "name_ru": "Подкомитет по обеспечению качества",
        "description_ja": "ルーブリック、単位、アンケートを担当します。",
        "description_en": "Looks after the rubric, credits and surveys.",
        "description_ru": "Отвечает за шкалу критериев (рубрику), зачётные единицы и анкеты.",
    },
    {
        "slug": "external",
        "kind": Committee.Kind.EXTERNAL,
        "name_ja": "外部評価委員会",
        "name_en": "External Evaluation Committee",
        "name_ru": "Комитет внешней оценки",
        "description_ja": "学外の有識者が、年に一度、事業を評価します。",
        "description_en": "Experts from outside evaluate the project once a year.",
        "description_ru": "Внешние эксперты оценивают проект раз в год.",
    },
)

PLAN_TITLE = {
    "title_ja": "2017〜2018年度の交流学生数の計画",
    "title_en": "Planned number of exchange students, FY2017–FY2018",
    "title_ru": "План числа студентов по обмену на 2017–2018 финансовые годы",
}
PLAN_BASIS = {
    "basis_ja": "進捗状況の概要（2019年3月末現在）に記された計画の数値。決定日はデモ用のものです。",
    "basis_en": "Planned figures of the progress sheet (as of the end of March 2019). The day of adoption is invented for the demonstration.",
    "basis_ru": "Плановые показатели из отчёта о ходе проекта (на конец марта 2019 года). Дата утверждения условная, для демонстрации.",
}
