"""The service, the page and the command line; the only composition root."""
