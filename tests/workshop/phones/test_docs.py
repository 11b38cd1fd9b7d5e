"""The page about phones: each threat has its tests, and the hosted files fit the commands."""

import argparse
import re
import shlex
from pathlib import Path

import yaml

from smkt_helpers.commands import workshop
from smkt_helpers.workshop.phones import app
from smkt_helpers.workshop.remote import TOKEN
from smkt_helpers.workshop.store import DATABASE

KIT = Path(__file__).resolve().parents[3]
HOSTING = KIT / "hosting"


def test_every_threat_names_tests_that_are_there():
    page = (KIT / "docs" / "phones.md").read_text(encoding="utf-8")
    rows = [row for row in page.split("## What could go wrong on purpose")[1].splitlines() if row.startswith("| ")][1:]
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    there = set(re.findall(r"^def (test_\w+)", "\n".join(texts), re.MULTILINE))
    assert len(rows) > 10
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row.split("|")[3])
        assert named, row
        assert set(named) <= there, row


def test_the_hosted_server_is_started_by_a_command_that_is_there():
    (command,) = re.findall(r"^CMD (\[.*\])$", (HOSTING / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    words = yaml.safe_load(command)
    assert words[:4] == ["python", "-m", "smkt_helpers", "workshop"]
    parser = argparse.ArgumentParser()
    workshop.add_arguments(parser)
    args = parser.parse_args(words[4:])
    assert (args.what, args.workers) == ("serve", 3)


def test_the_hosted_services_fit_together_and_only_the_web_server_is_reached():
    text = (HOSTING / "compose.yaml").read_text(encoding="utf-8")
    services = yaml.safe_load(text)["services"]
    assert [name for name, one in services.items() if "ports" in one] == ["web"]
    assert set(services["phones"]["environment"]) == {DATABASE, TOKEN, app.ANYWHERE, "FORWARDED_ALLOW_IPS"}
    asked = set(re.findall(r"\$\{(\w+):\?", text))
    given = set(re.findall(r"^(\w+)=", (HOSTING / "example.env").read_text(encoding="utf-8"), re.MULTILINE))
    assert asked == given
    assert "phones:8000" in (HOSTING / "Caddyfile").read_text(encoding="utf-8")
    assert "8000" in shlex.split((HOSTING / "Dockerfile").read_text(encoding="utf-8").rpartition("EXPOSE")[2])


def test_all_that_the_server_needs_is_in_its_image():
    copied = re.findall(r"^COPY (?:--chown=\w+ )?(.+) \S+$", (HOSTING / "Dockerfile").read_text(encoding="utf-8"), re.M)
    names = {name for line in copied for name in line.split()}
    allowed = (HOSTING / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert {f"!{name}" for name in names} <= set(allowed)
    assert all((KIT / name).exists() for name in names)
