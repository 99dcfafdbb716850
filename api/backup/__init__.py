"""Backups of a home folder, taken while it serves, and restored whole."""
