"""The kit's settings name things that the installed JupyterLab knows; a wrong name would be ignored silently."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jupyterlab
import pytest

from smkt_helpers.lab import places

SCHEMAS = Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas"
OVERRIDES = json.loads((places.SETTINGS / "overrides.json").read_text(encoding="utf-8"))
PAGE = json.loads((places.SETTINGS / "page_config.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("plugin", OVERRIDES)
def test_each_setting_exists_and_has_the_right_type(plugin):
    package, _, name = plugin.partition(":")
    schema = json.loads((SCHEMAS / package / f"{name}.json").read_text(encoding="utf-8"))
    types = {"string": str, "boolean": bool, "array": list}
    for key, value in OVERRIDES[plugin].items():
        declared = schema["properties"][key]
        assert isinstance(value, types[declared["type"]]), key
        if "oneOf" in declared:
            assert value in [choice["const"] for choice in declared["oneOf"]], key


def test_each_hidden_toolbar_button_exists():
    for plugin, settings in OVERRIDES.items():
        package, _, name = plugin.partition(":")
        schema = json.loads((SCHEMAS / package / f"{name}.json").read_text(encoding="utf-8"))
        toolbars = schema.get("jupyter.lab.toolbars", {})
        known = {item["name"] for toolbar in toolbars.values() for item in toolbar}
        assert {item["name"] for item in settings.get("toolbar", [])} <= known


def test_news_and_updates_are_off():
    assert OVERRIDES["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    assert "@jupyterlab/apputils-extension:announcements" in PAGE["disabledExtensions"]


def test_each_switched_off_part_exists():
    static = Path(sys.prefix) / "share" / "jupyter" / "lab" / "static"
    core = "".join(path.read_text(encoding="utf-8", errors="ignore") for path in static.glob("jlab_core*.js"))
    known = json.loads((Path(jupyterlab.__file__).parent / "staging" / "package.json").read_text(encoding="utf-8"))
    packages = known["jupyterlab"]["extensions"]
    for name in PAGE["disabledExtensions"]:
        assert name in packages or f'"{name}"' in core, name
