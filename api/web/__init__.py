"""The page: what is rendered on the server, and the words it is rendered with."""
