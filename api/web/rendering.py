"""Templates, and what all of them may use."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from api.admission import FORM
from api.problems import STATUS
from api.roles import Role
from api.web.answers import by_case, chip, document_name, short_date, size_words
from api.web.cards import ended_words, part_name
from api.web.words import DEFAULT, LANGUAGES, words

_YEAR: Final = 365 * 24 * 3600


def moment(value: datetime) -> str:
    """Write a moment as dd/mm/yyyy hh:mm, by the clock of this machine."""
    return f"{value.astimezone():%d/%m/%Y %H:%M}"


def since(value: str) -> str:
    """Write a moment from its ISO form as `moment` does."""
    return moment(datetime.fromisoformat(value))


_environment = Environment(
    loader=PackageLoader("api.web", "templates"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters.update(day=short_date, moment=moment, since=since, bytes=size_words, by_case=by_case)
_environment.globals.update(
    chip=chip, document_name=document_name, ended_words=ended_words, part_name=part_name
)


def form_field(token: str) -> Markup:
    """Return the hidden field by which a form shows that this site made it."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FORM, token)


def page_language(request: Request) -> str:
    """Choose the language of the page: `?lang=`, then the cookie, then Vietnamese."""
    for wanted in (request.query_params.get("lang"), request.cookies.get("lang")):
        if wanted in LANGUAGES:
            return wanted
    return DEFAULT


def rendered(request: Request, template: str, **values: Any) -> str:  # noqa: ANN401
    """Return a template's HTML in the language of the request."""
    language = page_language(request)
    here = request.url.path if request.method == "GET" else "/"
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    values.setdefault("guest", False)
    caller = getattr(request.state, "caller", None)
    values.setdefault("csrf", form_field(caller.session.form) if caller and caller.session else "")
    return _environment.get_template(template).render(
        w=words(language),
        language=language,
        languages=[(code, words(code).name, _with_language(here, kept, code)) for code in LANGUAGES],
        path=request.url.path,
        today=date.today(),
        role=caller.role if caller else Role.GUEST,
        shown_name=caller.shown_name if caller else None,
        **values,
    )


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """Render a page in the language of the request, and remember a language that was chosen."""
    language, html = page_language(request), rendered(request, template, **values)
    response = HTMLResponse(html, status_code=status, headers={"Content-Language": language})
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie("lang", language, max_age=_YEAR, samesite="lax", httponly=True)
    return response


def _with_language(path: str, kept: list[tuple[str, str]], language: str) -> str:
    return f"{path}?{urlencode([*kept, ('lang', language)])}"


def problem_page(request: Request, code: str, limit: int | None) -> HTMLResponse:
    """Render a problem for a person."""
    told = getattr(words(page_language(request)).problems, code)
    return render(
        request,
        "problem.html",
        STATUS[code],
        title=told.title,
        detail=told.detail.format(limit=limit),
        request_id=getattr(request.state, "request_id", ""),
    )
