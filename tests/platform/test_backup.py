"""A backup brings everything back, into an empty installation only, and nothing that was changed on the way."""

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

from . import drills
from .drills import portal
from .processes import prepare

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A portal with the demo, a second factor and two documents, and its backup."""
    with portal(tmp_path_factory.mktemp("from") / "portal") as running:
        prepare(running.env | {"PORTAL_DEMO": "1"})
        running.does(drills.FILL)
        done = running.manage("backup", str(running.folder / "a.backup"))
        assert done.returncode == 0, done.stderr
        yield running


@pytest.fixture(scope="module")
def told(source, archive):
    """All that the portal of the backup holds."""
    return json.loads(source.does(drills.TELL))


@pytest.fixture(scope="module")
def archive(source) -> Path:
    return source.folder / "a.backup"


@pytest.fixture
def empty(tmp_path):
    with portal(tmp_path / "target") as running:
        yield running


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


def packed(path: Path, parts: dict[str, bytes], change=lambda head: head) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, text in parts.items():
            head = tarfile.TarInfo(name)
            head.size = len(text)
            tar.addfile(change(head), io.BytesIO(text))
    return path


def restored(target, path: Path, **more: str) -> tuple[int, str]:
    done = target.manage("restore", str(path), **more)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr + done.stdout


@pytest.mark.parametrize("prepared", [False, True], ids=["no tables", "prepared"])
def test_the_drill_everything_comes_back(told, archive, empty, prepared):
    if prepared:
        prepare(empty.env)
    code, words = restored(empty, archive)
    assert code == 0, words
    assert json.loads(empty.does(drills.TELL)) == told
    assert empty.does(drills.USE).splitlines() == [
        "asked True 302", "page 200", "paper True", "next True", "guard True",
    ]  # fmt: skip


def test_the_archive_is_for_its_owner_and_tells_what_it_holds(source, archive):
    assert archive.stat().st_mode & 0o777 == 0o600
    manifest = json.loads(members(archive)["manifest.json"])
    assert manifest["version"] == "0.1.0"
    tables = manifest["database"]["tables"]
    assert tables["accounts_user"] == 119  # the cast, and whoever wrote an Activity Report
    held = [name for name in manifest["members"] if name.startswith("files/documents/")]
    assert len(held) == tables["accounts_storedfile"] > 2
    assert [path.name for path in source.folder.iterdir() if path.name.startswith((".backup", ".a"))] == []


def test_a_backup_never_replaces_a_file(source, archive):
    before = archive.read_bytes()
    done = source.manage("backup", str(archive))
    assert (done.returncode, "exists already" in done.stderr) == (1, True)
    assert archive.read_bytes() == before
    gone = source.manage("backup", str(source.folder / "no" / "such" / "folder.backup"))
    assert (gone.returncode, "Traceback" in gone.stderr) == (1, False)


def test_a_portal_with_people_is_left_alone(source, archive, told):
    code, words = restored(source, archive)
    assert (code, "is not empty" in words) == (1, True)
    assert json.loads(source.does(drills.TELL)) == told


def test_a_portal_with_documents_or_reference_data_is_not_empty(empty, archive):
    (empty.folder / "media" / "documents").mkdir(parents=True)
    (empty.folder / "media" / "documents" / "0f").write_bytes(b"x")
    code, words = restored(empty, archive)
    assert (code, "the file documents/0f is stored" in words) == (1, True)
    (empty.folder / "media" / "documents" / "0f").unlink()
    prepare(empty.env)
    empty.manage("load_reference")
    code, words = restored(empty, archive)
    assert (code, "holds" in words) == (1, True)


def test_another_key_is_refused_before_anything_is_written(empty, archive):
    code, words = restored(empty, archive, FIELD_KEY="Y2hlY2stb25seS1maWVsZC1rZXktMzItYnl0ZXMtbG8=")
    assert (code, "FIELD_KEY is another one" in words) == (1, True)
    assert [path for path in (empty.folder / "media").rglob("*") if path.is_file()] == []


def each(target, *paths: Path) -> list[str]:
    """What is said to each of several archives, asked one after another."""
    said = target.does(drills.RESTORE_EACH, ARCHIVES=",".join(map(str, paths)))
    return [json.loads(line) for line in said.splitlines() if line.startswith('"')]


def spoilt(parts: dict[str, bytes]) -> dict[str, tuple[dict[str, bytes], str]]:
    """Archives that are not as they were made, and a word of the refusal."""
    manifest = json.loads(parts["manifest.json"])
    document = next(name for name in parts if name.startswith("files/"))
    last = {"manifest.json": parts["manifest.json"]}
    rest = {name: text for name, text in parts.items() if name != "manifest.json"}

    def told(**changes) -> dict[str, bytes]:
        return rest | {"manifest.json": json.dumps(manifest | changes).encode()}

    of_the_base = manifest["database"]
    return {
        "changed": (rest | {document: b"%PDF-1.4 other %%EOF"} | last, "is not as it was"),
        "missing": ({n: t for n, t in rest.items() if n != document} | last, "is missing"),
        "more": (rest | {"files/documents/ffff": b"x"} | last, "is not in the manifest"),
        "climbing": (rest | {"files/../../evil": b"x"} | last, "does not belong"),
        "absolute": ({"/tmp/evil": b"x"} | rest | last, "does not belong"),  # noqa: S108
        "hidden": ({"files/.evil": b"x"} | rest | last, "does not belong"),
        "cut off": (rest, "no manifest"),
        "newer": (
            told(database=of_the_base | {"migrations": [*of_the_base["migrations"], ["mobility", "9999_later"]]}),
            "does not know mobility.9999_later",
        ),
        "another format": (told(format=99), "this version reads 1"),
        "another database": (told(database=of_the_base | {"vendor": "oracle"}), "of oracle"),
        "wrong counts": (
            told(database=of_the_base | {"tables": of_the_base["tables"] | {"accounts_user": 8}}),
            "accounts_user",
        ),
    }


def test_what_is_not_as_it_was_made_is_refused_by_name_and_leaves_nothing(empty, archive, tmp_path):
    cases = spoilt(members(archive))
    said = each(empty, *(packed(tmp_path / label, parts) for label, (parts, _words) in cases.items()))
    for (label, (_parts, words)), answer in zip(cases.items(), said, strict=True):
        assert answer.startswith("Not restored."), (label, answer)
        assert words in answer, (label, answer)
    assert [path for path in (empty.folder / "media").rglob("*") if path.is_file()] == []
    assert not (tmp_path / "evil").exists()
    assert restored(empty, archive)[0] == 0


def test_a_link_and_what_is_no_archive_are_refused(empty, archive, tmp_path):
    def as_link(head: tarfile.TarInfo) -> tarfile.TarInfo:
        if head.name.startswith("files/"):
            head.type, head.linkname, head.size = tarfile.SYMTYPE, "/etc/passwd", 0
        return head

    packed(tmp_path / "link", members(archive), as_link)
    texts = {"text": b"hello", "half": archive.read_bytes()[:5000], "zeros": gzip.compress(bytes(20480))}
    for label, text in texts.items():
        (tmp_path / label).write_bytes(text)
    said = each(empty, *(tmp_path / label for label in ("link", "text", "half", "zeros", "nowhere")))
    assert [answer.startswith("Not restored.") for answer in said] == [True] * 5, said
    assert "does not belong" in said[0]
