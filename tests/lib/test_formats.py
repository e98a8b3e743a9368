"""How periods and series are written in each language."""

from datetime import date

import pytest

from kanazawa_exchange.lib import formats

BEGUN, PLANNED = date(2026, 11, 20), date(2027, 3, 5)


@pytest.mark.parametrize(
    ("code", "both", "planned", "begun", "over"),
    [
        ("ja", "2026/11/20〜2027/03/05", "2026/11/20〜（予定 2027/03/05）", "2026/11/20〜", "〜2027/03/05"),
        ("en", "2026-11-20 – 2027-03-05", "2026-11-20 – (planned 2027-03-05)", "from 2026-11-20", "until 2027-03-05"),
        ("ru", "20.11.2026 — 05.03.2027", "20.11.2026 — (план 05.03.2027)", "с 20.11.2026", "по 05.03.2027"),
    ],
)
def test_a_period_says_what_is_open_and_what_is_only_planned(code, both, planned, begun, over):
    written = (
        formats.period(BEGUN, PLANNED, code),
        formats.period(BEGUN, None, code, planned_end=PLANNED),
        formats.period(BEGUN, None, code),
        formats.period(None, PLANNED, code),
        formats.period(None, None, code),
    )
    assert tuple(text.replace(formats.NBSP, " ") for text in written) == (both, planned, begun, over, "")


def test_a_series_has_the_comma_of_its_language():
    assert formats.series("カザン", "2018年度", language="ja") == "カザン、2018年度"
    assert formats.series("Kazan", "FY2018", language="en") == "Kazan, FY2018"
