"""What can go wrong with a backup.

    BackupFailure
    ├── NoBackup         there is no backup at that place, or not the one that was asked for
    ├── BackupDamaged    a block or a list of the backup is missing or not what was written
    ├── BackupBusy       another process writes to the backup
    ├── KeyRefused       the key is missing, malformed, or not the one the backup was sealed with
    └── HomeNotEmpty     what is restored would overwrite what is there

Every message names what mends the state, and no document's title.
"""

from __future__ import annotations


class BackupFailure(Exception):
    """Base of every error of this package."""


class NoBackup(BackupFailure):
    """There is no such backup."""


class BackupDamaged(BackupFailure):
    """A part of the backup is missing or was changed."""


class BackupBusy(BackupFailure):
    """Another process writes to the backup."""


class KeyRefused(BackupFailure):
    """The backup cannot be sealed or opened with this key."""


class HomeNotEmpty(BackupFailure):
    """The home folder holds something already."""
