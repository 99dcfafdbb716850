"""From a question to a verified answer."""
