"""The progress file: whole at every moment, shared by two notebooks, and never lost."""

import json
import os
import shutil
import threading
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smkt_helpers.errors import KitError
from smkt_helpers.practice import progress as p
from smkt_helpers.practice import store as s
from smkt_helpers.practice.progress import FORMAT, Progress
from smkt_helpers.practice.store import ProgressFile, write_json
from tests.practice.test_progress import CHANGES

TO_SALES = partial(p.with_home, home="sales")


def keep(number):
    return partial(p.plan_kept, lesson="01", desk=f"desk {number}", values={"n": number})


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".json")


def test_what_was_done_is_there_the_next_time(tmp_path):
    first = ProgressFile(tmp_path)
    first.update(TO_SALES)
    again = ProgressFile(tmp_path)
    assert again.progress.home == "sales"
    assert (again.notices, again.unsaved) == ([], "")


def test_the_file_is_readable_and_says_what_it_is(tmp_path):
    ProgressFile(tmp_path, kit="0.1.0").update(TO_SALES)
    text = (tmp_path / "progress.json").read_text(encoding="utf-8")
    data = json.loads(text)
    assert (data["format"], data["kit"], data["home"]) == (FORMAT, "0.1.0", "sales")
    assert data["about"].startswith("Progress of one learner")
    assert text.count("\n") > 4


def test_the_folder_follows_the_variable(own_home):
    assert ProgressFile().path == own_home / "progress.json"


def test_without_the_variable_it_is_the_users_data_folder(monkeypatch):
    monkeypatch.delenv("SMKT_HOME")
    assert s.folder().name == "smarketing-kit"


def test_two_notebooks_add_to_each_other(tmp_path):
    one, two = ProgressFile(tmp_path), ProgressFile(tmp_path)
    one.update(keep(1))
    two.update(keep(2))
    one.update(keep(3))
    assert set(ProgressFile(tmp_path).progress.lesson("01").plans) == {"desk 1", "desk 2", "desk 3"}


def test_many_writers_at_once_lose_nothing(tmp_path):
    def work(start):
        mine = ProgressFile(tmp_path)
        for number in range(start, start + 8):
            mine.update(keep(number))

    threads = [threading.Thread(target=work, args=(100 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ProgressFile(tmp_path).progress.lesson("01").plans) == 32


@given(st.lists(st.tuples(st.booleans(), st.booleans(), CHANGES), max_size=12))
def test_any_mix_of_two_notebooks_and_failing_disks_ends_with_everything(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("mix")
    files = [ProgressFile(folder), ProgressFile(folder)]
    written: list = []
    waiting: list = [[], []]
    for second, fails, change in steps:
        with pytest.MonkeyPatch.context() as patch:
            if fails:
                patch.setattr(s, "write_json", _full_disk)
            file = files[second]
            before = list(written)
            file.update(change)
        waiting[second].append(change)
        if not file.unsaved:
            written = before + waiting[second]
            waiting[second] = []
    expected = Progress()
    for change in written:
        expected = change(expected)
    assert ProgressFile(folder).progress == expected


def _full_disk(*_arguments):
    raise OSError(28, "No space left on device")


def test_a_full_disk_is_told_and_made_good_by_the_next_step(tmp_path, monkeypatch):
    file = ProgressFile(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(s, "write_json", _full_disk)
        file.update(keep(1))
    assert "No space left on device" in file.unsaved
    assert "desk 1" in file.progress.lesson("01").plans
    file.update(keep(2))
    assert file.unsaved == ""
    assert set(ProgressFile(tmp_path).progress.lesson("01").plans) == {"desk 1", "desk 2"}


def test_a_folder_that_cannot_be_used_stops_nobody(tmp_path):
    in_the_way = tmp_path / "home"
    in_the_way.write_text("a file, not a folder")
    file = ProgressFile(in_the_way)
    assert "cannot be saved" in file.notices[0]
    file.update(TO_SALES)
    assert file.progress.home == "sales"
    assert "cannot be saved" in file.unsaved
    with pytest.raises(KitError, match="Nothing was changed"):
        file.start_over()
    assert file.progress.home == "sales"
    assert in_the_way.read_text() == "a file, not a folder"


def test_a_stop_in_the_middle_of_writing_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "progress.json"
    write_json(path, {"old": True})

    def stop(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_json(path, {"new": True})
    assert json.loads(path.read_text()) == {"old": True}
    assert os.listdir(tmp_path) == ["progress.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[1, 2]",
        b'{"format": "one"}',
        b'{"format": 0}',
        b'{"format": 1, "home": "finance"}',
        b'{"format": 1, "lessons": {"01": {"cards": {"a": {"tries": []}}}}}',
        b"[" * 100_000,
    ],
    ids=["empty", "cut", "not text", "list", "format", "too old", "home", "tries", "deep"],
)
def test_a_damaged_file_is_kept_aside(tmp_path, content):
    (tmp_path / "progress.json").write_bytes(content)
    file = ProgressFile(tmp_path)
    assert file.progress == Progress()
    assert "we start fresh" in file.notices[0]
    file.update(TO_SALES)
    kept = [name for name in names(tmp_path) if "damaged" in name]
    assert len(kept) == 1
    assert (tmp_path / kept[0]).read_bytes() == content
    assert kept[0] in file.notices[0]


def test_two_damaged_files_in_one_second_are_both_kept(tmp_path):
    for content in ("{", "["):
        (tmp_path / "progress.json").write_text(content)
        ProgressFile(tmp_path)
    assert len(names(tmp_path)) == 2


def test_damage_while_the_lesson_is_open_is_noticed_too(tmp_path):
    file = ProgressFile(tmp_path)
    file.update(TO_SALES)
    file.path.write_text("oops")
    file.update(keep(1))
    assert "was damaged while this lesson was open" in file.notices[0]
    assert any("damaged" in name for name in names(tmp_path))
    again = ProgressFile(tmp_path).progress
    assert again.home == "sales" and "desk 1" in again.lesson("01").plans, "what we knew is not forgotten"


@pytest.mark.parametrize("what", ["the file", "the folder"])
def test_a_file_deleted_while_the_lesson_is_open_is_written_again(tmp_path, what):
    home = tmp_path / "home"
    file = ProgressFile(home)
    file.update(TO_SALES)
    file.path.unlink()
    if what == "the folder":
        shutil.rmtree(home)
    file.update(keep(1))
    again = ProgressFile(home).progress
    assert again.home == "sales" and "desk 1" in again.lesson("01").plans


def test_start_over_keeps_a_copy_also_when_the_file_was_deleted(tmp_path):
    file = ProgressFile(tmp_path)
    file.update(TO_SALES)
    file.path.unlink()
    kept = file.start_over()
    assert json.loads(kept.read_text(encoding="utf-8"))["home"] == "sales"


def test_a_folder_in_the_place_of_the_file_is_moved_aside(tmp_path):
    (tmp_path / "progress.json").mkdir()
    (tmp_path / "progress.json" / "mine.txt").write_text("keep me")
    file = ProgressFile(tmp_path)
    assert "we start fresh" in file.notices[0]
    file.update(TO_SALES)
    assert (file.unsaved, ProgressFile(tmp_path).progress.home) == ("", "sales")
    assert [found.read_text() for found in tmp_path.glob("progress-damaged-*/mine.txt")] == ["keep me"]


def test_an_editors_mark_at_the_beginning_does_no_harm(tmp_path):
    ProgressFile(tmp_path).update(TO_SALES)
    path = tmp_path / "progress.json"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    file = ProgressFile(tmp_path)
    assert (file.progress.home, file.notices) == ("sales", [])


def test_half_a_letter_is_kept_like_any_other_answer(tmp_path):
    file = ProgressFile(tmp_path)
    file.update(partial(p.plan_kept, lesson="01", desk="d", values={"note": "\ud83c tree"}))
    assert ProgressFile(tmp_path).progress.lesson("01").plans["d"]["note"] == "\ud83c tree"


def test_a_newer_file_in_both_places_stops_nobody(tmp_path):
    newer = json.dumps({"format": FORMAT + 1})
    for name in ("progress.json", f"progress-format{FORMAT}.json"):
        (tmp_path / name).write_text(newer)
    file = ProgressFile(tmp_path)
    file.update(TO_SALES)
    assert ProgressFile(tmp_path).progress.home == "sales"
    assert [name for name in names(tmp_path) if (tmp_path / name).read_text() == newer] != []


def test_a_newer_file_in_a_folder_that_cannot_be_used_stops_nobody(tmp_path):
    (tmp_path / "progress.json").write_text(json.dumps({"format": FORMAT + 1}))
    (tmp_path / "progress.lock").mkdir()
    file = ProgressFile(tmp_path)
    file.update(TO_SALES)
    assert (file.progress.home, bool(file.unsaved)) == ("sales", True)


def test_a_file_of_a_newer_kit_is_left_alone_and_work_goes_on_beside_it(tmp_path):
    newer = json.dumps({"format": FORMAT + 1, "kit": "9.0.0", "people": []})
    (tmp_path / "progress.json").write_text(newer)
    file = ProgressFile(tmp_path)
    file.update(TO_SALES)
    assert "newer version of the kit" in file.notices[0]
    assert (tmp_path / "progress.json").read_text() == newer
    again = ProgressFile(tmp_path)
    assert again.progress.home == "sales"
    again.start_over()
    assert (tmp_path / "progress.json").read_text() == newer


def test_a_newer_kit_says_so_once_and_takes_the_work_along(tmp_path):
    ProgressFile(tmp_path, kit="0.1.0").update(TO_SALES)
    newer = ProgressFile(tmp_path, kit="0.2.0")
    assert newer.progress.home == "sales"
    assert newer.notices == [
        "The kit is newer (0.2.0) than your progress file (0.1.0); your work has been taken along."
    ]
    newer.update(keep(1))
    assert ProgressFile(tmp_path, kit="0.2.0").notices == []


def test_an_older_format_is_brought_forward(tmp_path):
    (tmp_path / "progress.json").write_text(json.dumps({"format": 0, "kit": "0.0.1", "team": "sales"}))
    forward = {0: lambda data: {"format": 1, "kit": data["kit"], "home": data["team"]}}
    file = ProgressFile(tmp_path, kit="0.1.0", migrations=forward)
    assert file.progress.home == "sales"
    assert "taken along" in file.notices[0]


def test_start_over_keeps_a_dated_copy(tmp_path):
    file = ProgressFile(tmp_path)
    assert file.start_over() is None
    file.update(TO_SALES)
    kept = file.start_over()
    assert file.progress == Progress()
    assert ProgressFile(tmp_path).progress == Progress()
    assert "until-20" in kept.name
    assert json.loads(kept.read_text())["home"] == "sales"


def test_starting_one_lesson_over_keeps_the_rest(tmp_path):
    file = ProgressFile(tmp_path)
    file.update(TO_SALES)
    file.update(keep(1))
    file.start_over("01")
    assert (file.progress.home, dict(file.progress.lessons)) == ("sales", {})


def test_a_change_that_fails_leaves_everything_as_it_was(tmp_path):
    file = ProgressFile(tmp_path)
    file.update(TO_SALES)
    with pytest.raises(KitError):
        file.update(partial(p.with_home, home="finance"))
    file.update(keep(1))
    assert ProgressFile(tmp_path).progress.home == "sales"
