"""Files of lists, read back in a test."""

import csv
import io
from typing import Any

from django.test import Client
from openpyxl import load_workbook


def content_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def csv_rows(browser: Client, address: str, **query: Any) -> list[dict[str, str]]:
    text = content_of(browser.get(address, query)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def sheet_rows(browser: Client, address: str, width: int, **query: Any) -> list[tuple[Any, ...]]:
    """The rows below the head of the first sheet: the title stands in row 1, the head in row 3, an empty row ends them."""
    sheet = load_workbook(io.BytesIO(content_of(browser.get(address, query)))).worksheets[0]
    rows = []
    for row in sheet.iter_rows(min_row=4, max_col=width, values_only=True):
        if not any(row):
            break
        rows.append(row)
    return rows
