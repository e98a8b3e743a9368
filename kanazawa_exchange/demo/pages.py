"""The demo's further pages and frequent questions: invented texts, one page in two languages only."""

from datetime import datetime
from typing import Any

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.states import Step
from programs.models import Faq, Page, Program, Published
from programs.services import publications


def _three(name: str, ja: str, en: str, ru: str) -> dict[str, str]:
    return {f"{name}_ja": ja, f"{name}_en": en, f"{name}_ru": ru}


PAGES: tuple[dict[str, Any], ...] = (
    {
        "slug": "message", "order": 1,
        **_three("title", "ごあいさつ", "A message", "Приветствие"),
        **_three("summary", "このプログラムがめざすこと", "What this programme is about", "Чего мы хотим достичь"),
        **_three(
            "text",
            "金沢とロシアの学生が、互いの町で学び、暮らし、考えることを、私たちは支えています。\n\n短い滞在でも、人との出会いは長く残ります。どうぞ一歩を踏み出してください。",
            "We help students from Kanazawa and from Russia to study, live and think in each other's cities.\n\nEven after a short stay the people one has met remain. Take the first step.",
            "Мы помогаем студентам Канадзавы и России учиться, жить и думать в городах друг друга.\n\nДаже после короткой поездки остаются люди, с которыми вы познакомились. Сделайте первый шаг.",
        ),
    },
    {
        "slug": "alumni", "order": 2,
        **_three("title", "同窓会", "Alumni association", "Объединение выпускников"),
        **_three("summary", "留学を終えた皆さんへ", "For those who have come home", "Тем, кто уже вернулся"),
        **_three(
            "text",
            "ロシアに留学した方も、金沢に留学した方も、同窓会に参加できます。\n\n# 活動\n\n- 帰国した学生と話す会\n- 後輩の相談",
            "Whoever studied in Russia or in Kanazawa on this programme can join.\n\n# What we do\n\n- Evenings with returned students\n- Advice for those who go next",
            "К нам может присоединиться каждый, кто учился по программе в России или в Канадзаве.\n\n# Чем мы занимаемся\n\n- Встречи с теми, кто вернулся\n- Советы тем, кто поедет следующим",
        ),
    },
    {
        "slug": "winter-clothes", "order": 3,
        "title_ja": "冬の服装について", "summary_ja": "冬のロシアへ行く前に", "title_ru": "Зимняя одежда", "summary_ru": "Перед поездкой зимой",
        "text_ja": "室内は暖かいので、**重ね着**が便利です。靴は底の厚いものを選びましょう。",
        "text_ru": "В помещениях тепло, поэтому удобнее одеваться **слоями**. Обувь выбирайте на толстой подошве.",
    },
)  # fmt: skip

FAQS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "",
        {
            **_three("question", "ロシア語ができなくても参加できますか。", "Can I take part without Russian?", "Можно ли участвовать, не зная русского или японского?"),
            **_three(
                "answer",
                "できます。必要な言語は募集ごとに書かれています。語学の授業から始めるプログラムもあります。",
                "Yes. Each call says which languages it asks for; some programmes begin with language classes.",
                "Да. Какие языки нужны, сказано в каждом наборе; некоторые программы начинаются с языковых занятий.",
            ),
        },
    ),
    (
        "",
        {
            **_three("question", "費用はどのくらいかかりますか。", "What does it cost?", "Сколько это стоит?"),
            **_three(
                "answer",
                "プログラムによって異なります。**費用と支援**の欄をご覧のうえ、分からないことは事務局にお尋ねください。",
                "It depends on the programme: see **Cost and support**, and ask the office whatever is not clear.",
                "Зависит от программы: смотрите **«Расходы и поддержка»**, а если что-то неясно, спросите офис.",
            ),
        },
    ),
    (
        "next-cultural",
        {
            **_three("question", "単位は認められますか。", "Are credits recognised?", "Засчитываются ли зачётные единицы?"),
            **_three(
                "answer",
                "帰国後、所属する学部に申請できます。",
                "You can apply for recognition at your own faculty after your return.",
                "После возвращения можно подать заявление на своём факультете.",
            ),
        },
    ),
)  # fmt: skip


def enter(*, by: User, now: datetime) -> None:
    """All of them, public at once."""
    programs = {program.slug: program for program in Program.objects.all()}
    records: list[tuple[Published, dict[str, Any]]] = [(Page(), values) for values in PAGES]
    for order, (slug, texts) in enumerate(FAQS, start=1):
        records.append((Faq(), {**texts, "order": order, "program": programs.get(slug)}))
    for record, values in records:
        written = publications.write_draft(record, values, by=by)
        publications.move(written, "publish", Step(), by=by, now=now)
