"""The words of the reference data in three languages: descriptions, groups, offices, agreements and their sources."""

from datetime import date
from typing import Any

Row = dict[str, Any]
"""One record as it is written down here: texts in three languages, days, plain values."""

Texts = tuple[str, str, str]
ANNOUNCED = date(2017, 9, 4)
KICK_OFF = date(2018, 1, 17)
PROGRESS_SHEET = date(2019, 3, 31)

DESCRIPTIONS: dict[str, Texts] = {
    "kanazawa-university": (
        "石川県金沢市にある国立大学です。本プログラムの実施大学として、ロシアへ学生を派遣し、ロシアの連携機関から学生を受け入れています。構内にはカザン連邦大学の金沢オフィスがあります。",
        "The national university in Kanazawa, Ishikawa, that carries out the programme: it sends students to Russia and receives students from the partners there. The Kanazawa office of Kazan Federal University is on its campus.",
        "Национальный университет в городе Канадзава (префектура Исикава), который осуществляет программу: направляет студентов в Россию и принимает студентов организаций-партнёров. На его территории работает офис Казанского федерального университета.",
    ),
    "kazan-federal-university": (
        "本プログラムの拠点校で、四つのプログラムすべてに参加しています。金沢大学との研究交流は1988年に始まり、学内に金沢大学カザンオフィスが置かれています。金沢大学とダブル・ディグリー協定を結んでいます。",
        "The hub partner, taking part in all four programmes. Research contacts with Kanazawa University go back to 1988. The Kazan office of Kanazawa University is here, and the two universities have a double degree agreement.",
        "Ключевой вуз-партнёр, участвует во всех четырёх программах. Научные связи с Университетом Канадзавы ведут начало с 1988 года. Здесь работает Казанский офис Университета Канадзавы; между вузами действует договорённость о программе двойных дипломов.",
    ),
    "krasnoyarsk-state-medical-university": (
        "クラスノヤルスクの医科大学で、先制医療プログラムの連携機関です。学内に金沢大学との共同研究拠点「クラスノヤルスク・金沢研究ステーション（社会脳研究室）」があります。",
        "A medical university in Krasnoyarsk and a partner of the Preventive Medicine Program. It houses the Krasnoyarsk–Kanazawa Research Station – Social Brain Lab.",
        "Медицинский университет в Красноярске, партнёр программы по превентивной медицине. Здесь размещается Красноярско-Канадзавская исследовательская станция — лаборатория социального мозга.",
    ),
    "far-eastern-branch-ras": (
        "ウラジオストクにあるロシア科学アカデミーの支部です。学位は授与しません。傘下の太平洋海洋学研究所と金沢大学は2013年に環境分野の共同研究室を設けました。",
        "The branch of the Russian Academy of Sciences in Vladivostok; it awards no degrees. Its Pacific Oceanological Institute and Kanazawa University set up a joint environmental laboratory in 2013.",
        "Отделение Российской академии наук во Владивостоке; учёных степеней не присуждает. Входящий в него Тихоокеанский океанологический институт и Университет Канадзавы в 2013 году создали совместную экологическую лабораторию.",
    ),
    "far-eastern-federal-university": (
        "ウラジオストクにある大学で、文化交流プログラムの連携機関です。",
        "A university in Vladivostok and a partner of the Cultural Exchange Program.",
        "Университет во Владивостоке, партнёр программы культурного обмена.",
    ),
    "irkutsk-state-university": (
        "イルクーツクにある国立大学で、文化交流プログラムの連携機関です。",
        "A state university in Irkutsk and a partner of the Cultural Exchange Program.",
        "Государственный университет в Иркутске, партнёр программы культурного обмена.",
    ),
    "altai-state-university": (
        "アルタイ地方の中心都市バルナウルにある国立大学で、文化交流プログラムの連携機関です。",
        "A state university in Barnaul, Altai Krai, and a partner of the Cultural Exchange Program.",
        "Государственный университет в Барнауле (Алтайский край), партнёр программы культурного обмена.",
    ),
    "pavlov-medical-university": (
        "附属病院をもつサンクトペテルブルクの医科大学で、先制医療プログラムの連携機関です。2018年1月に金沢大学と協定を結びました。文化交流プログラムの訪問先にもなっています。",
        "A medical university with its own hospital in Saint Petersburg, a partner of the Preventive Medicine Program. It concluded an agreement with Kanazawa University in January 2018 and has also been visited by the Cultural Exchange Program.",
        "Медицинский университет с собственной клиникой в Санкт-Петербурге, партнёр программы по превентивной медицине. Соглашение с Университетом Канадзавы заключено в январе 2018 года. Университет посещали и участники программы культурного обмена.",
    ),
    "tatarstan-cancer-center": (
        "カザンにあるがん専門の医療機関です。学位は授与しません。2018年1月に金沢大学、カザン連邦大学との三者協定に加わりました。",
        "A cancer hospital in Kazan; it awards no degrees. In January 2018 it joined a three-party agreement with Kanazawa University and Kazan Federal University.",
        "Онкологическая клиника в Казани; учёных степеней не присуждает. В январе 2018 года стала участником трёхстороннего соглашения с Университетом Канадзавы и Казанским федеральным университетом.",
    ),
    "lomonosov-moscow-state-university": (
        "モスクワにある大学です。本プログラムの連携機関であることは、公開された資料では確認できていません。",
        "A university in Moscow. Public sources do not confirm that it is a partner of the programme.",
        "Университет в Москве. Открытые источники не подтверждают, что он является партнёром программы.",
    ),
    "saint-petersburg-state-university": (
        "サンクトペテルブルクにある大学です。本プログラムの連携機関であることは、公開された資料では確認できていません。",
        "A university in Saint Petersburg. Public sources do not confirm that it is a partner of the programme.",
        "Университет в Санкт-Петербурге. Открытые источники не подтверждают, что он является партнёром программы.",
    ),
    "riken": (
        "埼玉県和光市に本部を置く国立の研究機関で、日本国内の連携機関として先制医療プログラムに参加しています。学位は授与しません。",
        "A national research institute with its seat in Wako, Saitama: the domestic partner, taking part in the Preventive Medicine Program. It awards no degrees.",
        "Национальный исследовательский институт со штаб-квартирой в городе Вако (префектура Сайтама), партнёр внутри Японии; участвует в программе по превентивной медицине. Степеней не присуждает.",
    ),
}

SOURCES: dict[str, Texts] = {
    "history": (
        "金沢大学とロシアの大学の交流史に関する公開記事",
        "Published account of the exchange between Kanazawa University and Russian universities",
        "Опубликованный рассказ об истории связей Университета Канадзавы с российскими вузами",
    ),
    "febras": (
        "ロシア科学アカデミー・極東支部の公式サイト（2018年1月）",
        "Website of the Far Eastern Branch of the Russian Academy of Sciences, January 2018",
        "Сайт Дальневосточного отделения РАН, январь 2018 года",
    ),
    "kick-off": (
        "金沢大学ニュース（2018年1月17日のキックオフシンポジウム）",
        "News of Kanazawa University on the kick-off symposium of 17 January 2018",
        "Новость Университета Канадзавы о стартовом симпозиуме 17 января 2018 года",
    ),
    "progress": (
        "2018年度の進捗状況報告",
        "Progress sheet for FY2018",
        "Отчёт о ходе проекта за 2018 финансовый год",
    ),
    "exchange": (
        "2018年10月の報道",
        "Press report of October 2018",
        "Сообщение прессы, октябрь 2018 года",
    ),
    "consortium": (
        "本プログラムのお知らせと新聞報道（2019年7月）。両幹事校以外の参加機関名は公表されていません。",
        "News of the programme and press report of July 2019. Members other than the two secretariats are not named in public.",
        "Новость программы и сообщение прессы, июль 2019 года. Кроме двух вузов-координаторов, участники публично не названы.",
    ),
}

# members: institution, first day that a source proves, secretariat
GROUPS: tuple[Row, ...] = (
    {
        "slug": "agreement-holders",
        "kind": "agreement_holders",
        "name": (
            "金沢大学と協定を結ぶロシアの機関",
            "Institutions in Russia that hold an agreement with Kanazawa University",
            "Организации в России, имеющие соглашение с Университетом Канадзавы",
        ),
        "description": (
            "本プログラムへの参加にかかわらず、大学全体で数えた協定校です。",
            "Counted for the whole university, whether or not they take part in the programme.",
            "Подсчёт по университету в целом, независимо от участия в программе.",
        ),
        "declared_count": 12,
        "declared_as_of": None,
        "founded_on": None,
        "basis": (
            "本プログラムの代表者あいさつ（大学全体の数）",
            "Message of the programme's director (count of the whole university)",
            "Обращение руководителя программы (подсчёт по всему университету)",
        ),
        "members": (
            ("kazan-federal-university", date(1998, 12, 31), False),
            ("far-eastern-branch-ras", date(2013, 12, 31), False),
            ("pavlov-medical-university", KICK_OFF, False),
            ("tatarstan-cancer-center", KICK_OFF, False),
        ),
    },
    {
        "slug": "programme-partners",
        "kind": "programme_partners",
        "name": ("プログラムの連携機関", "Partners of the programme", "Партнёры программы"),
        "description": (
            "2017年9月の発表時はロシアの8機関と理化学研究所でした。2018年度の進捗状況報告では海外の連携機関は10機関で、うち2機関の名称は公表されていません。",
            "Eight Russian institutions and RIKEN when the programme was announced in September 2017. The progress sheet for FY2018 counts ten overseas partners, two of which are not named in public.",
            "При объявлении программы в сентябре 2017 года — восемь российских организаций и РИКЕН. В отчёте за 2018 финансовый год указано десять зарубежных партнёров; названия двух из них не опубликованы.",
        ),
        "declared_count": 10,
        "declared_as_of": PROGRESS_SHEET,
        "founded_on": None,
        "basis": (
            "2018年度の進捗状況報告（海外の連携機関の数）",
            "Progress sheet for FY2018 (number of overseas partners)",
            "Отчёт о ходе проекта за 2018 финансовый год (число зарубежных партнёров)",
        ),
        "members": (
            ("kazan-federal-university", ANNOUNCED, False),
            ("krasnoyarsk-state-medical-university", ANNOUNCED, False),
            ("far-eastern-branch-ras", ANNOUNCED, False),
            ("far-eastern-federal-university", ANNOUNCED, False),
            ("irkutsk-state-university", ANNOUNCED, False),
            ("altai-state-university", ANNOUNCED, False),
            ("pavlov-medical-university", ANNOUNCED, False),
            ("tatarstan-cancer-center", ANNOUNCED, False),
            ("riken", ANNOUNCED, False),
            ("lomonosov-moscow-state-university", PROGRESS_SHEET, False),
            ("saint-petersburg-state-university", PROGRESS_SHEET, False),
        ),
    },
    {
        "slug": "ishikawa-russia-consortium",
        "kind": "consortium",
        "name": (
            "石川～ロシア大学交流コンソーシアム",
            "Ishikawa–Russia University Consortium",
            "Консорциум вузов Исикавы и России",
        ),
        "description": (
            "大学コンソーシアム石川（幹事校：金沢大学）とロシアの8大学（幹事校：カザン連邦大学）が2019年7月に設立しました。",
            "Founded in July 2019 by the University Consortium Ishikawa (secretariat: Kanazawa University) and eight Russian universities (secretariat: Kazan Federal University).",
            "Создан в июле 2019 года Консорциумом вузов Исикавы (координатор — Университет Канадзавы) и восемью российскими университетами (координатор — Казанский федеральный университет).",
        ),
        "declared_count": 8,
        "declared_as_of": date(2019, 7, 16),
        "founded_on": date(2019, 7, 16),
        "basis": (
            "2019年7月の発表（ロシア側の大学の数）",
            "Announcement of July 2019 (number of Russian universities)",
            "Сообщение от июля 2019 года (число российских университетов)",
        ),
        "members": (
            ("kanazawa-university", date(2019, 7, 16), True),
            ("kazan-federal-university", date(2019, 7, 16), True),
        ),
    },
)

OFFICES: tuple[Row, ...] = (
    {
        "name": (
            "金沢大学カザンオフィス",
            "Kanazawa University Kazan Office",
            "Казанский офис Университета Канадзавы",
        ),
        "run_by": "kanazawa-university",
        "located_at": "kazan-federal-university",
        "opened_on": date(2018, 9, 1),
        "precision": "month",
        "basis": SOURCES["progress"],
        "activity": (
            "カザン連邦大学内で、学生交流の窓口を務めています。",
            "The contact point for student exchange at Kazan Federal University.",
            "Отвечает за студенческий обмен в Казанском федеральном университете.",
        ),
    },
    {
        "name": (
            "カザン連邦大学金沢オフィス",
            "Kazan Federal University Kanazawa Office",
            "Канадзавский офис Казанского федерального университета",
        ),
        "run_by": "kazan-federal-university",
        "located_at": "kanazawa-university",
        "opened_on": date(2019, 2, 1),
        "precision": "month",
        "basis": (
            "2018年度の進捗状況報告では2019年2月。報道には2018年7月とするものもあります。",
            "February 2019 by the progress sheet for FY2018; a press report gives July 2018.",
            "Февраль 2019 года по отчёту за 2018 финансовый год; в сообщении прессы назван июль 2018 года.",
        ),
        "activity": (
            "金沢大学内で、学生交流の窓口を務めています。",
            "The contact point for student exchange at Kanazawa University.",
            "Отвечает за студенческий обмен в Университете Канадзавы.",
        ),
    },
    {
        "name": (
            "クラスノヤルスク・金沢研究ステーション（社会脳研究室）",
            "Krasnoyarsk–Kanazawa Research Station – Social Brain Lab",
            "Красноярско-Канадзавская исследовательская станция — лаборатория социального мозга",
        ),
        "run_by": "kanazawa-university",
        "located_at": "krasnoyarsk-state-medical-university",
        "opened_on": None,
        "precision": "day",
        "basis": (
            "2018年度の進捗状況報告（2019年3月までに開設）",
            "Progress sheet for FY2018 (open by March 2019)",
            "Отчёт о ходе проекта за 2018 финансовый год (открыта не позднее марта 2019 года)",
        ),
        "activity": (
            "クラスノヤルスク医科大学内の共同研究拠点です。",
            "A joint research base at Krasnoyarsk State Medical University.",
            "База совместных исследований в Красноярском государственном медицинском университете.",
        ),
    },
)

# Agreements of the milestones: signed by a public source; the paper and the days of effect are for the office to add.
KU, KFU = "kanazawa-university", "kazan-federal-university"
AGREEMENTS: tuple[Row, ...] = (
    {
        "title": (
            "共同研究および交流に関する協定",
            "Agreement on joint research and exchange",
            "Соглашение о совместных исследованиях и обмене",
        ),
        "type": "memorandum", "scope": "university", "signed_on": date(1998, 1, 1), "precision": "year",
        "source": "history", "parties": ((KU, None), (KFU, None)),
    },
    {
        "title": (
            "環境分野の共同研究室に関する取決め",
            "Arrangement on a joint environmental laboratory",
            "Договорённость о совместной экологической лаборатории",
        ),
        "type": "joint_laboratory", "scope": "faculty", "signed_on": date(2013, 1, 1), "precision": "year",
        "source": "febras", "parties": ((KU, None), ("far-eastern-branch-ras", "poi")),
    },
    {
        "title": (
            "ダブル・ディグリーに関する覚書",
            "Memorandum on a double degree",
            "Меморандум о программе двойных дипломов",
        ),
        "type": "double_degree", "scope": "university", "signed_on": KICK_OFF, "precision": "day",
        "source": "kick-off", "parties": ((KU, None), (KFU, None)),
    },
    {
        "title": (
            "金沢大学・カザン連邦大学・タタルスタンがんセンターの三者協定",
            "Three-party agreement with Kazan Federal University and the Tatarstan Cancer Center",
            "Трёхстороннее соглашение с Казанским федеральным университетом и Республиканским клиническим онкологическим "
            "диспансером",
        ),
        "type": "memorandum", "scope": "university", "signed_on": KICK_OFF, "precision": "day",
        "source": "kick-off", "parties": ((KU, None), (KFU, None), ("tatarstan-cancer-center", None)),
    },
    {
        "title": (
            "サンクトペテルブルク医科大学との協定",
            "Agreement with Pavlov First Saint Petersburg State Medical University",
            "Соглашение с Первым Санкт-Петербургским государственным медицинским университетом им. акад. И. П. Павлова",
        ),
        "type": "memorandum", "scope": "university", "signed_on": KICK_OFF, "precision": "day",
        "source": "kick-off", "parties": ((KU, None), ("pavlov-medical-university", None)),
    },
    {
        "title": (
            "修士課程のダブル・ディグリー・プログラムに関する協定",
            "Double degree agreement for the master’s level",
            "Соглашение о программе двойных дипломов магистратуры",
        ),
        "type": "double_degree", "scope": "faculty", "signed_on": date(2018, 5, 1), "precision": "month",
        "source": "progress", "parties": ((KU, "ku-natural-science"), (KFU, "kfu-physics")),
    },
    {
        "title": (
            "学生交流推進の加速に関する覚書",
            "Memorandum on speeding up student exchange",
            "Меморандум об активизации студенческого обмена",
        ),
        "type": "exchange", "scope": "university", "signed_on": date(2018, 10, 8), "precision": "day",
        "source": "exchange", "parties": ((KU, None), (KFU, None)),
    },
    {
        "title": (
            "石川～ロシア大学交流コンソーシアムの設立に関する覚書",
            "Memorandum founding the Ishikawa–Russia University Consortium",
            "Меморандум о создании Консорциума вузов Исикавы и России",
        ),
        "type": "consortium", "scope": "university", "signed_on": date(2019, 7, 16), "precision": "day",
        "source": "consortium", "parties": ((KU, None), (KFU, None)),
    },
)  # fmt: skip
