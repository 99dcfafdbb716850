"""Which hosts may be called: those that the setting names, at addresses that are theirs and no others."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

_PORTS: Final = {"http": 80, "https": 443}
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class HostRefused(Exception):
    """The address may not be called; the message says why, in English."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect for a URL: the address that was looked at, and the name that it answers to."""

    url: str
    address: str
    host: str
    port: int
    default_port: bool

    @property
    def connect_to(self) -> str:
        """The URL with the address in place of the name, so that nothing is looked up a second time."""
        parts = urlsplit(self.url)
        host = f"[{self.address}]" if ":" in self.address else self.address
        return SplitResult(parts.scheme, f"{host}:{self.port}", parts.path or "/", parts.query, "").geturl()

    @property
    def host_header(self) -> str:
        """The name as the server knows it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.default_port else f"{host}:{self.port}"


class AllowedHosts:
    """A list such as `dms.example.vn, dms.example.vn:8443, 10.20.0.0/16`.

    A name lets its host be called, at public addresses. An address that is not public (private, loopback,
    link-local) is only ever called where a network of the list holds it, whatever name leads there.
    """

    def __init__(self, text: str) -> None:
        """Read the list. Raises `ValueError` for an entry that is neither a name nor a network."""
        self._names: set[tuple[str, int | None]] = set()
        self._networks: list[Network] = []
        for entry in (part.strip().lower() for part in text.split(",")):
            if not entry:
                continue
            try:
                self._networks.append(ip_network(entry))
            except ValueError:
                self._names.add(_named(entry))

    def check(self, url: str) -> None:
        """Raise `HostRefused` where no entry names the host of a URL."""
        host, port = _host(url)
        if not {(host, None), (host, port)} & self._names and not self._held(host):
            raise HostRefused(f"{host} is not among the hosts that the setting webhook_hosts names")

    async def resolve(self, url: str) -> Target:
        """Look the host up and return where to connect. Raises `HostRefused`."""
        self.check(url)
        host, port = _host(url)
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as failure:
            raise HostRefused(f"{host} is not known to the name service") from failure
        addresses = [str(one[4][0]) for one in found]
        for one in addresses:
            if not self._may_connect(_address(one)):
                raise HostRefused(f"{host} leads to an address that is not public, and no network names it")
        return Target(url, addresses[0], host, port, port == _PORTS[urlsplit(url).scheme])

    def _held(self, host: str) -> bool:
        try:
            address = _address(host)
        except ValueError:
            return False
        return self._in_network(address)

    def _may_connect(self, address: Address) -> bool:
        return address.is_global or self._in_network(address)

    def _in_network(self, address: Address) -> bool:
        return any(address in network for network in self._networks if network.version == address.version)


def _named(entry: str) -> tuple[str, int | None]:
    host, colon, port = entry.partition(":")
    fits = host and not set(host) - set("abcdefghijklmnopqrstuvwxyz0123456789.-_")
    if not fits or (colon and not port.isdigit()):
        raise ValueError(f"{entry!r} is neither a host nor a network")
    return host, int(port) if colon else None


def _host(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise HostRefused("the address cannot be read") from error
    if parts.scheme not in _PORTS or not host or parts.username or parts.password or parts.fragment:
        raise HostRefused("the address is http:// or https://, a host, and no user, password or fragment")
    try:
        name = host.encode("idna").decode("ascii").lower() if not _is_address(host) else host.lower()
    except UnicodeError as error:
        raise HostRefused("the host's name cannot be read") from error
    return name.rstrip("."), port or _PORTS[parts.scheme]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _address(text: str) -> Address:
    """Read an address; one of IPv4 in the clothes of IPv6 counts as what it is."""
    address = ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
