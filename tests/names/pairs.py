"""Names as they are stored, what somebody types, and whether it must be found exactly, only nearly, or not at all."""

import csv
from pathlib import Path

FOUND, NEAR, NOTHING = "found", "near", "nothing"

# Who is stored: (script, family, given, patronymic) of each spelling, then the number.
PEOPLE = {
    "sakurai": ([("kanji", "櫻井", "美咲", ""), ("kana", "サクライ", "ミサキ", ""), ("latin", "SAKURAI", "MISAKI", "")], "1712040402"),
    "koroleva": ([("cyrillic", "Королёва", "Алёна", "Артёмовна"), ("latin", "KOROLEVA", "ALENA", "")], "A2020-777"),
    "yoshida": ([("kanji", "吉田", "陽菜", ""), ("kana", "ヨシダ", "ヒナ", "")], ""),
    "tanabe": ([("kanji", "田邊", "優子", ""), ("kana", "たなべ", "ゆうこ", "")], ""),
    "watanabe": ([("kanji", "渡邊", "健", ""), ("kana", "ワタナベ", "ケン", "")], ""),
    "tomita": ([("kanji", "冨田", "國男", ""), ("kana", "トミタ", "クニオ", "")], ""),
    "hasegawa": ([("kanji", "⻑谷川", "⻘葉", "")], ""),
    "ono": ([("kanji", "大野", "潤一", ""), ("kana", "オオノ", "ジュンイチ", ""), ("latin", "ŌNO", "JUN'ICHI", "")], ""),
    "nunez": ([("latin", "Núñez-Ybáñez", "José", "")], ""),
    "sato": ([("kana", "サト－", "リカ", "")], "Ａ－１２"),
    "guzel": ([("cyrillic", "Хәйруллина", "Гүзәл", ""), ("latin", "KHAIRULLINA", "GUZEL", "")], ""),
    "prokofiev": ([("cyrillic", "Прокофьев", "Илья", "Сергеевич"), ("latin", "PROKOF'EV", "IL'YA", "")], ""),
    "arc": ([("latin", "D’ARC", "JEANNE MARIE", "")], ""),
    "takigawa": ([("kanji", "瀧川", "龍之介", ""), ("kana", "タキガワ", "リュウノスケ", "")], ""),
    "sasaki": ([("kanji", "佐々木", "ひなの", ""), ("latin", "Sasaki", "Hinano", "")], ""),
    "saito": ([("kanji", "斎藤", "一", "")], ""),
    "saito_ni": ([("kanji", "斉藤", "二", "")], ""),
    "belaya": ([("cyrillic", "Петрова-Белая", "Анна", "Петровна")], ""),
    "shchukina": ([("cyrillic", "Щукина", "Юлия", ""), ("latin", "SHCHUKINA", "IULIIA", "")], ""),
    "ivanova": ([("kana", "イワノワ", "アンナ", ""), ("latin", "IVANOVA", "ANNA", "")], ""),
    "ootani": ([("kanji", "大谷", "翔平", ""), ("kana", "オオタニ", "ショウヘイ", ""), ("latin", "Ohtani", "Shohei", "")], ""),
    "zhang": ([("kanji", "张", "伟", "")], ""),
    "suharto": ([("latin", "", "SUHARTO", "")], ""),
    "nguyen": ([("latin", "Nguyễn", "Thị Hoa", "")], ""),
}  # fmt: skip


def _read() -> list[tuple[str, str, str]]:
    with (Path(__file__).parent / "pairs.csv").open(encoding="utf-8", newline="") as lines:
        return [(row["stored"], row["typed"], row["outcome"]) for row in csv.DictReader(lines)]


PAIRS = _read()
"""(who is stored, what is typed, the outcome)"""
