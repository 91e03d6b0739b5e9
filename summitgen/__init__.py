"""summitgen compiles one typed YAML spec per environment to deployment files that work."""

__version__ = "0.1.0"
