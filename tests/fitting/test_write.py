"""A company as a TOML file."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smkt_helpers as smkt
from smkt_helpers.company_file import parse
from smkt_helpers.fitting.write import text_of, write_company

COMPANY = smkt.company("irrigation")
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip)


@pytest.mark.parametrize("name", ["irrigation", "webshop"])
def test_a_shipped_company_is_read_back_as_it_was(name, tmp_path):
    company = smkt.company(name)
    write_company(company, tmp_path / "again.toml")
    again = smkt.company(tmp_path / "again.toml")
    assert again == company
    assert again.assumptions == company.assumptions


@given(name=WORDS, channel=WORDS)
def test_any_name_survives(name, channel):
    import tomllib

    channels = (dataclasses.replace(COMPANY.channels[0], name=f"x{channel}"), *COMPANY.channels[1:])
    company = dataclasses.replace(COMPANY, name=name, channels=channels)
    again = parse(tomllib.loads(text_of(company)))
    assert (again.name, again.channels) == (name, channels)


def test_a_channel_mix_survives(tmp_path):
    company = dataclasses.replace(COMPANY, today=COMPANY.today.replace(mix={"fair": 2.0, "search": 0.5}))
    write_company(company, tmp_path / "mix.toml")
    assert smkt.company(tmp_path / "mix.toml").today == company.today


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(smkt.KitError, match=r"\.toml"):
        write_company(COMPANY, tmp_path / "company.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(smkt.KitError, match="cannot be written"):
        write_company(COMPANY, tmp_path / "nowhere" / "company.toml")
