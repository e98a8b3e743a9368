"""A portal with a folder and a database of its own, on the suite's kind of database, for drills of backup and restore."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .processes import ROOT, environment

FILL = """
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from partners.models import Agreement
from partners.services import agreements
sato = User.objects.get(email="sato@example.org")
TOTP.activate(sato, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
for agreement in Agreement.objects.filter(document=None).order_by("pk")[:2]:
    paper = SimpleUploadedFile("協定.pdf", b"%PDF-1.4 " + str(agreement.pk).encode() + b" %%EOF")
    agreements.attach_document(agreement, paper, by=sato, now=clock.now())
"""
TELL = """
import hashlib, json
from django.conf import settings
from django.db import connection
from pathlib import Path
told = {"tables": {}, "files": {}}
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f'SELECT * FROM "{table}"')
        told["tables"][table] = hashlib.sha256("\\n".join(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
    if connection.vendor == "postgresql":
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
    else:
        cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY 1")
    told["sequences"] = [row for row in cursor.fetchall() if "heartbeat" not in row[0]]  # the backup itself is noted there
    kind = "SELECT tgname, tgenabled::text FROM pg_trigger" if connection.vendor == "postgresql" else (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    cursor.execute(kind)
    told["guards"] = sorted(str(row) for row in cursor.fetchall() if "ConstraintTrigger" not in row[0])
root = Path(settings.MEDIA_ROOT)
told["files"] = {str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in root.rglob("*") if p.is_file()}
for table in ("accounts_workerheartbeat", "portal_cache", "django_session"):
    told["tables"].pop(table, None)
print(json.dumps(told))
"""
USE = """
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from kanazawa_exchange.accounts.models import Person, StoredFile
from mobility.models import Mobility
from partners.models import Agreement
from tests import factories
client = Client(HTTP_HOST="127.0.0.1")
first = client.post("/en/accounts/login/", {"login": "sato@example.org", "password": "silk-road-7370-km"})
code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", next(iter(yield_hotp_counters_from_time()))))
second = client.post(first["Location"], {"code": code})
print("asked", "2fa" in first["Location"], second.status_code)
print("page", client.get("/en/office/partners/").status_code)
agreement = Agreement.objects.exclude(document=None).first()
paper = client.get(reverse("partners:document_download", args=[agreement.uid]))
print("paper", b"".join(paper).startswith(b"%PDF-1.4 "))
before = max(Person.objects.values_list("pk", flat=True))
print("next", factories.PersonFactory().pk > before)
try:
    with transaction.atomic():
        Mobility.objects.filter(pk=Mobility.objects.first().pk)._raw_delete("default")
except IntegrityError as refusal:
    print("guard", "mobility_never_deleted" in str(refusal))
"""


RESTORE_EACH = """
import json, os
from django.core.management import CommandError, call_command
for path in os.environ["ARCHIVES"].split(","):
    try:
        call_command("restore", path)
        print(json.dumps("restored"))
    except CommandError as refusal:
        print(json.dumps(str(refusal)))
"""


@dataclass(frozen=True)
class Portal:
    """One installation: what its processes see."""

    env: dict[str, str]
    folder: Path

    def manage(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env=self.env | more, capture_output=True, text=True, timeout=600)

    def does(self, code: str, **more: str) -> str:
        done = self.manage("shell", "-v", "0", "-c", code, **more)
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def portal(folder: Path) -> Iterator[Portal]:
    """An installation without tables; its database goes with it."""
    folder.mkdir()
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield Portal(environment(folder), folder)
        return
    import psycopg2

    name = f"drill_{uuid.uuid4().hex[:12]}"
    server = psycopg2.connect(given)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    path = given.partition("?")[0]
    try:
        yield Portal(
            environment(folder, DATABASE_URL=given.replace(path, f"{path.rpartition('/')[0]}/{name}", 1)), folder
        )
    finally:
        with server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()
