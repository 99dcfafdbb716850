"""From the settings to the generator they name, if any."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from assistant.generator import Generator
from index.access import AccessLabel
from index.errors import ModelUnavailable
from index.offline import offline
from index.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def open_generator(settings: Settings) -> Generator | None:
    """Open the chat model that the settings name; `None` where they name none, and nothing is imported.

    Raises:
        ModelUnavailable: the folder holds no model, or the extra that talks to a server is not installed.
    """
    if settings.chat_model_path is None and settings.chat_model_url is None:
        return None
    offline()
    from assistant.chat_generator import ChatGenerator  # noqa: PLC0415 - loads langchain

    ceiling = AccessLabel.parse(settings.chat_model_ceiling)
    if settings.chat_model_path is not None:
        model = _local(settings, settings.chat_model_path)
        one, name = threading.Semaphore(1), settings.chat_model_path.name
        return ChatGenerator(model, ceiling, settings.chat_model_seconds, one, name)
    name = settings.chat_model_name or ""
    return ChatGenerator(_remote(settings), ceiling, settings.chat_model_seconds, name=name)


def _local(settings: Settings, folder: Path) -> BaseChatModel:
    from assistant.local_chat import LocalChatModel  # noqa: PLC0415 - loads torch

    return LocalChatModel.open(folder, settings.chat_model_tokens, settings.chat_model_seconds)


def _remote(settings: Settings) -> BaseChatModel:
    try:
        from langchain_openai import ChatOpenAI  # noqa: PLC0415 - an extra
    except ImportError as missing:
        raise ModelUnavailable(
            "chat_model_url needs the extra `chat`: pip install 'thutuc[chat]' (or unset chat_model_url)"
        ) from missing
    key = settings.chat_model_key
    return ChatOpenAI(
        base_url=settings.chat_model_url,
        model=settings.chat_model_name or "",
        # Never left out: the library would send a key that the environment holds for somebody else's server.
        api_key=key or SecretStr("none"),
        temperature=0,
        max_retries=0,
        # The generator's own deadline comes first, and names what happened.
        timeout=settings.chat_model_seconds + 1,
        use_responses_api=False,
        # Servers other than OpenAI's do not all know `max_completion_tokens`.
        extra_body={"max_tokens": settings.chat_model_tokens},
    )
