"""A trainer puts together what learners sent, among it files nobody can use."""

import json

import pytest

import smkt_helpers as smkt
from smkt_helpers import practice
from smkt_helpers.__main__ import main
from smkt_helpers.errors import KitError
from smkt_helpers.practice.class_room import read_folder
from tests.helpers import find, press
from tests.practice.sample import lesson_root


@pytest.fixture
def folder(tmp_path):
    """Three learners, made by using the lesson as they would."""
    root, folder = lesson_root(tmp_path / "kit"), tmp_path / "class"
    folder.mkdir()
    for n, (name, home, answer) in enumerate(
        (("Ana", "sales", "12.5"), ("Bo", "marketing", "1"), ("", "other", "12.5")), start=1
    ):
        lesson = practice.start("07", root=root, home=tmp_path / str(n), setup_check=list)
        find(lesson.home(), "Where do you work?").value = home
        box = lesson.card("07-share")
        find(box, "Your answer").value = answer
        press(box, "Check")
        share = lesson.share()
        find(share, "Your name").value = name
        press(share, "Write my summary")
        (made,) = (root / "summaries").glob("*.json")
        made.rename(folder / f"{n}.json")
        for page in (root / "summaries").iterdir():
            page.unlink()
    return folder


def change(file, **values):
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}))


def test_one_row_per_learner(folder):
    told = []
    frame = smkt.class_overview(folder, told.append).set_index("file")
    assert told == []
    assert frame.loc["1.json", ["learner", "home", "finished", "solved", "own_seat"]].tolist() == [
        "Ana",
        "sales",
        0,
        1,
        1,
    ]
    assert frame.loc["2.json", ["learner", "solved", "lesson 07"]].tolist() == ["Bo", 0, 0]
    assert frame.loc["3.json", "learner"].startswith("No name (")


def _halve(file):
    file.write_text(file.read_text()[:200])


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_halve, "2.json is left out: it is not whole; ask for it again."),
        (lambda file: file.write_text("hello"), "it is not whole"),
        (lambda file: file.write_bytes(b"\xff\xfe\x00\x81"), "it is not a text file"),
        (lambda file: file.write_text("[1, 2]"), "it is not a summary of this kit"),
        (lambda file: file.write_text('{"kind": "another kit"}'), "it is not a summary of this kit"),
        (lambda file: file.write_text('{"format": 1, "lessons": {}}'), "it is a progress file; ask the learner"),
        (lambda file: change(file, format=99), "newer kit"),
        (lambda file: change(file, name=None), "“name” holds something unexpected"),
        (lambda file: change(file, written="yesterday"), "“written” holds"),
        (lambda file: change(file, practice={"own": "many"}), "“practice” holds"),
        (lambda file: change(file, lessons={"07": "done"}), "“lessons.07” holds"),
        (lambda file: change(file, lessons={"07": {"finished": True, "cards": [1]}}), "“lessons.07.cards” holds"),
        (lambda file: change(file, texts=["buy"]), "“texts” holds"),
        (lambda file: change(file, learner=5), "“learner” holds"),
    ],
)
def test_a_bad_file_gets_one_sentence_and_the_rest_is_used(folder, spoil, says):
    spoil(folder / "2.json")
    told = []
    frame = smkt.class_overview(folder, told.append)
    assert len(told) == 1
    assert says in told[0]
    assert set(frame["file"]) == {"1.json", "3.json"}


def test_of_two_files_of_one_learner_the_newest_counts(folder):
    again = json.loads((folder / "1.json").read_text())
    (folder / "0.json").write_text(json.dumps({**again, "written": "2099-01-01T10:00:00+00:00", "name": "Ana K."}))
    told = []
    frame = smkt.class_overview(folder, told.append)
    assert told == ["1.json is left out: the same learner has sent a newer one, 0.json."]
    assert "Ana K." in set(frame["learner"]) and len(frame) == 3


def test_three_files_of_one_learner_name_the_newest_in_each_sentence(folder):
    data = json.loads((folder / "1.json").read_text())
    for n in (4, 5):
        (folder / f"{n}.json").write_text(json.dumps({**data, "written": f"209{n}-01-01T10:00:00+00:00"}))
    _found, problems = read_folder(folder)
    assert sorted(problems) == [f"{n}.json is left out: the same learner has sent a newer one, 5.json." for n in (1, 4)]


def test_two_people_of_one_name_stay_two(folder):
    change(folder / "2.json", name="ana")
    told = []
    frame = smkt.class_overview(folder, told.append)
    assert told == ["2 learners are called Ana; a mark tells them apart, and they may be one person."]
    assert frame["learner"].is_unique


def test_a_lesson_nobody_knows_any_more_is_listed_all_the_same(folder):
    change(folder / "2.json", lessons={"42": {"finished": True, "cards": {}}})
    frame = smkt.class_overview(folder, pytest.fail)
    assert frame["finished"].sum() == 1


def test_no_such_folder(tmp_path):
    with pytest.raises(KitError, match="There is no folder"):
        smkt.class_overview(tmp_path / "gone")


def test_the_command_writes_a_page_that_names_everybody(folder, capsys):
    (folder / "4.json").write_text("{")
    change(folder / "1.json", texts=[{"title": "My plan", "text": "I <call> Mai"}])
    assert main(["class", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert str(folder / "class-overview.html") in out
    assert "4.json is left out" in err
    page = (folder / "class-overview.html").read_text(encoding="utf-8")
    for words in ("Ana", "Bo", "No name", "I &lt;call&gt; Mai", "4.json is left out", "07 After the sale", "07-share"):
        assert words in page
    assert "://" not in page


def test_the_command_as_json_and_with_a_place_of_its_own(folder, tmp_path, capsys):
    assert main(["class", str(folder), "--json"]) == 0
    assert {row["learner"] for row in json.loads(capsys.readouterr().out)} >= {"Ana", "Bo"}
    assert not (folder / "class-overview.html").exists()
    assert main(["class", str(folder), "--out", str(tmp_path / "page.html")]) == 0
    assert (tmp_path / "page.html").is_file()


def test_the_command_says_what_cannot_be_done(folder, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert main(["class", str(tmp_path / "empty")]) == 2
    assert "There is no summary in" in capsys.readouterr().err
    assert main(["class", str(folder), "--out", str(tmp_path / "no" / "where.html")]) == 2
    assert "cannot be written" in capsys.readouterr().err
