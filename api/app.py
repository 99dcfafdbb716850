"""The only composition root: here the rooms are put together into a service."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles

from api import openai_compat, problems
from api.admission import Admission, Interrupted, admitted
from api.channels import Channels
from api.contracts import AssistantLike
from api.dependencies import Rooms
from api.description import Described
from api.dms.jobs import Jobs
from api.dms.writer import Writer
from api.early_opening import EarlyOpening
from api.gate import Gate
from api.identity.open_id import Provider
from api.keys import Keys
from api.middleware import BodyLimit, Envelope
from api.operations.deadline import Deadline
from api.operations.observed import Observed
from api.procedure_catalogue import ProcedureCatalogue
from api.routes import (
    account_admin_pages,
    account_pages,
    accounts,
    act_pages,
    admin_pages,
    affected,
    answers,
    article_pages,
    audit_pages,
    changes,
    channel_pages,
    conversation_pages,
    correction_pages,
    corrections,
    document_pages,
    documents,
    edxml,
    feedback_pages,
    guest_pages,
    health,
    key_admin_pages,
    login_pages,
    pages,
    procedure_pages,
    procedures,
    reference,
    review_pages,
    reviews,
    second_factor_pages,
    share_pages,
    shares,
    sign_on_pages,
    upload_pages,
    uploads,
    webhooks,
)
from api.schemas import ProblemOut
from api.web.desk import Desk
from api.web.rendering import problem_page
from api.web.sample_corpus import SampleCorpus
from api.webhooks.delivery import Deliverer
from index.document_store import DocumentStore
from index.settings import Settings, load_settings

_STATIC: Final = Path(__file__).parent / "web" / "static"
_PROBLEM: Final[dict[str, Any]] = {"model": ProblemOut, "description": "application/problem+json (RFC 9457)"}


def create_app(
    home: Path,
    settings: Settings | None = None,
    open_assistant: Callable[[Path], AssistantLike] | None = None,
) -> FastAPI:
    """Make the service of one home folder; nothing is opened before the first request needs it.

    `open_assistant` puts another assistant behind the routes.

    Raises:
        pydantic.ValidationError: the settings of the home cannot be used.
    """
    chosen = settings or load_settings(home)
    rooms = Rooms(chosen, _open_store, open_assistant or EarlyOpening())

    follows = chosen.store_url is not None  # what others write to a server has to be published here
    writer, deliverer = Writer(home, stays=follows), _deliverer(chosen)
    desk, samples = Desk(chosen.home / "answers.sqlite"), SampleCorpus(chosen)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens += rooms.questions.places  # the others are for the rest
        if follows or Jobs(home).unfinished():
            writer.wake()
        ending = ExitStack()
        if chosen.metrics_address is not None:
            ending.callback(rooms.metrics.serve(chosen.metrics_address))
        if deliverer is not None:
            deliverer.start()
            ending.callback(deliverer.close)
        yield
        ending.close()
        samples.close()
        desk.close()
        writer.close()
        rooms.close()

    app = Described(
        title="thutuc",
        description="Cited answers on Vietnamese administrative procedures, from the provision in force.",
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        dependencies=[Depends(admitted)],
        responses={422: _PROBLEM, "default": _PROBLEM},
    )
    app.state.rooms = rooms
    app.state.provider = (
        Provider(chosen.single_sign_on) if chosen.sign_in == "oidc" and chosen.single_sign_on else None
    )
    app.state.writer = writer
    app.state.desk = desk
    app.state.samples = samples
    app.state.problem_page = problem_page
    app.state.procedures = ProcedureCatalogue(rooms.store)
    problems.register(app)
    app.add_exception_handler(Interrupted, login_pages.interrupted)
    for routes in (
        answers,
        openai_compat,
        documents,
        uploads,
        corrections,
        changes,
        affected,
        edxml,
        webhooks,
        health,
        procedures,
        reference,
        accounts,
        reviews,
        shares,
    ):
        app.include_router(routes.router)
    for routes in (
        reference,
        procedure_pages,
        share_pages,
        conversation_pages,
        document_pages,
        correction_pages,
        article_pages,
        act_pages,
        review_pages,
        feedback_pages,
        guest_pages,
        upload_pages,
        admin_pages,
        login_pages,
        sign_on_pages,
        account_pages,
        second_factor_pages,
        account_admin_pages,
        key_admin_pages,
        channel_pages,
        audit_pages,
    ):
        app.include_router(routes.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.add_middleware(BodyLimit, most_upload=chosen.upload_mb << 20)
    sessions = rooms.signing_in.sessions
    admission = Admission(chosen, Keys(home), sessions)
    app.add_middleware(Gate, settings=chosen, admission=admission, sessions=sessions, audit=rooms.audit)
    app.add_middleware(Channels, settings=chosen)
    app.add_middleware(Deadline, seconds=chosen.request_seconds)
    app.add_middleware(Observed, metrics=rooms.metrics, tracing=rooms.tracing)
    app.add_middleware(Envelope)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    return app


def _deliverer(settings: Settings) -> Deliverer | None:
    on = settings.webhook_hosts and "webhooks" in settings.open_channels
    return Deliverer(settings) if on else None


def _open_store(home: Path) -> DocumentStore:
    from index.store_opening import open_store  # noqa: PLC0415 - opened when it is needed

    return open_store(load_settings(home))
