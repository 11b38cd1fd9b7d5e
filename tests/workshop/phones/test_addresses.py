"""The addresses that lead to the room, and the QR codes of them."""

from __future__ import annotations

import zxingcpp
from PIL import Image

from smkt_helpers.workshop.phones import addresses
from smkt_helpers.workshop.phones.addresses import Address, likely, qr_letters

LINK = "http://192.168.1.20:8000/ABC234"


def ips(*found):
    return [one.ip for one in likely([Address(ip, network) for ip, network in found])]


def test_private_addresses_come_first_and_loopback_never():
    assert ips(("127.0.0.1", "lo"), ("8.8.8.8", "eth0"), ("192.168.1.20", "wlan0"), ("169.254.3.4", "eth1")) == [
        "192.168.1.20",
        "8.8.8.8",
    ]


def test_containers_machines_in_machines_and_tunnels_are_left_out():
    found = [("172.17.0.1", "docker0"), ("172.18.0.1", "br-12ab"), ("192.168.122.1", "virbr0"), ("10.8.0.2", "tun0"),
             ("172.20.0.1", "vEthernet (WSL)"), ("10.0.0.5", "utun3"), ("192.168.1.20", "Wi-Fi")]  # fmt: skip
    assert ips(*found) == ["192.168.1.20"]


def test_an_odd_network_is_better_than_none():
    assert ips(("127.0.0.1", "lo"), ("10.8.0.2", "tun0")) == ["10.8.0.2"]


def test_a_usual_name_comes_before_an_unknown_one():
    assert ips(("10.0.0.5", "abc0"), ("192.168.1.20", "en0")) == ["192.168.1.20", "10.0.0.5"]


def test_what_this_computer_has_can_be_read():
    assert all(one.ip.count(".") == 3 and one.ip in one.words for one in addresses.addresses())


def test_a_camera_reads_the_code_of_the_terminal():
    lines = qr_letters(LINK).splitlines()
    halves = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
    rows = [[halves[letter][half] for letter in line] for line in lines if line for half in (0, 1)]
    picture = Image.new("L", (len(rows[0]), len(rows)))
    picture.putdata([point for row in rows for point in row])
    found = zxingcpp.read_barcodes(picture.resize((8 * picture.width, 8 * picture.height)))
    assert [one.text for one in found] == [LINK]


def test_the_picture_says_its_own_colours():
    drawn = addresses.qr_picture(LINK)
    assert drawn.startswith("<svg") and 'fill="#fff"' in drawn and 'stroke="#000"' in drawn
