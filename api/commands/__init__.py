"""The commands of `thutuc` that need more than one room: each module's `app` is the command of its name."""
