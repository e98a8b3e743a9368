"""What the marks of a text mean: emphasis in every script, lines and lists as people type them, no more than the allow-list."""

import pytest
from django.template import Context, Template

from kanazawa_exchange.lib import rich_text, rich_text_marks

REL = 'rel="nofollow noopener ugc"'
EMPHASIS = [
    ("これは**大切**です。", "これは<strong>大切</strong>です。"),
    ("「**大切**」です", "「<strong>大切</strong>」です"),
    ("**「大切」**です", "<strong>「大切」</strong>です"),
    ("**テスト。**テスト", "<strong>テスト。</strong>テスト"),
    ("これは**重要な「点」**です", "これは<strong>重要な「点」</strong>です"),
    ("**（注）**は", "<strong>（注）</strong>は"),
    ("**ひとつ**と**ふたつ**", "<strong>ひとつ</strong>と<strong>ふたつ</strong>"),
    ("これは*大切*です", "これは<em>大切</em>です"),
    ("*「大切」*です", "<em>「大切」</em>です"),
    ("***とても***大切", "<strong><em>とても</em></strong>大切"),
    ("**太字の中の*斜体*です**", "<strong>太字の中の<em>斜体</em>です</strong>"),
    ("**大切 **です", "<strong>大切</strong>です"),
    ("です** 大切**", "です<strong>大切</strong>"),
    ("**大切\u3000**です", "<strong>大切</strong>です"),
    ("＊＊大切＊＊です", "<strong>大切</strong>です"),
    ("＊注", "＊注"),
    ("は__大切__です", "は<strong>大切</strong>です"),
    ("これは_大切_です", "これは<em>大切</em>です"),
    ("Это **«важно»**, да", "Это <strong>«важно»</strong>, да"),
    ("«**важно**»", "«<strong>важно</strong>»"),
    ("это**важно**и", "это<strong>важно</strong>и"),
    ("_важно_, снова", "<em>важно</em>, снова"),
    ("__важно__ — **да**", "<strong>важно</strong> — <strong>да</strong>"),
    ("**Казань**で**学ぶ**", "<strong>Казань</strong>で<strong>学ぶ</strong>"),
    ("snake_case_word, слово_и_слово", "snake_case_word, слово_и_слово"),
    ("5 * 3 * 2 ** 2", "5 * 3 * 2 ** 2"),
    (r"\*注\*", "*注*"),
    ("**a\nb**", "<strong>a<br>\nb</strong>"),
    ("`**x**`", "<code>**x**</code>"),
]
LINKS = [
    (
        "[**金沢**大学](https://www.kanazawa-u.ac.jp/)へ",
        f'<a href="https://www.kanazawa-u.ac.jp/" {REL}><strong>金沢</strong>大学</a>へ',
    ),
    ("[ページ](/ja/activity-reports/)", f'<a href="/ja/activity-reports/" {REL}>ページ</a>'),
    ("[почта](mailto:a@b.example)", f'<a href="mailto:a@b.example" {REL}>почта</a>'),
    ('[x](https://x.example/a_(b)_c "title")', f'<a href="https://x.example/a_(b)_c" {REL}>x</a>'),
    (
        "https://x.example/a_b_c?x=1をみて",
        f'<a href="https://x.example/a_b_c?x=1" {REL}>https://x.example/a_b_c?x=1</a>をみて',
    ),
    (
        "(см. https://x.example/Казань).",
        f'(см. <a href="https://x.example/Казань" {REL}>https://x.example/Казань</a>).',
    ),
    ("<https://x.example>です", f'<a href="https://x.example" {REL}>https://x.example</a> です'),
    ("[https://x.example](https://x.example)", f'<a href="https://x.example" {REL}>https://x.example</a>'),
    ("[x](javascript:alert)", "[x] (javascript:alert)"),
    ("[注](ibid)", "[注] (ibid)"),
    ("![雪の朝](https://x.example/a.png)", f'<a href="https://x.example/a.png" {REL}>雪の朝</a>'),
    ("![雪の朝](data:image/png;base64,AA==)", "[雪の朝] (data:image/png;base64,AA==)"),
]
BLOCKS = [
    ("", ""),
    ("一行目\n二行目\n\n次", "<p>一行目<br>\n二行目</p>\n<p>次</p>"),
    ("a\r\nb\rc", "<p>a<br>\nb<br>\nc</p>"),
    ("# 一\n本文\n## 二\n### 三\n###### 六", "<h2>一</h2>\n<p>本文</p>\n<h3>二</h3>\n<h4>三</h4>\n<h4>六</h4>"),
    ("#金沢 #留学", "<p>#金沢 #留学</p>"),
    ("持ち物：\n- 旅券\n- 服", "<p>持ち物：</p>\n<ul>\n<li>旅券</li>\n<li>服</li>\n</ul>"),
    ("-\u3000旅券", "<ul>\n<li>旅券</li>\n</ul>"),
    ("- a\n  - b\n- c", "<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>"),
    ("1. a\n    1. b\n2. c", "<ol>\n<li>a<ol>\n<li>b</li>\n</ol>\n</li>\n<li>c</li>\n</ol>"),
    ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
    ("2019. Это был год", "<p>2019. Это был год</p>"),
    ("- Да, — сказал он.", "<ul>\n<li>Да, — сказал он.</li>\n</ul>"),
    ("> 引用\n> です", "<blockquote>\n<p>引用<br>\nです</p>\n</blockquote>"),
    ("text\n---\nmore", "<p>text</p>\n<hr>\n<p>more</p>"),
    ("    четыре пробела", "<p>четыре пробела</p>"),
    ("a < b, <3, <金沢>, <b>x</b>", "<p>a &lt; b, &lt;3, &lt;金沢&gt;, ‹b›x‹/b›</p>"),
    ("[x]: текст", "<p>[x] : текст</p>"),
]


@pytest.mark.parametrize(("source", "inside"), [*EMPHASIS, *LINKS])
def test_marks_in_a_line(source, inside):
    assert rich_text.html(source) == f"<p>{inside}</p>"
    assert rich_text.html(rich_text.tidied(source)) == f"<p>{inside}</p>"


@pytest.mark.parametrize(("source", "markup"), BLOCKS)
def test_blocks(source, markup):
    assert rich_text.html(source) == markup
    assert rich_text.html(rich_text.tidied(source)) == markup


def test_what_is_stored_says_what_was_typed():
    assert rich_text.tidied("\n# 題\r\n\r\n\r\n\r\nこれは**大切**です。  \n\x00") == "# 題\n\nこれは**大切**です。"
    assert rich_text.tidied("<b>x</b> & `a<b` !! [y](z)") == "‹b›x‹/b› & `a‹b` !! [y] (z)"


def test_the_words_of_a_text():
    source = "# 冬\n**金沢**の[冬](https://x.example)は\n寒い。\n\n- a & b\n- `c`\n\n> <i>д</i>\n\n---\n終"
    assert rich_text.plain(source) == "冬\n金沢の冬は\n寒い。\na & b\nc\n‹i›д‹/i›\n終"
    assert rich_text.plain("") == ""


def test_quotes_and_lists_end_at_a_depth():
    assert rich_text.html(">" * 9 + " a").count("<blockquote>") == rich_text_marks.DEEPEST
    assert rich_text.html("- " * 9 + "a").count("<ul>") == rich_text_marks.DEEPEST
    assert (
        rich_text.html("".join(f"{'  ' * depth}- a\n" for depth in range(9))).count("<ul>") == rich_text_marks.DEEPEST
    )


def test_what_is_beyond_the_bounds_is_shown_without_marks():
    long = "**a** " * (rich_text_marks.MOST_CHARACTERS // 6 + 1)
    assert rich_text.html(long) == f"<p>{long.strip()}</p>"
    many = "*a* " * rich_text_marks.MOST_MARKS_OF_A_PARAGRAPH
    assert rich_text.html(f"{many}\n\n**b**") == f"<p>{many.strip()}</p>\n<p><strong>b</strong></p>"


def test_a_template_shows_the_text_and_its_words():
    page = Template(
        "{% load rich_text %}{{ text|rich_text }}|{{ text|plain_text }}|{{ none|rich_text }}{{ none|plain_text }}"
    )
    assert page.render(Context({"text": "**a** & b", "none": None})) == "<p><strong>a</strong> &amp; b</p>|a &amp; b|"
