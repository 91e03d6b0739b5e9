"""``python -m notes`` serves on the port that the environment names."""

from __future__ import annotations

import uvicorn

from notes.application import application
from notes.settings import Settings


def main() -> None:
    """Serve until SIGTERM."""
    uvicorn.run(application, host="0.0.0.0", port=Settings().port, log_level="warning")


if __name__ == "__main__":
    main()
