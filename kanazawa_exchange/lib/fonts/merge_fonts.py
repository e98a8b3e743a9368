#!/usr/bin/env python3
"""Build, or check, the four TTF files of the PDF fonts.

    python merge_fonts.py NODE_MODULES [--out DIR]   build from the npm packages (see README.md)
    python merge_fonts.py --check                    check the files beside this script

Needs fonttools 4.68.0 and brotli 1.2.1. With these versions the result is the same to the byte.
"""

# ruff: noqa: T201 it is a command for the terminal
import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger, Options
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
SUMS = "SHA256SUMS"
WEIGHTS = {400: "Regular", 700: "Bold"}

# private family: (source family, npm package, slices)
# In noto-sans-jp the slice "japanese" is left out: it repeats what the numbered ones hold.
FAMILIES = {
    "Portal Sans": ("Noto Sans", "noto-sans", ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek"]),
    "Portal Sans JP": (
        "Noto Sans JP",
        "noto-sans-jp",
        [*map(str, range(120)), "latin", "latin-ext", "cyrillic", "vietnamese"],
    ),
}
PACKAGE_VERSION = "5.3.0"

# The Japanese slices lack the Roman numerals of 様式Ⅰ and 第Ⅲ期. The Korean ones hold them, drawn by the same hand.
ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ"
BORROWED = {"Portal Sans JP": ("noto-sans-kr", ["98", "100", "104"], ROMAN)}

# Russian dates of CLDR hold U+202F (2019 г.); Noto Sans has only its twin, the thin space.
ALIASES = {"Portal Sans": {0x202F: 0x2009}}

# Layout and vertical tables of 124 slices do not merge into something sound; plain outlines do.
DROP_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "VORG")
# 16, 17, 21, 22, 25: other places a family name hides in. From 256 on: axis names of the dropped STAT table.
DROP_NAMES = {16, 17, 21, 22, 25}
LICENCE = "This Font Software is licensed under the SIL Open Font License, Version 1.1."


def file_name(family, weight):
    return f"{family.replace(' ', '')}-{weight}.ttf"


def slices(packages, package, names, weight):
    root = packages / "@fontsource" / package
    if f'"version": "{PACKAGE_VERSION}"' not in (root / "package.json").read_text():
        sys.exit(f"{root}: not version {PACKAGE_VERSION}")
    return [root / "files" / f"{package}-{name}-{weight}-normal.woff2" for name in names]


def plain(path, characters=None):
    font = TTFont(path, recalcTimestamp=False)
    font.flavor = None  # from WOFF2 to TTF
    for tag in DROP_TABLES:
        if tag in font:
            del font[tag]
    if characters:
        cut = Subsetter()
        cut.populate(text=characters)
        cut.subset(font)
    return font


def merge(fonts):
    with tempfile.TemporaryDirectory() as scratch:
        paths = [str(Path(scratch) / f"{number:03}.ttf") for number in range(len(fonts))]
        for font, path in zip(fonts, paths, strict=True):
            font.save(path)
        merged = Merger(options=Options()).merge(paths)
    # the dates of the source, so that the bytes are the same each time
    merged.recalcTimestamp = False
    merged["head"].created = fonts[0]["head"].created
    merged["head"].modified = fonts[0]["head"].modified
    return merged


def rename(font, family, source, weight):
    style = WEIGHTS[weight]
    table = font["name"]
    version = str(table.getName(5, 3, 1, 0x409)).removeprefix("Version ").split(";")[0]
    postscript = f"{family.replace(' ', '')}-{style}"
    table.names = [n for n in table.names if n.nameID not in DROP_NAMES and n.nameID < 256]
    for name_id, text in {
        1: family,
        2: style,
        3: f"{version};{postscript}",
        4: f"{family} {style}",
        6: postscript,
        10: f"{source} {version}, merged from web slices and renamed; layout tables dropped.",
        13: LICENCE,
    }.items():
        table.removeNames(nameID=name_id)
        table.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def add_aliases(font, aliases):
    for code, twin in aliases.items():
        for table in font["cmap"].tables:
            if table.format != 14 and twin in table.cmap:
                table.cmap[code] = table.cmap[twin]


def build(packages, out):
    out.mkdir(parents=True, exist_ok=True)
    sums = []
    for family, (source, package, names) in FAMILIES.items():
        for weight in WEIGHTS:
            fonts = [plain(path) for path in slices(packages, package, names, weight)]
            if family in BORROWED:
                lender, lent, characters = BORROWED[family]
                fonts += [plain(path, characters) for path in slices(packages, lender, lent, weight)]
            font = merge(fonts)
            add_aliases(font, ALIASES.get(family, {}))
            rename(font, family, source, weight)
            target = out / file_name(family, weight)
            font.save(target)
            sums.append(f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}\n")
            print(f"{target.name}: {target.stat().st_size:,} bytes, {len(font.getBestCmap()):,} characters")
    (out / SUMS).write_text("".join(sums))


def windows_japanese():
    """Every character of cp932, the Japanese code page of Windows, without its private area."""
    for lead in range(0x81, 0xFD):
        for trail in range(0x40, 0xFD):
            try:
                character = bytes([lead, trail]).decode("cp932")
            except UnicodeDecodeError:
                continue
            if len(character) == 1 and not 0xE000 <= ord(character) < 0xF900:
                yield character


RUSSIAN = "".join(map(chr, range(0x410, 0x450))) + "Ёё№«»—"
TATAR = "ӘәӨөҮүҖҗҢңҺһ"
ROMAJI = "ĀāĒēĪīŌōŪū’“”–—…€₽"
SPACES = "\u00a0\u2009\u202f"
NAMES = "髙﨑𠮷①㈱※〜～\uf9dc\ufa19\ufa1b\ufa26\ufa4f"
FIRST_MUST_HOLD = RUSSIAN + TATAR + ROMAJI + SPACES
PAIR_MUST_HOLD = NAMES + "".join(windows_japanese())
KNOWN_ABSENT = "≒"


def check():
    wrong = []
    pairs = (line.split() for line in (HERE / SUMS).read_text().splitlines())
    expected = {name: digest for digest, name in pairs}
    for weight, style in WEIGHTS.items():
        held = {}
        for family in FAMILIES:
            path = HERE / file_name(family, weight)
            if hashlib.sha256(path.read_bytes()).hexdigest() != expected.get(path.name):
                wrong.append(f"{path.name}: checksum")
            font = TTFont(path, lazy=True)
            names = {n.nameID: str(n) for n in font["name"].names}
            if (names[1], names[2]) != (family, style) or names.keys() & DROP_NAMES:
                wrong.append(f"{path.name}: names {names}")
            if font["OS/2"].usWeightClass != weight or font["OS/2"].fsType != 0:
                wrong.append(f"{path.name}: weight or embedding bits")
            held[family] = set(map(chr, font.getBestCmap()))
        absent = set(FIRST_MUST_HOLD) - held["Portal Sans"]
        absent |= set(PAIR_MUST_HOLD) - held["Portal Sans"] - held["Portal Sans JP"]
        if absent != set(KNOWN_ABSENT):
            wrong.append(f"weight {weight}: no glyph for {sorted(absent)}")
    print("\n".join(wrong) or "four files, as they should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="?", type=Path, metavar="NODE_MODULES")
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.check:
        sys.exit(check())
    if not options.packages:
        parser.error("give the node_modules folder, or --check")
    build(options.packages, options.out)
