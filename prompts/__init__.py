"""Words shown to people and to models, as data."""
