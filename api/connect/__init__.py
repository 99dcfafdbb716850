"""Connectors: programs that bring documents to a service from a watched folder or from another service."""
