"""The colours of the house, read from the tokens of the style sheet, so that pages, drawings and documents agree."""

import re
from pathlib import Path

STYLE_SHEET = Path(__file__).parent.parent / "static" / "kanazawa_exchange" / "css" / "portal.css"
COLOURS: dict[str, str] = dict(re.findall(r"--([\w-]+):(#[0-9A-Fa-f]{6})\b", STYLE_SHEET.read_text(encoding="utf-8")))
"""Name of the token → "#RRGGBB"; what each one means stands beside it in the style sheet."""
