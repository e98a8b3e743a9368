"""The usual parts of a call in three languages: what most calls ask and judge by. The office takes them over and edits them."""

from decimal import Decimal

from .models import ChecklistLine, Criterion, Question, QuestionKind, RequiredDocument

CRITERIA: tuple[dict[str, object], ...] = (
    {
        "name_ja": "志望理由",
        "name_en": "Motivation",
        "name_ru": "Мотивация",
        "help_ja": "渡航の目的が具体的で、自身の学修や研究とのつながりが説明されているか。",
        "help_en": "The purpose of the stay is concrete and is linked to the applicant's own studies or research.",
        "help_ru": "Цель поездки названа конкретно и связана с учёбой или исследованием заявителя.",
        "weight": Decimal(3),
    },
    {
        "name_ja": "学業成績",
        "name_en": "Academic record",
        "name_ru": "Успеваемость",
        "help_ja": "成績証明書による。",
        "help_en": "As the transcript shows.",
        "help_ru": "По выписке об успеваемости.",
        "weight": Decimal(2),
    },
    {
        "name_ja": "語学力",
        "name_en": "Language skills",
        "name_ru": "Владение языком",
        "help_ja": "受入先で授業を受け、生活するために必要な語学力があるか、学ぶ意欲があるか。",
        "help_en": "Enough to follow classes and live at the destination, or the will to learn it.",
        "help_ru": "Достаточно ли для занятий и жизни на месте, есть ли готовность учить язык.",
        "weight": Decimal(2),
    },
    {
        "name_ja": "帰国後の計画",
        "name_en": "Plans after the stay",
        "name_ru": "Планы после поездки",
        "help_ja": "経験を自分と周囲のためにどう生かすかが述べられているか。",
        "help_en": "How the experience will be used for oneself and for others.",
        "help_ru": "Как этот опыт послужит самому участнику и другим.",
        "weight": Decimal(1),
    },
)

QUESTIONS: tuple[dict[str, object], ...] = (
    {
        "kind": QuestionKind.LONG_TEXT,
        "text_ja": "志望理由を書いてください。",
        "text_en": "Why do you want to take part?",
        "text_ru": "Почему вы хотите участвовать?",
        "help_ja": "現地で何を学びたいか、これまでの学修とのつながりを含めてください。",
        "help_en": "Say what you want to learn there, and how it is linked to what you have studied so far.",
        "help_ru": "Напишите, чему вы хотите научиться и как это связано с вашей учёбой.",
        "max_length": 1200,
    },
    {
        "kind": QuestionKind.LONG_TEXT,
        "text_ja": "帰国後、この経験をどのように生かしますか。",
        "text_en": "How will you use the experience after the stay?",
        "text_ru": "Как вы используете этот опыт после поездки?",
        "max_length": 800,
    },
    {
        "kind": QuestionKind.SHORT_TEXT,
        "text_ja": "これまでの海外経験（国・期間）",
        "text_en": "Stays abroad so far (country, length)",
        "text_ru": "Поездки за границу (страна, срок)",
        "is_required": False,
        "max_length": 200,
    },
    {
        "kind": QuestionKind.CHOICE,
        "text_ja": "宿舎の希望",
        "text_en": "Where would you like to live?",
        "text_ru": "Где вы хотели бы жить?",
    },
    {
        "kind": QuestionKind.DATE,
        "text_ja": "旅券の有効期限",
        "text_en": "Your passport is valid until",
        "text_ru": "Срок действия загранпаспорта",
        "help_ja": "まだ旅券がない場合は空欄にしてください。",
        "help_en": "Leave it empty if you have no passport yet.",
        "help_ru": "Если паспорта пока нет, оставьте поле пустым.",
        "is_required": False,
    },
)
ACCOMMODATION: dict[int, dict[str, object]] = {
    1: {"text_ja": "学生宿舎", "text_en": "A dormitory", "text_ru": "В общежитии"},
    2: {"text_ja": "ホームステイ", "text_en": "With a family", "text_ru": "В семье"},
    3: {"text_ja": "どちらでもよい", "text_en": "Either will do", "text_ru": "Не имеет значения"},
}
"""The options of the question that is answered by choosing."""

DOCUMENTS: tuple[dict[str, object], ...] = (
    {
        "name_ja": "成績証明書",
        "name_en": "Transcript of records",
        "name_ru": "Выписка об успеваемости (транскрипт)",
        "help_ja": "最新の学期までのもの。",
        "help_en": "Up to the last term.",
        "help_ru": "Включая последний семестр.",
    },
    {
        "name_ja": "語学の証明書",
        "name_en": "Language certificate",
        "name_ru": "Языковой сертификат",
        "is_required": False,
    },
    {
        "name_ja": "顔写真",
        "name_en": "Photograph",
        "name_ru": "Фотография",
        "help_ja": "縦4.5cm×横3.5cm、3か月以内に撮影したもの。",
        "help_en": "3.5 × 4.5 cm, taken within the last three months.",
        "help_ru": "3,5 × 4,5 см, не старше трёх месяцев.",
        "policy": RequiredDocument.Policy.PHOTO,
    },
)

CHECKLIST: tuple[dict[str, object], ...] = (
    {"name_ja": "旅券の写し", "name_en": "Copy of the passport", "name_ru": "Копия паспорта", "days": 90},
    {"name_ja": "査証の申請", "name_en": "Application for a visa", "name_ru": "Заявление на визу", "days": 60},
    {"name_ja": "保険への加入", "name_en": "Insurance", "name_ru": "Страховка", "days": 30},
    {
        "name_ja": "危機管理オリエンテーション",
        "name_en": "Briefing on risks",
        "name_ru": "Инструктаж по безопасности",
        "days": 14,
    },
    {
        "name_ja": "在籍確認",
        "name_en": "Confirmation of attendance",
        "name_ru": "Подтверждение пребывания",
        "phase": ChecklistLine.Phase.DURING,
    },
    {
        "name_ja": "活動レポート",
        "name_en": "Activity Report",
        "name_ru": "Отчёт участника",
        "phase": ChecklistLine.Phase.AFTER,
        "days": 30,
    },
)

USUAL = {Criterion: CRITERIA, Question: QUESTIONS, RequiredDocument: DOCUMENTS, ChecklistLine: CHECKLIST}
