"""Webhooks: what has changed is sent to systems that registered for it, signed, and only to named hosts."""
