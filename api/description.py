"""The OpenAPI description of the service, with problems under the media type that they really have."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

from api.problems import MEDIA_TYPE

_SCHEMA: Final = {"$ref": "#/components/schemas/ProblemOut"}
_PROBLEMS: Final = frozenset({"422", "default"})
"""The responses of every operation that are problems, whatever it gives when all is well."""


class Described(FastAPI):
    """An application whose description names `application/problem+json` where a problem is sent."""

    def openapi(self) -> dict[str, Any]:
        """Return the description, made once."""
        if self.openapi_schema is None:
            for operations in super().openapi()["paths"].values():
                for operation in operations.values():
                    for status in _PROBLEMS & operation["responses"].keys():
                        operation["responses"][status]["content"] = {MEDIA_TYPE: {"schema": _SCHEMA}}
        return super().openapi()
