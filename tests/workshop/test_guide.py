"""The facilitator's guide is what the command makes, and says no more than the evidence page carries."""

import re
import shutil

import pytest

from smkt_helpers.__main__ import main
from smkt_helpers.company_file import ROOT
from smkt_helpers.errors import KitError
from smkt_helpers.workshop.formats import names, read_format
from smkt_helpers.workshop.paper import guide as paper_guide

PAGE = paper_guide.PAGE.read_text(encoding="utf-8")


def test_each_part_of_the_committed_guide_is_what_is_made(monkeypatch):
    """The figures, which are played, are those of one format here; the full level plays them all."""
    parts = dict(paper_guide._BLOCKS)
    rounds = parts.pop("rounds")
    assert paper_guide.with_blocks(PAGE, {name: make() for name, make in parts.items()}) == PAGE
    monkeypatch.setattr(paper_guide, "_all_formats", lambda: [read_format("manager-demo")])
    assert rounds() in PAGE


@pytest.mark.full
def test_the_committed_guide_is_what_the_command_makes(tmp_path):
    copy = tmp_path / "guide.md"
    shutil.copy(paper_guide.PAGE, copy)
    assert main(["workshop", "guide", "--to", str(copy)]) == 0
    assert copy.read_text(encoding="utf-8") == PAGE, "run: python -m smkt_helpers workshop guide"


def test_every_part_that_is_made_stands_in_it_once():
    for name in paper_guide._BLOCKS:
        assert PAGE.count(paper_guide.BEGIN.format(name=name)) == 1
        assert PAGE.count(paper_guide.END.format(name=name)) == 1
    assert all(f"`{name}`" in PAGE for name in names())


def test_a_guide_without_a_marker_is_left_alone(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(paper_guide, "blocks", lambda: {"rules": "new"})
    page = tmp_path / "guide.md"
    page.write_text("nothing", encoding="utf-8")
    assert main(["workshop", "guide", "--to", str(page)]) == 2
    assert "markers" in capsys.readouterr().err and page.read_text(encoding="utf-8") == "nothing"
    with pytest.raises(KitError):
        paper_guide.write(tmp_path / "no-such-page.md")


def test_only_what_stands_between_the_markers_changes():
    begin, end = paper_guide.BEGIN.format(name="rules"), paper_guide.END.format(name="rules")
    page = f"before\n{begin}\nold \\1\n{end}\nafter"
    assert paper_guide.with_blocks(page, {"rules": r"new \1"}) == f"before\n{begin}\n\nnew \\1\n\n{end}\nafter"


def test_its_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (paper_guide.PAGE.parent / target).is_file(), target
    heads = {
        re.sub(r"[^a-z0-9 -]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^#+ (.+)$", PAGE, re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= heads


def test_its_evidence_is_on_the_evidence_page():
    evidence = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    part = PAGE.split("## What the evidence carries")[1].split("\n## ")[0]
    figures = set(re.findall(r"\+?\d+%|\b(?:19|20)\d\d\b", part))
    assert len(figures) >= 6
    assert all(figure in evidence for figure in figures)
    for author in ("Sitzmann", "Cannon-Bowers", "Le Meunier-FitzHugh", "Homburg", "Gopalakrishna"):
        assert author in part and author in evidence


@pytest.mark.parametrize("word", ["Purpose", "Prepare", "wrong", "rules", "roles", "luck", "six questions", "no blame",
                                  "Taking it to work", "quiz", "evidence", "Variants", "Questions", "glossary"])
def test_nothing_that_a_trainer_needs_is_missing(word):
    assert word in PAGE
