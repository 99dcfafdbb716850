"""`thutuc mcp` as a chat client has it: started as a process, spoken to with the SDK's own client."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from small_office import small_office

from api.keys import Keys, Rights, Scope
from index.access import AccessLabel

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
COMMAND = ["-m", "api.cli", "mcp", "--home"]
Calls = list[tuple[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_office().copied(tmp_path_factory.mktemp("mcp") / "home")


def key(home: Path, name: str, label: str, *scopes: Scope) -> str:
    return Keys(home).create(name, Rights(frozenset(scopes), AccessLabel.parse(label)), 1)[1]


def ask(home: Path, calls: Calls, **env: str) -> tuple[list[str], list[Any]]:
    """Start the server, list its tools and make the calls; a failed call gives its words."""

    async def talk() -> tuple[list[str], list[Any]]:
        started = StdioServerParameters(
            command=sys.executable, args=[*COMMAND, str(home)], env=env, cwd=Path.cwd()
        )
        async with Client(started) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            told = []
            for name, arguments in calls:
                result = await client.call_tool(name, arguments)
                text = "".join(part.text for part in result.content if part.type == "text")
                told.append(text if result.is_error else json.loads(text))
            return tools, told

    return asyncio.run(asyncio.wait_for(talk(), 90))


def test_each_tool_tells_what_the_office_has(home: Path) -> None:
    calls: Calls = [
        ("answer", {"question": DAYS}),
        ("search", {"query": "treo biển hiệu", "k": 2}),
        ("get_provision", {"what": "khoản 2 Điều 2 12/2026/QĐ-UBND"}),
        ("get_procedure", {"code": "9.000417"}),
        ("validity_at", {"what": "05/2020/QĐ-UBND", "on": "2026-03-02"}),
        ("validity_at", {"what": "12/2026/QĐ-UBND", "on": "2026-02-01"}),
        ("get_procedure", {"code": "9.999999"}),
        ("answer", {"question": "  "}),
    ]
    tools, told = ask(home, calls)
    assert sorted(tools) == ["answer", "get_procedure", "get_provision", "search", "validity_at"]
    answer, search, provision, procedure, ended, not_yet, missing, blank = told
    assert answer["status"] == "answered"
    assert "07 ngày làm việc" in answer["answer"]
    assert len(search["results"]) == 2
    assert "03 ngày làm việc" in provision["provisions"][0]["text"]
    assert provision["document"]["number"] == "12/2026/QĐ-UBND"
    assert procedure["code"]["text"] == "9.000417"
    assert (ended["force"], not_yet["force"]) == ("ended", "not_yet")
    assert isinstance(missing, str)
    assert isinstance(blank, str)
    assert "Traceback" not in missing + blank


def test_it_reads_as_its_key_may(home: Path) -> None:
    calls: Calls = [("search", {"query": "lịch tuần tra hải đăng Mũi Én", "k": 20})]
    _, (nobody,) = ask(home, calls)
    _, (cleared,) = ask(home, calls, THUTUC_API_KEY=key(home, "cleared", "secret", Scope.READ))
    _, (guest,) = ask(home, calls, THUTUC_API_KEY=key(home, "guest", "public", Scope.READ))
    assert "bến số 9" in json.dumps(cleared, ensure_ascii=False)
    assert "bến số 9" not in json.dumps(nobody, ensure_ascii=False)
    assert guest["results"] == []


def test_a_bad_key_ends_it_at_once(home: Path) -> None:
    for env in (
        {"THUTUC_API_KEY": "thutuc_wrong"},
        {"THUTUC_API_KEY": key(home, "writer", "internal", Scope.WRITE)},
        {"THUTUC_KEY_REQUIRED": "true"},
    ):
        done = subprocess.run(
            [sys.executable, *COMMAND, str(home)],
            env={"PATH": "/usr/bin"} | env,
            input="",
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 1
        assert "THUTUC_API_KEY" in done.stderr
        assert "Traceback" not in done.stderr
