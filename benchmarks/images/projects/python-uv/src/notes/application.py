"""The service's paths."""

from __future__ import annotations

import os

from fastapi import FastAPI, HTTPException

from notes.store import Store

application = FastAPI(title="Notes")
store = Store()


@application.get("/healthz")
async def health() -> dict[str, str | int]:
    """That the process answers, and as which user."""
    return {"status": "ok", "uid": os.getuid()}


@application.get("/notes/{name}")
async def note(name: str) -> dict[str, str]:
    """The text of a note; 404 where there is none."""
    text = await store.read(name)
    if text is None:
        raise HTTPException(404, "no such note")
    return {"text": text}
