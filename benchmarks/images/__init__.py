"""Real builds of the generated Dockerfiles and of naive ones by BuildKit: sizes, times and how the images run."""
