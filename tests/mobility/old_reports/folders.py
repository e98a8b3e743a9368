"""Folders of an earlier site, written when a test asks for one: texts in three languages, and pictures drawn by code."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.uploads.corpus import picture, scene

SITE = "https://rutenkai.example.jp"
CONSENT = "2018-05-01, form in folder 12"
ICE = f"""\
---
address: {SITE}/ru/report/на-льду/
language: ru
title: "Байкал: зимой"
published: 2018-05-14
day: 2018-02-18
country: RU
city: Казань
programme: 文化交流
hosts: [Kazan Federal University, カザン連邦大学]
authors:
  - name: Мария Иванова
    affiliation: КФУ
    consent: {CONSENT}
pictures:
  - file: pictures/лёд.jpg
    alt: Лёд озера
    people: nobody
    cover: yes
  - {{file: pictures/snow.png, alt: Снег, people: agreed}}
---
Лёд **прозрачный**, и под ним видно дно.

Читайте [второй отчёт]({SITE}/en/report/bridge/ "дальше") и [страницу университета](https://kpfu.ru/eng/).
"""
BRIDGE = """\
---
address: [/report/bridge/, /en/report/bridge/, /report/2018/bridge.html]
language: en
title: Bridge to the next generation
published: 2018-06-01T09:30:00+09:00
people: agreed
authors:
  - {name: Aiko Tanaka, consent: "2018-05-20: letter in the folder of the programme"}
  - {name: Ken Sato, consent: "2018-05-21: the same"}
---
We built a bridge.

![A bridge of paper](pictures/bridge.webp)
![](https://elsewhere.example/track.gif)

See [the ice](/ru/report/на-льду) and [what is gone](/report/gone/).
"""
SNOW = {
    "address": "/report/氷の上",
    "language": "ja",
    "published": "2017-12-24",
    "authors": ["山田花子"],
    "text": "雪が**たくさん**降った。\n\n[橋の話](/report/bridge)も読んでください。",
}
FILES: Mapping[str, str | bytes | dict[str, Any]] = {
    "2018/ice.md": ICE,
    "2018/bridge.md": BRIDGE,
    "2017/snow.json": SNOW,
    "2018/pictures/лёд.jpg": picture("JPEG", scene(640, 480)),
    "2018/pictures/snow.png": picture("PNG", scene(300, 200)),
    "2018/pictures/bridge.webp": picture("WEBP", scene(320, 240)),
}


def folder(root: Path, files: Mapping[str, str | bytes | dict[str, Any]] = FILES) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        told = json.dumps(content, ensure_ascii=False, indent=1) if isinstance(content, dict) else content
        path.write_bytes(told if isinstance(told, bytes) else told.encode())
    return root


def report(text: str = "Text.", **values: str) -> str:
    """The file of one report, each value on a line of its own: from line 2 on address, language, published; then the others."""
    known = {"address": "/report/one", "language": "en", "published": "2018-05-14"} | values
    lines = [f"{key}: {value}" for key, value in known.items() if value]
    return "\n".join(["---", *lines, "---", text])
