"""Invented names of students, in every script, in a fixed order: the same seed makes the same people everywhere."""

from collections.abc import Iterator

Names = tuple[tuple[str, str, str, str], ...]
"""(script, family, given, patronymic) for each script a person writes in."""

# kanji, kana, Latin, Cyrillic
JAPANESE_FAMILIES = [
    ("山田", "ヤマダ", "Yamada", "Ямада"),
    ("髙橋", "タカハシ", "Takahashi", "Такахаси"),
    ("中村", "ナカムラ", "Nakamura", "Накамура"),
    ("小林", "コバヤシ", "Kobayashi", "Кобаяси"),
    ("吉田", "ヨシダ", "Yoshida", "Ёсида"),
    ("山本", "ヤマモト", "Yamamoto", "Ямамото"),
    ("齋藤", "サイトウ", "Saito", "Сайто"),
    ("松本", "マツモト", "Matsumoto", "Мацумото"),
    ("井上", "イノウエ", "Inoue", "Иноуэ"),
    ("木下", "キノシタ", "Kinoshita", "Киносита"),
    ("林", "ハヤシ", "Hayashi", "Хаяси"),
    ("清水", "シミズ", "Shimizu", "Симидзу"),
    ("山﨑", "ヤマザキ", "Yamazaki", "Ямадзаки"),
    ("池田", "イケダ", "Ikeda", "Икэда"),
    ("橋本", "ハシモト", "Hashimoto", "Хасимото"),
    ("阿部", "アベ", "Abe", "Абэ"),
    ("石川", "イシカワ", "Ishikawa", "Исикава"),
    ("前田", "マエダ", "Maeda", "Маэда"),
    ("藤田", "フジタ", "Fujita", "Фудзита"),
    ("岡田", "オカダ", "Okada", "Окада"),
    ("長谷川", "ハセガワ", "Hasegawa", "Хасэгава"),
    ("村上", "ムラカミ", "Murakami", "Мураками"),
    ("近藤", "コンドウ", "Kondo", "Кондо"),
    ("坂本", "サカモト", "Sakamoto", "Сакамото"),
    ("遠藤", "エンドウ", "Endo", "Эндо"),
    ("青木", "アオキ", "Aoki", "Аоки"),
    ("西村", "ニシムラ", "Nishimura", "Нисимура"),
    ("福田", "フクダ", "Fukuda", "Фукуда"),
    ("太田", "オオタ", "Ota", "Ота"),
    ("三浦", "ミウラ", "Miura", "Миура"),
    ("岡本", "オカモト", "Okamoto", "Окамото"),
]
JAPANESE_GIVEN = [
    ("花子", "ハナコ", "Hanako", "Ханако"),
    ("太郎", "タロウ", "Taro", "Таро"),
    ("美咲", "ミサキ", "Misaki", "Мисаки"),
    ("健太", "ケンタ", "Kenta", "Кэнта"),
    ("さくら", "サクラ", "Sakura", "Сакура"),
    ("大輔", "ダイスケ", "Daisuke", "Дайсукэ"),
    ("結衣", "ユイ", "Yui", "Юи"),
    ("翔太", "ショウタ", "Shota", "Сёта"),
    ("陽菜", "ヒナ", "Hina", "Хина"),
    ("拓也", "タクヤ", "Takuya", "Такуя"),
    ("彩", "アヤ", "Aya", "Ая"),
    ("直樹", "ナオキ", "Naoki", "Наоки"),
    ("真理子", "マリコ", "Mariko", "Марико"),
    ("一郎", "イチロウ", "Ichiro", "Итиро"),
    ("千夏", "チナツ", "Chinatsu", "Тинацу"),
    ("俊", "シュン", "Shun", "Сюн"),
    ("麻衣", "マイ", "Mai", "Май"),
]
# feminine or masculine family, Latin, kana; the given names below follow the same gender
RUSSIAN_WOMEN = [
    ("Иванова", "Ivanova", "イワノワ"),
    ("Смирнова", "Smirnova", "スミルノワ"),
    ("Ёлкина", "Elkina", "ヨールキナ"),
    ("Фёдорова", "Fedorova", "フョードロワ"),
    ("Морозова", "Morozova", "モロゾワ"),
    ("Волкова", "Volkova", "ヴォルコワ"),
    ("Лебедева", "Lebedeva", "レーベジェワ"),
    ("Хабибуллина", "Khabibullina", "ハビブリナ"),
    ("Козлова", "Kozlova", "コズロワ"),
    ("Новикова", "Novikova", "ノヴィコワ"),
    ("Соловьёва", "Soloveva", "ソロヴィヨワ"),
]
RUSSIAN_WOMEN_GIVEN = [
    ("Анна", "Anna", "アンナ", "Петровна"),
    ("Мария", "Mariia", "マリヤ", "Сергеевна"),
    ("Гүзәл", "Guzel", "グゼリ", ""),
    ("Екатерина", "Ekaterina", "エカテリーナ", "Андреевна"),
    ("Дарья", "Daria", "ダリヤ", "Игоревна"),
]
RUSSIAN_MEN = [
    ("Петров", "Petrov", "ペトロフ"),
    ("Кузнецов", "Kuznetsov", "クズネツォフ"),
    ("Соколов", "Sokolov", "ソコロフ"),
    ("Сафин", "Safin", "サフィン"),
    ("Орлов", "Orlov", "オルロフ"),
    ("Зайцев", "Zaitsev", "ザイツェフ"),
    ("Воробьёв", "Vorobev", "ヴォロビヨフ"),
]
RUSSIAN_MEN_GIVEN = [
    ("Иван", "Ivan", "イワン", "Алексеевич"),
    ("Дмитрий", "Dmitrii", "ドミトリー", "Павлович"),
    ("Тимур", "Timur", "ティムール", ""),
    ("Артём", "Artem", "アルチョム", "Олегович"),
]


def japanese(family: tuple[str, str, str, str], given: tuple[str, str, str, str]) -> Names:
    """The four spellings of one Japanese name; the Latin one in capitals, as a passport has it."""
    return (
        ("kanji", family[0], given[0], ""),
        ("kana", family[1], given[1], ""),
        ("latin", family[2].upper(), given[2].upper(), ""),
        ("cyrillic", family[3], given[3], ""),
    )


def russian(family: tuple[str, str, str], given: tuple[str, str, str, str]) -> Names:
    """The three spellings of one Russian or Tatar name."""
    return (
        ("cyrillic", family[0], given[0], given[3]),
        ("latin", family[1].upper(), given[1].upper(), ""),
        ("kana", family[2], given[2], ""),
    )


def all_japanese() -> Iterator[Names]:
    """Every pair of family and given name once; neighbours differ in both."""
    families, given = JAPANESE_FAMILIES, JAPANESE_GIVEN
    for number in range(len(families) * len(given)):
        yield japanese(families[number % len(families)], given[number % len(given)])


def all_russian() -> Iterator[Names]:
    """Women and men in turn, every pair of family and given name once."""
    for number in range(len(RUSSIAN_WOMEN) * len(RUSSIAN_WOMEN_GIVEN)):
        yield russian(
            RUSSIAN_WOMEN[number % len(RUSSIAN_WOMEN)], RUSSIAN_WOMEN_GIVEN[number % len(RUSSIAN_WOMEN_GIVEN)]
        )
        if number < len(RUSSIAN_MEN) * len(RUSSIAN_MEN_GIVEN):
            yield russian(RUSSIAN_MEN[number % len(RUSSIAN_MEN)], RUSSIAN_MEN_GIVEN[number % len(RUSSIAN_MEN_GIVEN)])
