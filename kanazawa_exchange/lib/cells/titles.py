"""What a title or the head of a section says for all the rows below it: 平成30年度 派遣学生一覧."""

import re
import unicodedata

from kanazawa_exchange.lib.period import ERA_PATTERN, UnknownYear, parse_fiscal_year

from .said import Said, Unread

_YEARS = re.compile(
    rf"(?:(?:{ERA_PATTERN}) ?(?:元|[0-9]{{1,2}})|(?<![0-9])[0-9]{{4}}) ?年度|FY ?[0-9]{{4}}(?:/[0-9]{{2}})?"
    r"|(?<![0-9])[0-9]{4}(?:/[0-9]{2})? ?(?:фин\. ?год|финансовый год)",
    re.IGNORECASE,
)
MOST = 200


def fiscal_year(text: str) -> Said[int | None] | Unread:
    """The fiscal year that a title names; None for none. Two years decide nothing."""
    found: dict[int, str] = {}
    for piece in _YEARS.findall(unicodedata.normalize("NFKC", text[:MOST])):
        try:
            found.setdefault(parse_fiscal_year(piece), piece)
        except UnknownYear:
            continue
    if len(found) > 1:
        return Unread("title.fiscal_years", tuple(map(str, found)), (("text", text[:MOST]),))
    return Said(next(iter(found), None), "title" if found else "")
