"""Settings: everything that is set outside the program, read from the environment and `.env`.

Each is `WENJU_` and the field's name in capitals; `.env.example` lists them all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import PositiveInt, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import wording
from bot.wording.telegram import Period
from corpus.errors import BadSetting
from retrieval.index.cluster import Address

PREFIX = "WENJU_"
PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")
WEBHOOK_PORTS = (None, 443, 80, 88, 8443)  # https://core.telegram.org/bots/api#setwebhook
SECONDS: dict[Period, float] = {"hour": 3600.0, "day": 24 * 3600.0}


@dataclass(frozen=True, slots=True)
class Quota:
    """At most *most* questions in an hour or a day."""

    most: int
    per: Period

    @property
    def seconds(self) -> float:
        return SECONDS[self.per]


class Settings(BaseSettings):
    """The settings in force. Use `Settings.read()`, whose errors a person can read."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    telegram_token: SecretStr | None = None
    telegram_api_base: str = "https://api.telegram.org/bot"
    telegram_proxy: SecretStr | None = None
    telegram_admins: Annotated[tuple[int, ...], NoDecode] = ()
    telegram_allowed_users: Annotated[tuple[int, ...], NoDecode] = ()
    telegram_allowed_chats: Annotated[tuple[int, ...], NoDecode] = ()
    telegram_open_groups: bool = False
    telegram_user_quota: Annotated[tuple[Quota, ...], NoDecode] = ()
    telegram_group_quota: Annotated[tuple[Quota, ...], NoDecode] = ()
    telegram_libraries: Path | None = None
    telegram_retention_days: PositiveInt = 90
    telegram_state: Path | None = None
    telegram_webhook: str | None = None
    telegram_webhook_listen: str = "127.0.0.1:8443"
    telegram_webhook_secret: SecretStr | None = None
    library: Path | None = None
    index: Address | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def read(cls, env_file: Path | str | None = ".env") -> Settings:
        """The settings of the environment and *env_file*. Raises BadSetting, one sentence."""
        try:
            return cls(_env_file=env_file)  # type: ignore[call-arg]
        except ValidationError as error:
            field = str(error.errors()[0]["loc"][0])
            # not `from error`: a validation error carries what was typed, and that may be a secret
            raise BadSetting(wording.bad_setting(PREFIX + field.upper(), field)) from None
        except (OSError, UnicodeDecodeError) as error:
            raise BadSetting(wording.unreadable_settings(str(env_file))) from error

    @field_validator("telegram_api_base")
    @classmethod
    def _is_api_base(cls, value: str) -> str:
        """A server's address, ending as the Bot API's do: http://host:8081 -> http://host:8081/bot."""
        address = urlsplit(value.strip())
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ValueError("not an http(s) address")
        base = value.strip().rstrip("/")
        return base if base.endswith("/bot") else base + "/bot"

    @field_validator("telegram_proxy")
    @classmethod
    def _is_proxy(cls, value: SecretStr | None) -> SecretStr | None:
        """A proxy's address with a scheme that can be spoken and a host."""
        if value is None:
            return None
        address = urlsplit(value.get_secret_value().strip())
        if address.scheme not in PROXY_SCHEMES or not address.hostname:
            raise ValueError("not a proxy address")
        return SecretStr(value.get_secret_value().strip())

    @field_validator("telegram_webhook")
    @classmethod
    def _is_webhook(cls, value: str | None) -> str | None:
        """An address Telegram can send to: https, on one of the ports it knows."""
        if value is None:
            return None
        address = urlsplit(value.strip())
        if address.scheme != "https" or not address.hostname or address.port not in WEBHOOK_PORTS:
            raise ValueError("not an address for a webhook")
        return value.strip()

    @field_validator("telegram_webhook_listen")
    @classmethod
    def _is_listened(cls, value: str) -> str:
        """Where to listen: 127.0.0.1:8443 or [::1]:8443."""
        host, _, port = value.strip().rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError("not host:port")
        return value.strip()

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _is_secret(cls, value: SecretStr | None) -> SecretStr | None:
        """What Telegram takes as one: 1 to 256 letters, digits, _ and -."""
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("not a secret token")
        return value

    @field_validator("telegram_admins", "telegram_allowed_users", "telegram_allowed_chats", mode="before")
    @classmethod
    def _split_ids(cls, value: Any) -> Any:
        """Numbers in one line: "-100123, 456" -> (-100123, 456)."""
        return tuple(split(value)) if isinstance(value, str) else value

    @field_validator("telegram_user_quota", "telegram_group_quota", mode="before")
    @classmethod
    def _quotas(cls, value: Any) -> Any:
        """Quotas in one line: "60/hour, 300/day" -> (Quota(60, …), Quota(300, …))."""
        return tuple(quota(each) for each in split(value)) if isinstance(value, str) else value

    @field_validator("library", "telegram_state", "telegram_libraries")
    @classmethod
    def _at_home(cls, value: Path | None) -> Path | None:
        """A path below `~` is below the user's own home."""
        return value.expanduser() if value else None

    @field_validator("index", mode="before")
    @classmethod
    def _is_address(cls, value: Any) -> Any:
        """A cluster's address: qdrant://host:6333/wenju."""
        return Address.parse(value) if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        """Levels in either case: debug -> DEBUG."""
        return value.strip().upper() if isinstance(value, str) else value


def split(line: str) -> list[str]:
    """What stands in a line with commas or blanks between."""
    return [each for each in re.split(r"[\s,，、;；]+", line) if each]


def quota(text: str) -> Quota:
    """60/hour -> Quota(60, "hour"). Raises ValueError."""
    most, _, given = text.partition("/")
    period = next((each for each in SECONDS if each == given), None)
    if period is None or int(most) < 1:
        raise ValueError("not a quota")
    return Quota(int(most), period)
