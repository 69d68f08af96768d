"""Billing over HTTP: one module a thing."""
