"""The repository's own programs (not part of the package): tool installation, generated schemas, gates of CI."""
