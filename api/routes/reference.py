"""The reference of the service, drawn from its own OpenAPI description without asking another host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.problems import STATUS
from api.web.rendering import page_language, render
from api.web.words import words

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Operation:
    """One way to call the service."""

    method: str
    path: str
    meaning: str
    parameters: tuple[tuple[str, str, str, bool, str], ...]
    body: str | None
    responses: tuple[tuple[str, str], ...]


@router.get("/docs")
def show_reference(request: Request) -> HTMLResponse:
    """Show every operation, type and problem."""
    described = request.app.openapi()
    told = words(page_language(request)).problems
    return render(
        request,
        "reference.html",
        operations=list(_operations(described)),
        schemas=[
            (name, schema.get("description", ""), list(_fields(schema)))
            for name, schema in sorted(described["components"]["schemas"].items())
        ],
        problems=[(code, status, getattr(told, code).title) for code, status in STATUS.items()],
    )


def _operations(described: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in described["paths"].items():
        for method, about in methods.items():
            body = about.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            yield Operation(
                method.upper(),
                path,
                about.get("description") or about.get("summary", ""),
                tuple(
                    (
                        p["name"],
                        p["in"],
                        type_name(p["schema"]),
                        p.get("required", False),
                        p["schema"].get("description") or p.get("description", ""),
                    )
                    for p in about.get("parameters", ())
                ),
                type_name(body) if body else None,
                tuple((code, _given(response)) for code, response in about["responses"].items()),
            )


def _given(response: Mapping[str, Any]) -> str:
    content = response.get("content", {})
    kinds = (type_name(c["schema"]) if c.get("schema") else kind for kind, c in content.items())
    return ", ".join(kinds) or str(response["description"])


def _fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, bool, str]]:
    for name, about in schema.get("properties", {}).items():
        yield name, type_name(about), name in schema.get("required", ()), about.get("description", "")


def type_name(schema: Mapping[str, Any]) -> str:
    """Name a JSON schema in a few words; what it refers to by its own name."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " | ".join(type_name(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{type_name(schema['items'])}]" if "items" in schema else "array"
    name = str(schema.get("type", "any"))
    return f"{name} ({schema['format']})" if "format" in schema else name
