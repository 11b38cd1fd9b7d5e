"""The addresses of this computer that a phone in the room may reach."""

from __future__ import annotations

import io
import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass

import psutil
import segno

from smkt_helpers.words import _

# How networks are called that lead to no room: containers, virtual machines and private tunnels.
_NO_ROOM = re.compile(
    r"docker|br-|veth|virbr|vmnet|vmware|vbox|virtualbox|vethernet|hyper-v|utun|tun|tap|wg|tailscale|zt|zerotier|ppp|"
    r"nordlynx|cni|flannel|podman|lxc|awdl|llw",
    re.IGNORECASE,
)
_ROOM = re.compile(r"wlan|wi-?fi|wlp|wlx|en\d|eth|eno|enp|ens", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """An address of this computer.

    Attributes
    ----------
    ip : str
        IPv4, such as "192.168.1.20".
    network : str
        What the computer calls the network, such as "Wi-Fi".
    """

    ip: str
    network: str

    @property
    def words(self) -> str:
        """Return the address as a line of a list."""
        return _("{ip} ({network})").format(ip=self.ip, network=self.network)


def addresses() -> tuple[Address, ...]:
    """Return the addresses at which a phone may reach this computer, the likeliest first; empty without a network."""
    up = {name for name, card in psutil.net_if_stats().items() if card.isup}
    found = [
        Address(one.address, name)
        for name, all in psutil.net_if_addrs().items()
        for one in all
        if one.family == socket.AF_INET and name in up
    ]
    return likely(found)


def likely(found: Sequence[Address]) -> tuple[Address, ...]:
    """Return those of some addresses that lead to the room, the likeliest first.

    >>> likely([Address("127.0.0.1", "lo"), Address("172.17.0.1", "docker0"), Address("192.168.1.20", "Wi-Fi")])
    (Address(ip='192.168.1.20', network='Wi-Fi'),)
    """
    usable = [one for one in found if _usable(one.ip)]
    # A network with an odd name is better than none.
    rooms = [one for one in usable if not _NO_ROOM.match(one.network)] or usable
    return tuple(sorted(rooms, key=_rank))


def _usable(ip: str) -> bool:
    number = ipaddress.ip_address(ip)
    return not (number.is_loopback or number.is_link_local or number.is_unspecified)


def _rank(one: Address) -> tuple[bool, bool, str, str]:
    return not ipaddress.ip_address(one.ip).is_private, not _ROOM.match(one.network), one.network, one.ip


def qr_picture(text: str) -> str:
    """Return a QR code as SVG that fills the box it stands in, black on white whatever the theme."""
    return segno.make_qr(text, error="m").svg_inline(border=4, light="#ffffff", dark="#000000", omitsize=True)


def qr_letters(text: str) -> str:
    """Return a QR code made of letters, for a terminal; drawn with blocks as wide as half a line is high."""
    drawn = io.StringIO()
    segno.make_qr(text, error="l").terminal(drawn, border=2, compact=True)
    return drawn.getvalue()
