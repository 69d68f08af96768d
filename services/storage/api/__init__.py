"""Storage by HTTP. Source: public-face.md, storage."""

from services.storage.api import pools, samples, tenants, volumes
from services.storage.api.service import api

__all__ = ["api", "pools", "samples", "tenants", "volumes"]
