"""What the command ``import`` says to somebody who gives it a mapping file as an export."""

import pytest

from smkt_helpers.__main__ import main


@pytest.mark.parametrize("name", ["my-words.toml", "MY-WORDS.TOML"])
def test_a_mapping_file_among_the_exports_is_told_how_it_is_given(tmp_path, capsys, name):
    file = tmp_path / name
    file.write_text('currency = "EUR"\n', encoding="utf-8")
    assert main(["import", "leads.csv", str(file)]) == 2
    told = capsys.readouterr().err
    assert "is a mapping file, not an export" in told and f"--mapping {file}" in told
