"""The texts of rubric and questionnaire in three languages: the names are the programme's, all else is a draft of this project."""

RUBRIC = {
    "code": "five-abilities",
    "name_ja": "五つの能力のルーブリック",
    "name_en": "Rubric of the five abilities",
    "name_ru": "Шкала критериев пяти компетенций",
}

LEVELS = (
    {"caption_ja": "未到達", "caption_en": "Not yet", "caption_ru": "Не проявляется"},
    {"caption_ja": "初歩", "caption_en": "Emerging", "caption_ru": "Начальный"},
    {"caption_ja": "自立", "caption_en": "Independent", "caption_ru": "Самостоятельный"},
    {
        "caption_ja": "発展（協働）",
        "caption_en": "Advanced, with others",
        "caption_ru": "Продвинутый, вместе с другими",
    },
)

DEFINITION = {  # the only one that is confirmed, in sense
    "definition_ja": "異なる文化を拒まず、理解し尊重しようとする力。",
    "definition_en": "Trying to understand and respect other cultures without rejecting them.",
    "definition_ru": "Стремление понимать и уважать другие культуры, не отвергая их.",
}

ABILITIES: tuple[tuple[dict[str, str], tuple[dict[str, str], ...]], ...] = (
    (
        {
            "code": "cultural-tolerance",
            "name_ja": "異文化受容性",
            "name_en": "Cultural tolerance",
            "name_ru": "Межкультурная толерантность",
            **DEFINITION,
        },
        (
            {
                "text_ja": "自国の習慣や考え方だけを基準に物事を判断している。",
                "text_en": "Judges events by the customs and ideas of the home country alone.",
                "text_ru": "Судит о происходящем только по меркам своей страны.",
            },
            {
                "text_ja": "相手国の習慣や考え方が自国と異なることに気づいている。",
                "text_en": "Notices that customs and ideas in the partner country differ from those at home.",
                "text_ru": "Замечает, что обычаи и взгляды в стране-партнёре отличаются от привычных.",
            },
            {
                "text_ja": "違いの背景を自ら調べ、相手の立場から理解しようとしている。",
                "text_en": "Looks into the reasons for the differences and tries to see them from the other side.",
                "text_ru": "Выясняет причины различий и старается посмотреть на них глазами другой стороны.",
            },
            {
                "text_ja": "違いを尊重し、双方が納得できる関わり方を仲間とともにつくっている。",
                "text_en": "Respects the differences and builds, with others, ways of working that suit both sides.",
                "text_ru": "Уважает различия и вместе с другими вырабатывает формы взаимодействия, приемлемые для обеих сторон.",
            },
        ),
    ),
    (
        {
            "code": "recognition-skill",
            "name_ja": "現状認識力",
            "name_en": "Recognition Skill",
            "name_ru": "Понимание текущей ситуации",
        },
        (
            {
                "text_ja": "両国の社会や専門分野の現状をほとんど説明できない。",
                "text_en": "Can say little about the present state of society or of the field in the two countries.",
                "text_ru": "Почти не может рассказать о положении дел в обществе и в своей области в двух странах.",
            },
            {
                "text_ja": "授業や報道で知った現状を、例を挙げて説明できる。",
                "text_en": "Can describe the present state with examples from classes or the news.",
                "text_ru": "Может описать положение дел на примерах из занятий или новостей.",
            },
            {
                "text_ja": "複数の情報源や立場の異なる人の話を比べ、課題を見つけて説明できる。",
                "text_en": "Can compare several sources and the views of people in different positions and point out the problems.",
                "text_ru": "Может сопоставить разные источники и мнения разных людей и назвать проблемы.",
            },
            {
                "text_ja": "課題の原因と今後の見通しを、根拠を示して、異なる背景をもつ仲間に説明できる。",
                "text_en": "Can explain to peers of different backgrounds, with evidence, the causes of the problems and the likely outlook.",
                "text_ru": "Может с опорой на факты объяснить студентам с иным опытом и взглядами причины проблем и вероятное развитие событий.",
            },
        ),
    ),
    (
        {
            "code": "wide-perspective",
            "name_ja": "俯瞰的思考力",
            "name_en": "Wide perspective",
            "name_ru": "Целостное мышление",
        },
        (
            {
                "text_ja": "一つの立場からしか物事を見ていない。",
                "text_en": "Looks at a matter from one position only.",
                "text_ru": "Рассматривает вопрос только с одной позиции.",
            },
            {
                "text_ja": "助言を受けて、別の立場があることに気づいている。",
                "text_en": "Accepts, when advised, that other positions exist.",
                "text_ru": "После подсказки признаёт, что существуют и другие позиции.",
            },
            {
                "text_ja": "自国と相手国など複数の立場から物事を見て、違いを整理している。",
                "text_en": "Looks at a matter from several positions, such as home and partner country, and sorts out the differences.",
                "text_ru": "Рассматривает вопрос с нескольких позиций, например своей страны и страны-партнёра, и сопоставляет различия.",
            },
            {
                "text_ja": "分野や国を越えたつながりの中で物事を捉え、全体像を示している。",
                "text_en": "Grasps a matter through its links across fields and countries and sets out the whole picture.",
                "text_ru": "Видит вопрос во взаимосвязи областей и стран и представляет целостную картину.",
            },
        ),
    ),
    (
        {
            "code": "creativity",
            "name_ja": "創造（想像）力",
            "name_en": "Creativity",
            "name_ru": "Творческое мышление и воображение",
        },
        (
            {
                "text_ja": "与えられた課題に、決められた方法だけで取り組んでいる。",
                "text_en": "Works on a task only in the prescribed way.",
                "text_ru": "Выполняет задание только предписанным способом.",
            },
            {
                "text_ja": "例や助言を手がかりに、課題への取り組み方に小さな工夫を加えている。",
                "text_en": "Adds small improvements to a task, guided by examples or advice.",
                "text_ru": "Вносит в задание небольшие улучшения, опираясь на примеры или советы.",
            },
            {
                "text_ja": "経験と知識を組み合わせ、課題に対する独自の案を考え出している。",
                "text_en": "Combines experience and knowledge into original ideas for a task.",
                "text_ru": "Соединяя опыт и знания, предлагает собственные решения.",
            },
            {
                "text_ja": "見方や経験の違いを生かした新しい案を構想し、異なる背景をもつ仲間とともに形にしている。",
                "text_en": "Conceives new ideas that draw on differences of outlook and experience and gives them shape with peers of different backgrounds.",
                "text_ru": "Создаёт новые идеи, опираясь на различия во взглядах и опыте, и воплощает их вместе с другими студентами.",
            },
        ),
    ),
    (
        {
            "code": "taking-action",
            "name_ja": "実践力",
            "name_en": "Taking action",
            "name_ru": "Умение действовать на практике",
        },
        (
            {
                "text_ja": "指示があるまで行動を起こさない。",
                "text_en": "Does not act until told to.",
                "text_ru": "Не начинает действовать без указания.",
            },
            {
                "text_ja": "周囲の助けを得て、決めたことを行動に移している。",
                "text_en": "Carries out what was decided, with help from others.",
                "text_ru": "Выполняет намеченное с помощью других.",
            },
            {
                "text_ja": "自ら計画を立て、困難があっても最後までやり遂げている。",
                "text_en": "Plans independently and acts through to the end despite difficulties.",
                "text_ru": "Самостоятельно составляет план и доводит дело до конца, несмотря на трудности.",
            },
            {
                "text_ja": "異なる背景をもつ仲間を巻き込み、成果が続くように行動を広げている。",
                "text_en": "Involves peers of different backgrounds and extends the action so that its results last.",
                "text_ru": "Привлекает студентов с иным опытом и взглядами и развивает начатое так, чтобы результат сохранялся.",
            },
        ),
    ),
)
"""Of each ability its values, and its descriptors from level 0 upwards."""

# --- The questionnaire -----------------------------------------------------------------------------------------------

QUESTIONNAIRE = {
    "code": "self-assessment",
    "name_ja": "五つの能力の自己評価",
    "name_en": "Self-assessment of the five abilities",
    "name_ru": "Самооценка пяти компетенций",
    "introduction_ja": (
        "五つの能力のそれぞれについて、いまのご自身に最も近い段階を一つ選んでください。正解や不正解はなく、成績には関係しません。"
        "同じ質問を渡航の前と後に行い、あなたの変化を見ます。"
    ),
    "introduction_en": (
        "For each of the five abilities, choose the one level that comes nearest to you as you are now. There are no right or wrong"
        " answers, and no grade depends on them. You are asked the same before and after the exchange, so that you can see what"
        " has changed."
    ),
    "introduction_ru": (
        "Для каждой из пяти компетенций выберите один уровень — тот, который ближе всего к вам сейчас. Правильных и неправильных"
        " ответов нет, на оценки они не влияют. Те же вопросы мы зададим до и после поездки, чтобы было видно, что"
        " изменилось."
    ),
}

LEVEL_QUESTION = {
    "prompt_ja": "いまのあなたに最も近いのは、どの段階ですか。",
    "prompt_en": "Where do you stand now?",
    "prompt_ru": "Какой уровень ближе всего к вам сейчас?",
}
"""What a questionnaire asks about each ability to begin with."""

REMARK = {
    "key": "remark",
    "kind": "text",
    "prompt_ja": "付け加えたいことがあれば、自由に書いてください。",
    "prompt_en": "What would you like to add?",
    "prompt_ru": "Что вы хотели бы добавить?",
    "note_ja": "書かなくてもかまいません。日本語・英語・ロシア語のどれで書いてもかまいません。",
    "note_en": "You may leave this empty. Write in Japanese, English or Russian, as you like.",
    "note_ru": "Можно ничего не писать. Пишите по-русски, по-японски или по-английски — как вам удобнее.",
}
