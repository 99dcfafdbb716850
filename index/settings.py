"""The settings of an installation: `THUTUC_*` in the environment, then HOME/settings.toml, then defaults."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from index.access import AccessLabel
from index.errors import SettingsInvalid
from index.single_sign_on import SingleSignOn

DEFAULT_HOME: Final = Path(".thutuc")
SETTINGS_FILE: Final = "settings.toml"


class Settings(BaseSettings):
    """What an operator may change; each field is described in docs/settings.md. Made by `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix="THUTUC_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    CHANNELS: ClassVar = frozenset({"web", "guest", "api", "openai", "mcp", "edxml", "webhooks"})

    home: Path = DEFAULT_HOME
    store_url: SecretStr | None = None
    embedding_model: str | None = None
    embedding_threads: int = Field(default=0, ge=0)
    embedding_batch: int = Field(default=256, ge=1, le=8192)
    workers: int = Field(default=0, ge=0, le=256)
    worker_memory_mb: int = Field(default=1536, ge=256)
    worker_seconds: float = Field(default=120.0, gt=0)
    ocr_languages: str = Field(default="vie", pattern=r"^(?:[A-Za-z_]{3,24}(?:\+[A-Za-z_]{3,24}){0,4})?$")
    ocr_pages: int = Field(default=500, ge=0)
    ocr_seconds: float = Field(default=3600.0, gt=0)
    cluster_ceiling: str = "internal"
    cluster_file_mb: int = Field(default=32, ge=1, le=200)
    cluster_ca_file: Path | None = None
    cluster_cert_file: Path | None = None
    cluster_key_file: Path | None = None
    publish_every_seconds: float = Field(default=30.0, gt=0)
    default_label: str = "internal"
    serve_clearance: str = "internal"
    key_required: bool = False
    key_requests_per_minute: int = Field(default=600, ge=1)
    most_requests: int = Field(default=128, ge=1, le=4096)
    answer_processes: int | None = Field(default=None, ge=0, le=64)
    answers_at_once: int = Field(default=0, ge=0, le=256)
    answers_waiting: int = Field(default=64, ge=0, le=4096)
    request_seconds: float = Field(default=120.0, gt=0, le=3600)
    upload_mb: int = Field(default=256, ge=1, le=4096)
    upload_page: bool = False
    admin_page: bool = False
    edxml_organ_id: str | None = Field(default=None, pattern=r"^[0-9A-Za-z.]{3,40}$")
    edxml_organ_name: str | None = None
    webhook_hosts: str | None = None
    webhook_seconds: float = Field(default=10.0, gt=0, le=120)
    webhook_tries: int = Field(default=8, ge=1, le=20)
    webhook_retry_seconds: float = Field(default=5.0, gt=0, le=3600)
    channels: str = "web,guest,api,openai,mcp,edxml,webhooks"
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    metrics_address: str | None = Field(default=None, pattern=r"^\S+:\d{1,5}$")
    otlp_endpoint: str | None = Field(default=None, pattern=r"^https?://")
    review_page: bool = False
    sign_in: Literal["off", "local", "oidc"] = "off"
    second_factor: Literal["off", "optional", "administrators", "all"] = "optional"
    guest_view: bool = False
    session_idle_minutes: int = Field(default=30, ge=1, le=1440)
    session_hours: int = Field(default=12, ge=1, le=168)
    secure_cookies: bool = True
    single_sign_on: SingleSignOn | None = None
    backup_key_file: Path | None = None
    record_days: int = Field(default=365, ge=0, le=36500)
    chat_model_url: str | None = Field(default=None, pattern=r"^https?://")
    chat_model_name: str | None = None
    chat_model_key: SecretStr | None = None
    chat_model_path: Path | None = None
    chat_model_seconds: float = Field(default=20.0, gt=0, le=600)
    chat_model_tokens: int = Field(default=1024, ge=16, le=32768)
    chat_model_ceiling: str = "public"

    @field_validator("default_label", "serve_clearance", "chat_model_ceiling", "cluster_ceiling")
    @classmethod
    def _known_label(cls, value: str) -> str:
        return str(AccessLabel.parse(value))

    @field_validator("channels")
    @classmethod
    def _known_channels(cls, value: str) -> str:
        named = [name.strip() for name in value.split(",") if name.strip()]
        if unknown := set(named) - cls.CHANNELS:
            raise ValueError(
                f"unknown {', '.join(sorted(unknown))}; known: {', '.join(sorted(cls.CHANNELS))}"
            )
        return ",".join(named)

    @field_validator("store_url")
    @classmethod
    def _a_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("only postgresql://... is known")
        return value

    @model_validator(mode="after")
    def _one_chat_model(self) -> Self:
        if self.chat_model_url is not None and self.chat_model_path is not None:
            raise ValueError("chat_model_url and chat_model_path exclude each other")
        if self.chat_model_url is not None and not self.chat_model_name:
            raise ValueError("chat_model_url needs chat_model_name")
        return self

    @model_validator(mode="after")
    def _known_provider(self) -> Self:
        if self.sign_in == "oidc" and self.single_sign_on is None:
            raise ValueError("sign_in = oidc needs the table [single_sign_on]")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read what was given in the call, then the environment, then the file in HOME."""
        given = init_settings().get("home") or os.environ.get("THUTUC_HOME") or DEFAULT_HOME
        file = TomlConfigSettingsSource(settings_cls, toml_file=Path(given) / SETTINGS_FILE)
        return init_settings, env_settings, file

    @property
    def open_channels(self) -> frozenset[str]:
        """Return the ways in that are open."""
        return frozenset(self.channels.split(","))

    @property
    def database(self) -> Path:
        """Return where the store lies that is a file; without `store_url` it is the one in use."""
        return self.home / "documents.sqlite"

    @property
    def model_folder(self) -> Path:
        """Return where the built-in embedding model is prepared."""
        return self.home / "model"

    @property
    def answering_processes(self) -> int:
        """Return how many processes answer beside the service: as set, or one.

        None where a server of a chat model words the answers: who waits for it needs no process of its own.
        """
        if self.answer_processes is None:
            return 0 if self.chat_model_url is not None else 1
        return self.answer_processes

    @property
    def parsing_workers(self) -> int:
        """Return how many processes read files: as set, or one for each processor this process may use."""
        return self.workers or len(os.sched_getaffinity(0))


def load_settings(home: Path | None = None, **given: Any) -> Settings:  # noqa: ANN401 - any setting's value
    """Load the settings of the installation in `home` (default: `THUTUC_HOME`, else ./.thutuc).

    Raises:
        SettingsInvalid: a setting is unknown or out of range, or settings.toml cannot be read.
    """
    if home is not None:
        given["home"] = home
    try:
        return Settings(**given)
    except ValidationError as refused:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in refused.errors())
        raise SettingsInvalid(f"{told} (THUTUC_* or {SETTINGS_FILE}, see docs/settings.md)") from refused
    except ValueError as malformed:
        raise SettingsInvalid(f"{SETTINGS_FILE} is no TOML: {malformed}") from malformed
