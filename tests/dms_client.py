"""A document management system that talks to a service by its key."""

from __future__ import annotations

import time
from pathlib import Path

import httpx

from api.dms.schemas import ChangesOut, JobOut
from api.keys import Keys, Rights, Scope
from api.schemas import ProblemOut
from index.access import AccessLabel

NOTICE = """ỦY BAN NHÂN DÂN XÃ ĐỒNG MÂY

Số: {number}/TB-UBND

Đồng Mây, ngày 03 tháng 4 năm 2026

THÔNG BÁO

Về lịch tiếp công dân

Điều 1. Lịch tiếp công dân

1. Chủ tịch Ủy ban nhân dân xã tiếp công dân vào ngày {day} hằng tháng tại trụ sở.
"""
QUESTION = "Chủ tịch Ủy ban nhân dân xã tiếp công dân vào ngày nào hằng tháng?"


_open: list[httpx.Client] = []


def close_clients() -> None:
    """Close what the tests of a module have opened."""
    while _open:
        _open.pop().close()


class Dms:
    """One system with its key."""

    def __init__(self, address: str, home: Path, name: str, label: str = "internal", *more: Scope) -> None:
        rights = Rights(frozenset({Scope.READ, Scope.WRITE, *more}), AccessLabel.parse(label))
        token = Keys(home).create(name, rights, 1)[1]
        # A kept line is closed by the service after some seconds, at times just as it is used again.
        self.http = httpx.Client(
            base_url=address,
            headers={"authorization": f"Bearer {token}"},
            timeout=120,
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        _open.append(self.http)

    def put(self, *files: tuple[str, bytes], key: str = "", **form: object) -> httpx.Response:
        parts = [("file", file) for file in files]
        headers = {"idempotency-key": key} if key else {}
        return self.http.post("/v1/documents", files=parts, data=form, headers=headers)

    def done(self, reply: httpx.Response) -> dict:
        assert reply.status_code == 202, reply.text
        until = time.monotonic() + 120
        while time.monotonic() < until:
            job = self.http.get(reply.headers["location"]).json()
            JobOut.model_validate(job)
            if job["state"] in {"done", "failed"}:
                assert job["state"] == "done", job
                return job
            time.sleep(0.1)
        raise AssertionError(f"still {job['state']}")

    def changes(self, since: str = "") -> dict:
        told = self.http.get("/v1/changes", params={"since": since, "limit": 1000}).json()
        ChangesOut.model_validate(told)
        return told


def notice(number: int, day: str) -> bytes:
    return NOTICE.format(number=number, day=day).encode()


def code(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, ProblemOut.model_validate(reply.json()).code
