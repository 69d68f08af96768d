"""Billing over HTTP.

Arithmetic and shapes: docs of each model; a tenant's token sees what is the tenant's own.
"""

from __future__ import annotations

from services.billing.routes import contracts, debts, disputes, exports, hand_overs, invoices, runs, site, tenants
from services.billing.routes.declared import api

__all__ = ["api", "contracts", "debts", "disputes", "exports", "hand_overs", "invoices", "runs", "site", "tenants"]
