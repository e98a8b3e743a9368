"""The files of production fit the settings, the documentation and each other."""

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from .processes import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OF_THE_CONTAINERS = {"POSTGRES_PASSWORD", "POSTGRES_USER", "POSTGRES_DB", "WEB_WORKERS", "WEB_THREADS", "WEB_BIND"}


def read_by_settings() -> set[str]:
    """The names that the settings ask the environment for."""
    texts = [path.read_text() for path in (ROOT / "kanazawa_exchange" / "settings").glob("*.py")]
    return {
        str(call.args[0].value)
        for call in (node for text in texts for node in ast.walk(ast.parse(text)))
        if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant)
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
    }


def documented() -> set[str]:
    """The names in the tables of docs/deploy.md."""
    rows = [line.split("|")[1] for line in (ROOT / "docs/deploy.md").read_text().splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}


def in_example() -> set[str]:
    """The names that .env.example sets or shows."""
    return set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))


def test_every_setting_is_documented_and_nothing_else_is():
    assert documented() - OF_THE_CONTAINERS == read_by_settings()


def test_the_example_names_only_what_is_read():
    assert in_example() - OF_THE_CONTAINERS - read_by_settings() == set()


def test_the_example_holds_no_secret():
    for name in ("SECRET_KEY", "FIELD_KEY", "POSTGRES_PASSWORD"):
        assert re.search(rf"^{name}=$", (ROOT / ".env.example").read_text(), re.M)


def test_compose_sets_only_what_is_read():
    named = {name for service in COMPOSE["services"].values() for name in service.get("environment", {})}
    assert named - OF_THE_CONTAINERS - read_by_settings() == set()


def test_compose_has_every_part_and_each_waits_for_health():
    services = COMPOSE["services"]
    assert set(services) == {"migrate", "web", "worker", "beat", "postgres", "broker", "cache", "nginx"}
    for name, service in services.items():
        assert "healthcheck" in service or name == "web", name  # web: the check of the image
        for needed, condition in service.get("depends_on", {}).items():
            assert needed in services
            assert condition["condition"] in {"service_healthy", "service_completed_successfully"}
    assert "HEALTHCHECK" in DOCKERFILE
    named = {volume.partition(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert {volume for volume in named if not volume.startswith(".")} == set(COMPOSE["volumes"])


def test_the_broker_keeps_and_the_cache_may_forget():
    broker, cache = (" ".join(COMPOSE["services"][name]["command"]) for name in ("broker", "cache"))
    assert "--appendonly yes" in broker
    assert "--maxmemory-policy noeviction" in broker
    assert "--maxmemory-policy allkeys-lru" in cache
    assert (
        COMPOSE["services"]["web"]["environment"]["CACHE_URL"]
        != COMPOSE["services"]["web"]["environment"]["CELERY_BROKER_URL"]
    )


def test_only_the_proxy_is_reachable_from_outside():
    assert [name for name, service in COMPOSE["services"].items() if service.get("ports")] == ["nginx"]


def test_images_are_named_with_a_version():
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    images += [service["image"] for service in COMPOSE["services"].values() if "build" not in service]
    assert [image for image in images if not re.search(r":\d", image)] == []


def test_the_image_follows_the_rules_of_the_trade():
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.M)
    assert not re.search(r"^ADD |curl |wget |latest|--trusted-host|index-url", DOCKERFILE, re.M)
    assert "--require-hashes" in DOCKERFILE
    assert DOCKERFILE.index("COPY requirements.lock") < DOCKERFILE.index("COPY . .")
    for copied in re.findall(r"deploy/[\w.]+", DOCKERFILE):
        assert (ROOT / copied).exists()
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".env", "var", ".venv"} <= set(ignored)


def test_the_proxy_buffers_and_overwrites_what_a_client_claims():
    text = (ROOT / "deploy/nginx.conf").read_text()
    for line in (
        "proxy_request_buffering on;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        'proxy_set_header X-Request-Start "t=${msec}";',
        "server_tokens off;",
        "client_header_timeout 15s;",
        "client_body_timeout 20s;",
    ):
        assert line in text
    limit = int(re.search(r"client_max_body_size (\d+)m;", text)[1])
    assert limit * 1024 * 1024 == settings.REQUEST_MAX_BYTES > settings.DOCUMENT_MAX_BYTES == 10 * 1024 * 1024


def test_the_proxy_starts_anew_where_its_file_has_changed():
    """Compose does not look into a file that it only hands over: an old nginx would pass on what the portal believes by now."""
    checksum = hashlib.sha256((ROOT / "deploy/nginx.conf").read_bytes()).hexdigest()[:12]
    assert COMPOSE["services"]["nginx"]["labels"] == {"portal.configuration": checksum}
    assert COMPOSE["services"]["web"]["environment"]["TRUSTED_REQUEST_START"] == "1"


def compose() -> list[str]:
    """A real Compose: Docker's, one of its own, or the one that COMPOSE names."""
    docker, alone = shutil.which("docker"), os.environ.get("COMPOSE") or shutil.which("docker-compose")
    if docker and subprocess.run([docker, "compose", "version"], capture_output=True).returncode == 0:
        return [docker, "compose"]
    if alone and subprocess.run([alone, "version"], capture_output=True).returncode == 0:
        return [alone]
    pytest.skip("no Compose here: neither Docker's plugin nor COMPOSE=/path/to/docker-compose")


def read_by_compose(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / ".env").write_text(
        (ROOT / ".env.example").read_text().replace("POSTGRES_PASSWORD=", "POSTGRES_PASSWORD=x")
    )
    (folder / "docker-compose.yml").write_text(text)
    words = [*compose(), "-f", "docker-compose.yml", "config", "--format", "json"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=300)


def test_compose_itself_reads_the_file(tmp_path):
    done = read_by_compose(tmp_path, (ROOT / "docker-compose.yml").read_text())
    assert done.returncode == 0, done.stderr
    services = json.loads(done.stdout)["services"]
    assert set(services) == set(COMPOSE["services"])
    assert services["web"]["environment"]["DATABASE_URL"] == "postgresql://portal:x@postgres:5432/portal"
    assert {name: service["logging"]["options"]["max-size"] for name, service in services.items()} == dict.fromkeys(
        services, "10m"
    )


def test_control_compose_refuses_what_it_does_not_know(tmp_path):
    text = (ROOT / "docker-compose.yml").read_text()
    done = read_by_compose(tmp_path, text.replace("    stop_grace_period: 40s", "    stop_grace_periodd: 40s", 1))
    assert done.returncode != 0
    assert "stop_grace_periodd" in done.stderr
