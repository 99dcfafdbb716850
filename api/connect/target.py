"""The service that documents are brought to, or followed: its interface, with patience where it is busy."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import TracebackType
from typing import IO, Any, Final
from urllib.parse import quote

import httpx

_log = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_TIMEOUT: Final = httpx.Timeout(60, connect=10)
_LATER: Final = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


class Stopped(Exception):
    """The connector was told to end while it waited."""


class Refused(Exception):
    """The service will not do it, now or later: `code` is that of the problem it gave."""

    def __init__(self, status: int, code: str) -> None:
        """Keep status and code."""
        super().__init__(f"{code} (HTTP {status})")
        self.status, self.code = status, code

    @property
    def is_of_the_key(self) -> bool:
        """Tell whether every request would be refused alike: the key is not good, or may not do this."""
        return self.code in {"key_missing", "key_invalid", "scope_missing"}


class ServiceClient:
    """One service by one key. What fails for a while is tried until it works or `stop` is set.

    Failure: `Refused`, and `Stopped`.
    """

    def __init__(self, address: str, key: str | None, stop: threading.Event) -> None:
        """Keep where it is; nothing is asked yet."""
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=address, headers=headers, timeout=_TIMEOUT, trust_env=False)
        self._stop = stop

    def __enter__(self) -> ServiceClient:
        """Use it for a while."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the connections go."""
        self._http.close()

    def changes(self, since: str, limit: int = 100) -> dict[str, Any]:
        """Return a stretch of the change feed."""
        params: dict[str, str | int] = {"since": since, "limit": limit}
        found: dict[str, Any] = self._ask("GET", "/v1/changes", params=params).json()
        return found

    def original(self, document_id: str) -> bytes:
        """Return the file of a document."""
        return self._ask("GET", f"/v1/documents/{quote(document_id, safe='')}/original").content

    def put(self, name: str, content: Callable[[], IO[bytes]], reference: str, label: str | None) -> str:
        """Hand a file in under a reference; return the id of the job that reads it."""
        form: dict[str, str | list[str]] = {"reference": reference}
        if label is not None:
            level, _, departments = label.partition(":")
            form |= {"label": level, "departments": [d for d in departments.split(",") if d]}
        made: dict[str, Any] = self._ask("POST", "/v1/documents", data=form, file=(name, content)).json()
        return str(made["id"])

    def job(self, job_id: str) -> dict[str, Any] | None:
        """Return a job; `None` where it is no longer known."""
        try:
            found: dict[str, Any] = self._ask("GET", f"/v1/jobs/{job_id}").json()
        except Refused as refusal:
            if refusal.status == HTTPStatus.NOT_FOUND:
                return None
            raise
        return found

    def remove(self, reference: str) -> bool:
        """Take the document of a reference out; tell whether there was one."""
        try:
            kept = self._ask("GET", f"/v1/references/{quote(reference, safe='')}").json()
            document_id = kept["file"]["document_id"]
            if document_id is None:
                return False
            self._ask("DELETE", f"/v1/documents/{document_id}")
        except Refused as refusal:
            if refusal.status == HTTPStatus.NOT_FOUND:
                return False
            raise
        return True

    def _ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, str | int] | None = None,
        data: Mapping[str, Any] | None = None,
        file: tuple[str, Callable[[], IO[bytes]]] | None = None,
    ) -> httpx.Response:
        pause = _FIRST_PAUSE
        while True:
            try:
                if file is None:
                    reply = self._http.request(method, path, params=params, data=data)
                else:
                    with file[1]() as content:
                        reply = self._http.request(
                            method, path, data=data, files={"file": (file[0], content)}
                        )
            except httpx.TransportError as failure:
                _log.warning("%s: %s, trying again in %.0f s", path, type(failure).__name__, pause)
                asked = ""
            else:
                if reply.status_code not in _LATER:
                    return _good(reply)
                asked = reply.headers.get("retry-after", "")
                _log.info("%s: HTTP %d, trying again", path, reply.status_code)
            if self._stop.wait(float(asked) if asked.isdigit() else pause):
                raise Stopped
            pause = min(pause * 2, _LONGEST_PAUSE)


def _good(reply: httpx.Response) -> httpx.Response:
    if reply.is_success:
        return reply
    try:
        code = str(reply.json()["code"])
    except (ValueError, KeyError, TypeError):
        code = "unknown"
    raise Refused(reply.status_code, code)
