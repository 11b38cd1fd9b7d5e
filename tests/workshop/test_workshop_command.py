"""``workshop``: as somebody types it, and every mistake as one sentence."""

import json

import pytest

from smkt_helpers.__main__ import main
from smkt_helpers.lab import launch
from smkt_helpers.workshop import paper
from smkt_helpers.workshop.formats import format_of
from smkt_helpers.workshop.store import Store
from tests.workshop.helpers import NO_PRACTICE


@pytest.fixture
def ledger():
    """A workshop with one quarter played."""
    made = Store().begin(format_of("small", NO_PRACTICE, "small.toml"), "Spring")
    for place, name in enumerate(("Anna", "Bo")):
        made.do("join", id=f"p{place}", name=name, home=("marketing", "sales")[place])
    made.do("seat_all", tables=1)
    made.do("go", phase="brief")
    made.do("go", phase="open")
    made.do("decide", table=1, seat="marketing", values={"threshold": 50.0}, why="Anna said so")
    made.do("go", phase="locked")
    made.play()
    made.do("go", phase="revealed")
    return made


def told(capsys, *command):
    assert main(["workshop", *command]) == 0
    return capsys.readouterr().out


def sentence(capsys, *command):
    assert main(["workshop", *command]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "Traceback" not in said
    return said


def test_nothing_is_there_yet(capsys):
    assert "There is no workshop on this computer yet" in told(capsys, "list")
    assert json.loads(told(capsys, "list", "--json")) == []


def test_the_list_says_which_when_and_how_far(capsys, ledger):
    line = told(capsys, "list")
    assert ledger.id in line and "Spring" in line and "2 people, 1 tables; Results" in line
    (row,) = json.loads(told(capsys, "list", "--json"))
    assert row["id"] == ledger.id and row["people"] == 2 and row["phase"] == "revealed"


def test_out_to_a_file_and_in_again(capsys, tmp_path, ledger):
    file = tmp_path / "spring.json"
    assert "without names" in told(capsys, "export", ledger.id[:6], "--out", str(file))
    text = file.read_text(encoding="utf-8")
    assert "Anna" not in text and "said so" not in text
    assert "is here now" in told(capsys, "import", str(file))
    assert len(Store().listed()) == 2
    told(capsys, "export", ledger.id, "--out", str(file), "--names")
    assert "Anna" in file.read_text(encoding="utf-8")


def test_a_workshop_comes_out_the_same_again(capsys, tmp_path, ledger):
    assert "Quarter 1 of 3: the same" in told(capsys, "recompute", ledger.id)
    file = tmp_path / "spring.json"
    told(capsys, "export", ledger.id, "--out", str(file))
    (row,) = json.loads(told(capsys, "recompute", str(file), "--json"))
    assert row["same"] and row["stored"] == row["again"]


def test_a_changed_file_is_found_out(capsys, tmp_path, ledger):
    file = tmp_path / "spring.json"
    told(capsys, "export", ledger.id, "--out", str(file))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"threshold": 50.0', '"threshold": 20.0'), encoding="utf-8")
    assert main(["workshop", "recompute", str(file)]) == 1
    assert "different" in capsys.readouterr().out


def test_a_workshop_is_deleted_only_on_purpose(capsys, ledger):
    assert "add --yes" in sentence(capsys, "purge", ledger.id)
    assert len(Store().listed()) == 1
    assert "has been deleted" in told(capsys, "purge", ledger.id, "--yes")
    assert Store().listed() == []


def test_mistakes_are_sentences(capsys, tmp_path, ledger):
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    (tmp_path / "picture.json").write_bytes(b"\xff\xfe\x00")
    assert "There is no workshop with the number nonsense" in sentence(capsys, "export", "nonsense", "--out", "x.json")
    assert "cannot be written" in sentence(capsys, "export", ledger.id, "--out", str(tmp_path))
    assert "cannot be read" in sentence(capsys, "import", str(tmp_path / "no-such.json"))
    assert "no workshop that was exported" in sentence(capsys, "import", str(other))
    assert "no workshop that was exported" in sentence(capsys, "import", str(tmp_path / "picture.json"))
    assert "no workshop with the number" in sentence(capsys, "recompute", str(tmp_path / "no-such.json"))
    assert "--help" in sentence(capsys, "nonsense")
    assert "--help" in sentence(capsys)
    assert len(Store().listed()) == 1


def test_a_beginning_that_fits_two_workshops_deletes_neither(capsys, ledger):
    # Of 17 numbers two begin with the same of 16 digits.
    for _more in range(16):
        Store().begin(ledger.now.format)
    firsts = [one.id[0] for one in Store().listed()]
    twice = next(first for first in firsts if firsts.count(first) > 1)
    assert "More than one workshop" in sentence(capsys, "purge", twice, "--yes")
    assert len(Store().listed()) == 17


def test_the_papers_are_written_and_mistakes_are_found_first(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(paper, "pages", lambda *args, **named: {"index.html": "x"})
    out = tmp_path / "papers" / "here"
    assert "index.html" in told(capsys, "paper", "--format", "short", "--tables", "2", "--out", str(out))
    assert (out / "index.html").is_file()
    monkeypatch.setattr(paper, "pages", lambda *args, **named: pytest.fail("the long work began"))
    place = ("--out", str(tmp_path / "other"))
    assert "There is no format called long" in sentence(capsys, "paper", "--format", "long", *place)
    assert "written like 09:00" in sentence(capsys, "paper", "--start", "nine", *place)
    assert "each table needs two" in sentence(capsys, "paper", "--tables", "5", "--people", "6", *place)
    assert not (tmp_path / "other").exists()
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "choose another folder" in sentence(capsys, "paper", "--out", str(tmp_path / "file"))


def test_open_opens_the_control_room(monkeypatch):
    asked = []
    monkeypatch.setattr(launch, "open_kit", lambda args: asked.append(args) or 0)
    assert main(["workshop", "open", "--no-browser", "--port", "9000"]) == 0
    (args,) = asked
    assert (args.notebook, args.port, args.no_browser) == ("notebooks/trainer/control-room.ipynb", 9000, True)
