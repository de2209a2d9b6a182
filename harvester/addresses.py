"""Which network addresses a source may live at, decided on the address actually connected to.

A name that resolves to a private address, at first or only at the moment of connecting (DNS rebinding), gets nothing.
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError

from harvester.watchdog import Watchdog

_NAT64 = IPv6Network("64:ff9b::/96")
#: All that is global unicast by now (https://www.iana.org/assignments/ipv6-address-space), but for documentation.
_UNICAST, _DOCUMENTATION = IPv6Network("2000::/3"), IPv6Network("3fff::/20")

Resolver = Callable[[str, int], list[str]]


class PrivateAddressError(NewConnectionError):
    """The host leads to an address that is not public."""


def is_allowed(address: str, *, allow_loopback: bool) -> bool:
    """True for public unicast addresses, and for loopback ones when the operator allows it."""
    ip: IPv4Address | IPv6Address = ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, IPv6Address):
        ip = _carried(ip) or ip
    if ip.is_loopback:
        return allow_loopback
    anywhere = isinstance(ip, IPv4Address) or (ip in _UNICAST and ip not in _DOCUMENTATION)
    return anywhere and ip.is_global and not ip.is_multicast


def _carried(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv6 one: mapped, 6to4, Teredo, or translated (RFC 6052)."""
    translated = IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1] or translated


def system_resolver(host: str, port: int) -> list[str]:
    """Addresses of a host, by the system."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class GuardedPools(PoolManager):
    """Connections to allowed addresses only, under the watchdog's eye."""

    def __init__(self, *, allow_loopback: bool, watchdog: Watchdog, resolver: Resolver = system_resolver) -> None:
        super().__init__(num_pools=64, maxsize=1, retries=False)
        connect = {"_new_conn": _connector(allow_loopback, watchdog, resolver)}
        plain, secure = (
            type("GuardedHTTP", (HTTPConnection,), connect),
            type("GuardedHTTPS", (HTTPSConnection,), connect),
        )
        self.pool_classes_by_scheme = {
            "http": type("GuardedHTTPPool", (_OneUse, HTTPConnectionPool), {"ConnectionCls": plain}),
            "https": type("GuardedHTTPSPool", (_OneUse, HTTPSConnectionPool), {"ConnectionCls": secure}),
        }


class _OneUse:
    """Every fetch has a connection of its own: a kept one would live under the deadline of the fetch that made it."""

    def _put_conn(self, connection: HTTPConnection | None) -> None:
        if connection is not None:
            connection.close()


def _connector(
    allow_loopback: bool, watchdog: Watchdog, resolve: Resolver
) -> Callable[[HTTPConnection], socket.socket]:
    def connect(connection: HTTPConnection) -> socket.socket:
        addresses = _addresses(connection, resolve)
        for address in addresses:
            if not is_allowed(address, allow_loopback=allow_loopback):
                raise PrivateAddressError(connection, f"{connection.host} leads to {address}, which is not public")
        sock = _first_that_answers(connection, addresses, watchdog)
        if not is_allowed(str(sock.getpeername()[0]), allow_loopback=allow_loopback):
            sock.close()
            raise PrivateAddressError(connection, f"connected to {sock.getpeername()[0]}, which is not public")
        watchdog.watch(sock)
        return sock

    return connect


def _addresses(connection: HTTPConnection, resolve: Resolver) -> list[str]:
    try:
        return resolve(connection.host.strip("[]"), connection.port)
    except (OSError, UnicodeError) as error:
        raise NameResolutionError(connection.host, connection, error) from error  # type: ignore[arg-type]


def _first_that_answers(connection: HTTPConnection, addresses: list[str], watchdog: Watchdog) -> socket.socket:
    """Try the addresses in turn, all within the one deadline."""
    problem: OSError = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, connection.port), watchdog.left())
        except OSError as error:
            problem = error
    raise NewConnectionError(connection, f"cannot connect to {connection.host}: {problem}") from problem
