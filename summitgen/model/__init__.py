"""The spec model: what an environment file may say, typed and frozen."""
