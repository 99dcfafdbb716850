"""How fast, how large and how right: each figure as a ratio in one run against a named alternative."""
