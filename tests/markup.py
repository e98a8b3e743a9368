"""How a page reads without the white space of its templates: none beside tags, one space elsewhere."""

import re


def compact(html: str) -> str:
    return re.sub(r" ?(<[^>]*>) ?", r"\1", re.sub(r"[ \n]+", " ", html))
