"""Where notes are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from notes.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


class Store:
    """The notes of a database; without one there are none."""

    def __init__(self) -> None:
        url = Settings().database_url
        self._engine: AsyncEngine | None = create_async_engine(url) if url else None

    async def read(self, name: str) -> str | None:
        """The text of a note, None where there is none."""
        if self._engine is None:
            return None
        async with self._engine.connect() as connection:
            found = await connection.execute(text("select text from note where name = :name"), {"name": name})
            row = found.first()
            return None if row is None else str(row[0])
