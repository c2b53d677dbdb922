"""SpacePlanner: a desktop GIS for rehabilitating public space where citizens' security is poor."""

__version__ = "0.1.0"
