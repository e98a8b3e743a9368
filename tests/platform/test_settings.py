"""A setting that cannot be meant is refused by its name before anything starts, with what is allowed, in one sentence."""

import json
import os
import subprocess
import sys

import pytest

from .processes import PRODUCTION, ROOT

ANYWHERE = [
    ("PORTAL_PRODUCTION", "flase"),
    ("PORTAL_PRODUCTION", "2"),
    ("DEBUG", "enabled"),
    ("PORTAL_DEMO", "-1"),
    ("REQUIRE_STAFF_MFA", "maybe"),
    ("REQUIRE_STAFF_MFA", "はい"),
    ("CELERY_BROKER_URL", "localhost:6379"),
    ("CELERY_BROKER_URL", "redis://"),
    ("CELERY_BROKER_URL", "redis://broker:66379/0"),
    ("CELERY_BROKER_URL", "amqp://guest@broker//"),
    ("CACHE_URL", "cache:6379"),
    ("CACHE_URL", "memcache://cache:11211"),
    ("ALLOWED_HOSTS", "https://x"),
    ("ALLOWED_HOSTS", "portal.example.org:8000"),
    ("ALLOWED_HOSTS", "portal.example.org;other.example.org"),
    ("CSRF_TRUSTED_ORIGINS", "portal.example.org"),
    ("CSRF_TRUSTED_ORIGINS", "https://portal.example.org/ja/"),
    ("INVITATION_HOURS", "-3"),
    ("INVITATION_HOURS", "24h"),
    ("INVITATION_HOURS", "²"),
    ("INVITATION_HOURS", "--24"),
    ("INVITATION_HOURS", "0"),
    ("TRUSTED_PROXY_COUNT", "1.5"),
    ("TRUSTED_REQUEST_START", "t=0"),
    ("CONN_MAX_AGE", "x"),
    ("CONN_MAX_AGE", "-1"),
    ("DATABASE_URL", "x"),
    ("DATABASE_URL", "postgresql://portal@db"),
    ("DATABASE_URL", "postgresql://portal@db:port/portal"),
    ("DATABASE_URL", "mysql://portal@db/portal"),
    ("LOG_LEVEL", "x"),
    ("LOG_LEVEL", "verbose"),
    ("EMAIL_URL", "x"),
    ("EMAIL_URL", "smtp+tls://"),
    ("EMAIL_URL", "mail.example.org:587"),
    ("DEFAULT_FROM_EMAIL", "portal"),
    ("DEFAULT_FROM_EMAIL", "Portal <portal@localhost"),
    ("SIGNUP_EMAIL_DOMAINS", "@example.ac.jp"),
    ("PORT", "80"),
    ("PORT", "99999"),
    ("PORT", "8000.0"),
    ("PORTAL_URL", "https://elsewhere.example.org"),
    ("PORTAL_URL", "127.0.0.1:8000"),
    ("PORTAL_URL", "http://127.0.0.1:8000/portal"),
    ("PORTAL_DATA_DIR", "/dev/null/portal"),
    ("MEDIA_ROOT", "/proc/portal"),
    ("FIELD_KEY", "not base64"),
    ("FIELD_KEY", "c2hvcnQ="),
]
IN_PRODUCTION = [
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "a" * 60),
    ("SECRET_KEY", "the-embedded-default-is-for-one-computer-only-and-longer-than-fifty"),
    ("SECRET_KEY_FALLBACKS", "short"),
    ("FIELD_KEY", ""),
    ("FIELD_KEY", "c2hvcnQ="),
    ("FIELD_KEY", "ZW1iZWRkZWQtZGVmYXVsdC1maWVsZC1rZXktMzJieXQ="),
    ("ALLOWED_HOSTS", ""),
    ("ALLOWED_HOSTS", "*"),
    ("PORTAL_URL", ""),
    ("PORTAL_URL", "http://portal.example.ac.jp"),
    ("PORTAL_URL", "https://example.ac.jp"),
    ("DEBUG", "1"),
    ("PORTAL_DEMO", "true"),
    ("CACHE_URL", "locmemcache://"),
]
RIGHT = [
    {"PORTAL_PRODUCTION": "No", "DEBUG": "OFF", "INVITATION_HOURS": "72", "LOG_LEVEL": "DEBUG"},
    {"PORTAL_PRODUCTION": "", "DATABASE_URL": "", "PORT": "", "SIGNUP_EMAIL_DOMAINS": ""},
    {"ALLOWED_HOSTS": ".example.org, [::1]", "PORTAL_URL": "https://portal.example.org:8443"},
    {"DATABASE_URL": "postgresql://postgres:@/postgres?host=%2Fvar%2Frun"},
    {"EMAIL_URL": "smtp+tls://user:p%40ss@mail.example.org:587", "DEFAULT_FROM_EMAIL": "交流 <portal@example.ac.jp>"},
    {"SIGNUP_EMAIL_DOMAINS": "example.ac.jp, kpfu.example.ru", "CONN_MAX_AGE": "0"},
    PRODUCTION,
    {**PRODUCTION, "FIELD_KEY": PRODUCTION["FIELD_KEY"] + ",Y2hlY2stb25seS1maWVsZC1rZXktMzItYnl0ZXMtbG8="},
]
TRY_EACH = """
import json, os, sys
import celery, django.conf, environ, kanazawa_exchange
for number, values in enumerate(json.load(sys.stdin)):
    if os.fork() == 0:
        os.environ.update(values)
        os.dup2(os.open(f"{sys.argv[1]}/{number}", os.O_WRONLY | os.O_CREAT), 2)
        import kanazawa_exchange.settings
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
"""


def answers(folder, rows: list[dict[str, str]]) -> list[tuple[int, str]]:
    """The exit code and the words of a start with each of these environments; each begins in a process of its own."""
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    done = subprocess.run(
        [sys.executable, "-c", TRY_EACH, folder], cwd=ROOT, env=bare | {"PORTAL_DATA_DIR": str(folder / "portal")},
        input=json.dumps(rows), capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    codes = [int(line) for line in done.stdout.split()]
    return [(code, (folder / str(number)).read_text()) for number, code in enumerate(codes)]


def test_what_cannot_be_meant_is_refused_by_name_in_one_sentence(tmp_path):
    cases = [(name, {name: value}) for name, value in ANYWHERE]
    cases += [(name, {**PRODUCTION, name: value}) for name, value in IN_PRODUCTION]
    found = answers(tmp_path, [values for _name, values in cases])
    for (name, values), (code, words) in zip(cases, found, strict=True):
        assert code == 3, (name, values[name])
        assert words.startswith(name), (words, values)
        assert words.count("\n") == 1, words
        assert "allowed is" in words


def test_what_is_meant_starts(tmp_path):
    assert answers(tmp_path, RIGHT) == [(0, "")] * len(RIGHT)


def test_several_wrong_names_are_told_at_once_and_no_secret_is_repeated(tmp_path):
    wrong = {"DATABASE_URL": "mysql://portal:hunter2@db/x", "FIELD_KEY": "hunter2", "PORT": "0"}
    [(code, words)] = answers(tmp_path, [wrong])
    assert code == 3
    assert [line.split()[0] for line in words.splitlines()] == ["PORT=0", "DATABASE_URL", "FIELD_KEY"]
    assert "hunter2" not in words


@pytest.mark.parametrize(
    "command",
    [
        ["sh", "run"],
        [sys.executable, "manage.py", "migrate"],
        [sys.executable, "manage.py", "compile_catalogs"],  # it asks for no checks of its own
        [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "kanazawa_exchange.wsgi"],
        [sys.executable, "-m", "celery", "-A", "kanazawa_exchange", "worker"],
        [sys.executable, "-m", "celery", "-A", "kanazawa_exchange", "beat"],
        [sys.executable, "-m", "kanazawa_exchange.worker"],
    ],
    ids=lambda command: " ".join(command[1:3]),
)
def test_every_way_to_start_refuses_alike(command, tmp_path):
    venv = ROOT / os.environ.get("VENV", ".venv")
    if command[0] == "sh" and not (venv / ".requirements.lock").exists():
        pytest.skip("the suite runs in an environment that ./run has not made")
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR", "VENV"}}
    environment = bare | PRODUCTION | {"FIELD_KEY": "c2hvcnQ=", "PORTAL_DATA_DIR": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 3
    assert done.stderr.startswith("FIELD_KEY is refused: allowed is 32 random bytes")
    assert (done.stderr.count("\n"), done.stdout) == (1, "")


def test_gunicorn_without_its_file_gives_up_instead_of_trying_for_ever(tmp_path):
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    environment = bare | PRODUCTION | {"SECRET_KEY": "", "PORTAL_DATA_DIR": str(tmp_path), "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "gunicorn", "-b", "127.0.0.1:0", "kanazawa_exchange.wsgi"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 3
    assert "SECRET_KEY is not set: allowed is a random text" in done.stderr
    assert "Traceback" not in done.stderr
