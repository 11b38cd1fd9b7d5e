"""The shipped sample data are what the recipe makes, fit the schema, and carry their hash."""

import hashlib
import importlib.util
import json
from pathlib import Path

import pytest

from smkt_helpers.crm import SCHEMA
from smkt_helpers.crm_csv import read_csv

FOLDER = Path(__file__).resolve().parents[1] / "datasets"
PACKAGE = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))


def _recipe():
    spec = importlib.util.spec_from_file_location("recipe", FOLDER / "recipe.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_recipe_makes_the_same_bytes(tmp_path):
    recipe = _recipe()
    recipe.make(tmp_path)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert made == sorted(
        Path("datapackage.json") if kind == "package" else Path(kind)
        for kind in [
            "package",
            *(resource["path"] for resource in PACKAGE["resources"]),
            *(f"{name}/README.md" for name in recipe.SETS),
        ]
    )
    for path in made:
        assert (tmp_path / path).read_bytes() == (FOLDER / path).read_bytes(), (
            f"{path} differs from what the recipe makes"
        )


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=lambda resource: resource["name"])
def test_hash_size_and_schema(resource):
    path = FOLDER / resource["path"]
    content = path.read_bytes()
    assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    assert resource["bytes"] == len(content) < 2_000_000
    assert b"\r" not in content
    table = path.stem
    assert [field["name"] for field in resource["schema"]["fields"]] == [
        column.name for column in SCHEMA[table]
    ]
    assert len(read_csv(table, path)) > 0
