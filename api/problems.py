"""What is said when a request cannot be carried out: problem+json (RFC 9457) with a stable code."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.web.words import accepted_language, words
from assistant.errors import BadQuestion, CorrectionRefused, RecordNotFound
from index.errors import DocumentNotFound, IndexFailure

_log = logging.getLogger(__name__)

STATUS: Final = {
    "question_missing": 422,
    "question_too_long": 422,
    "too_many_turns": 422,
    "invalid_request": 422,
    "invalid_date": 422,
    "cursor_invalid": 422,
    "body_too_large": 413,
    "key_missing": 401,
    "key_invalid": 401,
    "scope_missing": 403,
    "sign_in_needed": 401,
    "role_missing": 403,
    "request_forged": 403,
    "form_outdated": 403,
    "password_to_choose": 403,
    "second_factor_to_set": 403,
    "account_not_found": 404,
    "account_refused": 422,
    "approval_refused": 422,
    "share_refused": 422,
    "too_many_requests": 429,
    "busy": 429,
    "label_not_allowed": 403,
    "bad_archive": 422,
    "bad_envelope": 422,
    "idempotency_conflict": 409,
    "host_not_allowed": 422,
    "too_many_webhooks": 409,
    "store_busy": 503,
    "too_slow": 503,
    "upload_stalled": 408,
    "not_found": 404,
    "method_not_allowed": 405,
    "document_not_found": 404,
    "procedure_not_found": 404,
    "page_not_found": 404,
    "original_not_found": 404,
    "answer_not_found": 404,
    "job_not_found": 404,
    "nothing_to_retry": 409,
    "no_file": 422,
    "correction_refused": 422,
    "correction_not_found": 404,
    "correction_closed": 403,
    "upload_closed": 403,
    "reference_not_found": 404,
    "envelope_not_found": 404,
    "webhook_not_found": 404,
    "message_not_found": 404,
    "channel_off": 404,
    "model_not_found": 404,
    "conversation_gone": 404,
    "not_ready": 503,
    "internal": 500,
}
"""The HTTP status of each code; the words for each are in `prompts/interface.*.yaml` under `problems`."""

_HTTP: Final = {
    404: "not_found",
    405: "method_not_allowed",
    408: "upload_stalled",
    413: "body_too_large",
}

MEDIA_TYPE: Final = "application/problem+json"

_CHAT: Final = ("/v1/chat/", "/v1/models")
"""Where clients look for the reason under `error`, as OpenAI's interface has it."""


class Problem(Exception):
    """A request that cannot be carried out, by the code of its reason; `limit` fills the words.

    `retry_after` says after how many seconds the same request may do better.
    """

    def __init__(self, code: str, limit: int | str | None = None, retry_after: int | None = None) -> None:
        """Keep one of the codes of `STATUS`."""
        super().__init__(code)
        self.code = code
        self.limit = limit
        self.retry_after = retry_after


class NotReady(Exception):
    """Nothing has been ingested yet, or what was published cannot be used."""


_CODES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (DocumentNotFound, "document_not_found"),
    (RecordNotFound, "answer_not_found"),
    (BadQuestion, "question_missing"),
    (NotReady, "not_ready"),
    (IndexFailure, "not_ready"),
)
"""What an exception of the rooms is told as, the narrower before the wider."""


def problem_body(
    code: str, language: str, request_id: str, limit: int | str | None = None, errors: Sequence[Any] = ()
) -> dict[str, Any]:
    """Return the members of the problem document; `type` is relative to the service."""
    told = getattr(words(language).problems, code)
    body: dict[str, Any] = {
        "type": f"/docs#problem-{code}",
        "code": code,
        "status": STATUS[code],
        "title": told.title,
        "detail": told.detail.format(limit=limit),
        "request_id": request_id,
    }
    return body | ({"errors": list(errors)} if errors else {})


def problem_response(
    request: Request,
    code: str,
    limit: int | str | None = None,
    errors: Sequence[Any] = (),
    retry_after: int | None = None,
) -> Response:
    """Answer with a problem: as JSON, or as a page where a person's browser asked for one."""
    request_id = getattr(request.state, "request_id", "")
    wants_page = "text/html" in request.headers.get("accept", "")
    page = getattr(request.app.state, "problem_page", None)
    if wants_page and page is not None and not request.url.path.startswith("/v1/"):
        rendered = page(request, code, limit)
        assert isinstance(rendered, Response)
        return rendered
    language = accepted_language(request.headers.get("accept-language"))
    headers = {"Content-Language": language}
    if STATUS[code] == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="thutuc"'
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    body = problem_body(code, language, request_id, limit, errors)
    if request.url.path.startswith(_CHAT):
        body["error"] = {"message": body["detail"], "type": code, "code": code}
    return JSONResponse(
        body,
        status_code=STATUS[code],
        media_type=MEDIA_TYPE,
        headers=headers,
    )


def problem_of(request: Request, failure: Exception) -> dict[str, Any]:
    """Return the members of the problem that an exception is told as."""
    code, limit = code_of(failure)
    language = accepted_language(request.headers.get("accept-language"))
    return problem_body(code, language, getattr(request.state, "request_id", ""), limit)


def code_of(failure: Exception) -> tuple[str, int | str | None]:
    """Return the code that an exception is told by, and what fills its words."""
    if isinstance(failure, Problem):
        return failure.code, failure.limit
    return next((code for kind, code in _CODES if isinstance(failure, kind)), "internal"), None


def register(app: FastAPI) -> None:
    """Turn every exception that a route may raise into a problem; none shows what it was made of."""

    @app.exception_handler(Problem)
    @app.exception_handler(DocumentNotFound)
    @app.exception_handler(RecordNotFound)
    @app.exception_handler(BadQuestion)
    @app.exception_handler(NotReady)
    @app.exception_handler(IndexFailure)
    def _known(request: Request, failure: Exception) -> Response:
        code, limit = code_of(failure)
        if code == "not_ready":
            _log.warning("not ready: %s", failure)
        return problem_response(request, code, limit, retry_after=getattr(failure, "retry_after", None))

    @app.exception_handler(CorrectionRefused)
    def _refused(request: Request, failure: CorrectionRefused) -> Response:
        errors = [
            {"at": f"statements/{one.statement}", "reason": one.why.value, "word": one.word}
            for one in failure.refusals
        ]
        return problem_response(request, "approval_refused", errors=errors)

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        code = _HTTP.get(error.status_code, "invalid_request")
        return problem_response(request, code)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        errors = [
            {"at": "/".join(str(part) for part in found["loc"]), "reason": found["type"]}
            for found in error.errors()
        ]
        return problem_response(request, "invalid_request", errors=errors)
