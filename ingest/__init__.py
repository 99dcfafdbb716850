"""From a file to live provisions."""
