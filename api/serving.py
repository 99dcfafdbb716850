"""Listening on an address and serving there until the process is asked to stop."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable

from api import sweeping
from api.early_opening import EarlyOpening
from index.offline import offline
from index.settings import Settings


class AddressRefused(Exception):
    """The address cannot be listened on; the message says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """Take the address before anything heavy is loaded; port 0 takes any free one.

    Raises:
        AddressRefused: the port is in use, or the address is not this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise AddressRefused(f"{host} is not an address of this machine") from error
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise AddressRefused(
                f"port {port} is in use: stop what listens there, or choose another with --port"
            ) from error
        raise AddressRefused(f"cannot listen on {host}, port {port}: {error.strerror}") from error
    return listening


def run(settings: Settings, listening: socket.socket, ready: Callable[[str], None]) -> None:
    """Serve on a socket that listens, until SIGINT or SIGTERM; requests under way are finished first.

    `ready` is told the address once requests are answered; the model is loaded in the background meanwhile.
    """
    offline()
    sweeping.put_off()
    opening = EarlyOpening.begun(settings)
    # 1.3 s, in which the processes that answer, where there are any, open the assistant.
    import uvicorn  # noqa: PLC0415

    from api.app import create_app  # noqa: PLC0415
    from api.logs import configure_logs  # noqa: PLC0415

    configure_logs(settings)
    app = create_app(settings.home, settings, opening)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=20
    )
    host, port = listening.getsockname()[:2]

    class Announcing(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
            app.state.rooms.warm()

    Announcing(config).run(sockets=[listening])
