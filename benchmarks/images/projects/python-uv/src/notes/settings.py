"""What the environment configures."""

from __future__ import annotations

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    """The settings, each an environment variable."""

    port: int = 8080
    database_url: str = ""
