"""The folder that is taken away: everything in it, nothing half-written, and commands that work beside it."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import replace

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.__main__ import main
from smkt_helpers.case.blocks import Note, Section
from smkt_helpers.case.figure import count, said
from smkt_helpers.case.paper import files, report, taken
from smkt_helpers.case.paper import print as printing
from smkt_helpers.case.parts import PARTS, Part
from smkt_helpers.case.question import asked
from smkt_helpers.comparison.runs import StoppedError
from smkt_helpers.errors import KitError
from smkt_helpers.formulas import RISKY

ONLY = ("headline",)
ALWAYS = ["report.html", "slides.pptx", "slides.html", "numbers.csv", "company.toml"]


@pytest.fixture
def no_browser(monkeypatch):
    monkeypatch.setattr(printing, "_places", lambda: iter(()))


@pytest.fixture
def tables(headline):
    return {"headline": headline}


def names(paths):
    return [path.name for path in paths]


def test_everything_is_in_one_folder_and_carries_where_it_comes_from(question, tables, tmp_path, no_browser):
    paths = files.write(question, tables, tmp_path / "out", only=ONLY)
    assert names(paths) == ALWAYS and sorted(names((tmp_path / "out").iterdir())) == sorted(ALWAYS)
    assert names(tmp_path.iterdir()) == ["out"]
    today = smkt.words.date(datetime.date.today())
    for name in ("report.html", "slides.html", "company.toml"):
        text = (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert all(one in text for one in ("seed 1", f"kit {smkt.__version__}", "2 simulated years", today)), name
    assert "no Chrome, Edge or Chromium" in files.without_pdf(paths)
    # A PDF of an earlier report does not stay beside a new one.
    (tmp_path / "out" / "report.pdf").write_bytes(b"%PDF-old")
    files.write(question, tables, tmp_path / "out", only=ONLY)
    assert not (tmp_path / "out" / "report.pdf").exists()


def test_numbers_are_the_figures_and_no_spreadsheet_takes_one_for_a_formula(question, tables, tmp_path, no_browser):
    files.write(question, tables, tmp_path, only=ONLY)
    table = pd.read_csv(tmp_path / "numbers.csv", encoding="utf-8-sig", keep_default_na=False)
    line = table.set_index("id").loc["headline.contribution.difference"]
    assert float(line["value"]) == pytest.approx(tables["headline"].board.loc["contribution", "difference"])
    assert line["seed"] == "1" and line["simulated_years"] == 2 and line["practices"] and "compare" in line["command"]
    words = table.select_dtypes(exclude="number").drop(columns=["value", "low", "high"])
    assert not any(RISKY.match(cell) and not cell.startswith("'") for cell in words.to_numpy().ravel())
    # What is shown can be read: no apostrophe before an amount, and a sign only where it is no formula.
    assert not table["shown"].str.startswith(("'", "+")).any() and table["shown"].str.startswith("−").any()
    shown = taken.taken(question, tables).figures["headline.contribution.difference"].text
    assert shown.startswith("+") and line["shown"] == shown.removeprefix("+")
    text = (tmp_path / "numbers.csv").read_text(encoding="utf-8-sig")
    assert not re.search(r",-?\d*\.?\d{12,}", text)


def test_commands_with_a_changed_number_work_beside_the_files(question, tmp_path, no_browser, monkeypatch, capsys):
    changed = question.with_changes(changed=(("team.reps", 6), ("contact.reachable", 0.31)))
    tables = files.computed(changed, {}, only=ONLY)
    files.write(changed, tables, tmp_path, only=ONLY)
    monkeypatch.chdir(tmp_path)
    again = smkt.company("company.toml")
    assert again.team.reps == 6 and again.contact.reachable == 0.31
    note = next(one for one in again.assumptions if one.path == "team.reps")
    assert "Changed" in note.why
    command = taken.taken(changed, tables).figures["headline.revenue.difference"].command
    assert "--company company.toml --first" in command
    assert main([*command.split()[3:], "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    line = tables["headline"].board.loc["revenue"]
    assert said["revenue"]["difference"] == pytest.approx(line["difference"])
    assert [said["revenue"]["low"], said["revenue"]["high"]] == pytest.approx([line["low"], line["high"]])


def test_who_edits_the_company_file_sees_what_it_does(question, tables, tmp_path, no_browser, monkeypatch, capsys):
    files.write(question, tables, tmp_path, only=ONLY)
    monkeypatch.chdir(tmp_path)
    command = taken.taken(question, tables).figures["headline.revenue.difference"].command
    found = []
    for reps in (question.company.team.reps, 3):
        text = (tmp_path / "company.toml").read_text(encoding="utf-8")
        edited, times = re.subn(r"(?m)^(reps = \{ value = )\d+", rf"\g<1>{reps}", text)
        assert times == 1
        (tmp_path / "company.toml").write_text(edited, encoding="utf-8")
        assert main([*command.split()[3:], "--json"]) == 0
        found.append(json.loads(capsys.readouterr().out)["revenue"]["difference"])
    assert found[0] == pytest.approx(tables["headline"].board.loc["revenue", "difference"])
    assert found[1] != pytest.approx(found[0])


@pytest.mark.parametrize("id", ["irrigation", "webshop"])
def test_the_file_of_a_shipped_company_says_the_same(id, tmp_path):
    one = asked(id, markets=2, weeks=26)
    case = taken.taken(one, {})
    (tmp_path / "company.toml").write_text(files.company_text(case), encoding="utf-8")
    again = smkt.company(tmp_path / "company.toml")
    assert again.today == one.company.today
    assert [(note.path, note.value) for note in again.assumptions] == [
        (note.path, note.value) for note in one.company.assumptions]  # fmt: skip


def test_what_cannot_be_written_is_one_sentence_and_leaves_what_was_there(question, tables, tmp_path, no_browser,
                                                                          monkeypatch):  # fmt: skip
    folder = tmp_path / "out"
    files.write(question, tables, folder, only=ONLY)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(case, path):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(files, "write_deck", full)
    with pytest.raises(KitError, match=r"slides\.pptx: No space left"):
        files.write(question, tables, folder, only=ONLY)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert names(tmp_path.iterdir()) == ["out"]
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    with pytest.raises(KitError, match="cannot be written"):
        files.checked_folder(blocked / "out")


def test_stopping_writes_nothing(question, tmp_path, no_browser):
    with pytest.raises(StoppedError):
        files.write(question, {}, tmp_path / "out", cancel=lambda: True, only=ONLY)
    assert names(tmp_path.iterdir()) == []


def test_a_part_without_an_answer_says_why(question, tables, monkeypatch):
    def compute(self, question, **ways):
        raise KitError("Nobody ever asked this company.")

    monkeypatch.setattr(Part, "compute", compute)
    told = []
    tables = files.computed(question, tables, lambda done, all: told.append((done, all)), only=("headline", "vanish"))
    section = taken.taken(question, tables).section("vanish")
    assert section.title == PARTS["vanish"].title and "Nobody ever asked this company." in section.message.text()
    assert told == sorted(told) and told[-1][0] < told[-1][1]


def test_browsers_are_found_in_their_usual_places(tmp_path, monkeypatch):
    monkeypatch.setattr(printing.shutil, "which", lambda name: None)
    monkeypatch.setattr(printing, "MAC_FOLDERS", ())
    for variable in printing.WINDOWS_FOLDERS:
        monkeypatch.delenv(variable, raising=False)
    assert printing.find_browser() is None
    edge = tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe"
    edge.parent.mkdir(parents=True)
    edge.touch()
    monkeypatch.setenv("PROGRAMFILES(X86)", str(tmp_path))
    assert printing.find_browser() == edge


def test_a_browser_that_cannot_print_gives_no_pdf(question, tables, tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "find_browser", lambda: tmp_path / "no-such-browser")
    assert names(files.write(question, tables, tmp_path / "out", only=ONLY)) == ALWAYS


def test_the_command_writes_says_and_lists(tmp_path, no_browser, capsys):
    options = ["--only", "headline", "--markets", "2", "--weeks", "26", "--assume", "team.reps=6"]
    assert main(["report", "--out", str(tmp_path / "out"), *options]) == 0
    said = capsys.readouterr().out
    assert "In a model of" in said and all(str(tmp_path / "out" / name) in said for name in ALWAYS)
    assert "To get a PDF" in said
    assert main(["report", "--json", *options]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["id"] for one in told["figures"]} >= {"headline.revenue.difference", "case.team.reps"}
    assert told["files"] == [] and told["message"] in said


@pytest.mark.parametrize(("options", "sentence"), [
    (["--only", "headlines"], "There is no part 'headlines'"),
    (["--only", ""], "the parts are"),
    (["--practices", "no_such"], "no_such"),
    (["--company", "nobody"], "no company called"),
    (["--assume", "team.reps=0"], "team.reps"),
])  # fmt: skip
def test_a_wrong_option_is_one_sentence(options, sentence, tmp_path, capsys):
    assert main(["report", "--out", str(tmp_path / "out"), *options]) == 2
    assert sentence in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_is_a_sentence(tmp_path, monkeypatch, capsys):
    def interrupted(*ways, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "computed", interrupted)
    assert main(["report", "--out", str(tmp_path / "out"), "--only", "headline", "--markets", "2"]) == 130
    assert "Stopped; nothing was written." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# In a browser


@pytest.mark.browser
def test_the_pdf_is_a4_with_one_sheet_for_the_board(question, tables, tmp_path):
    if printing.find_browser() is None:
        pytest.skip("needs a Chrome, Edge or Chromium")
    paths = files.write(question, tables, tmp_path, only=ONLY)
    assert files.without_pdf(paths) == ""
    pdf = (tmp_path / "report.pdf").read_bytes()
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert {tuple(round(float(size)) for size in box) for box in boxes} == {(595, 842)}
    assert 2 <= len(re.findall(rb"/Type /Page\b", pdf)) <= 4     # without the list of all figures
    assert names(tmp_path.iterdir()).count("report.pdf") == 1 and len(list(tmp_path.iterdir())) == 6


@pytest.mark.browser
@pytest.mark.parametrize("times", [1, 4, 7])
def test_the_sheet_for_the_board_is_one_page_even_with_long_sentences(question, tables, found, times, tmp_path,
                                                                      monkeypatch):  # fmt: skip
    if printing.find_browser() is None:
        pytest.skip("needs a Chrome, Edge or Chromium")
    words = said("A doubt of {n} words, " + "which goes on and on until the board has had enough of it, " * times,
                 n=count("doubt.n", 90, name="Words", how="counted"))  # fmt: skip
    monkeypatch.setattr(taken.headline, "side_effects", lambda *ways: [Note("warn", words)])
    case = taken.taken(question, {**tables, "otherwise": found("otherwise")})
    doubts = tuple(Section(id, id, words, ()) for id in ("doubt", "vanish", "honesty"))
    case = replace(case, sections=(*case.sections, *doubts))
    text = report.report(case)
    first = text[: text.index("</section>")] + "</section></main></body></html>"
    (tmp_path / "first.html").write_text(first, encoding="utf-8")
    assert printing.print_page(tmp_path / "first.html", tmp_path / "first.pdf")
    assert len(re.findall(rb"/Type /Page\b", (tmp_path / "first.pdf").read_bytes())) == 1
    assert all(one in first for one in ("What this cannot say", "A year in figures", "They cost", "Not counted"))
