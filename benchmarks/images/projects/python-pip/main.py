"""Serves on the port that the environment names, until SIGTERM."""

from __future__ import annotations

import os

import texts
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route


def health(_: object) -> JSONResponse:
    """That the process answers, and as which user."""
    return JSONResponse({"status": "ok", "uid": os.getuid(), "greeting": texts.greeting("you")})


application = Starlette(routes=[Route("/healthz", health)])

if __name__ == "__main__":
    uvicorn.run(application, host="0.0.0.0", port=int(os.environ.get("PORT", "8080")), log_level="warning")
