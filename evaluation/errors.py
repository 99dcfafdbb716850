"""What can go wrong with a measurement.

    EvaluationFailure
    ├── BadDataset      a file of the data set is missing or is not what it should be
    ├── MissingLibrary  a library of the extra `evaluation` is not installed
    └── NoSuchQuestion  there is no question of that id in the file

The message names the file and the line.
"""

from __future__ import annotations


class EvaluationFailure(Exception):
    """Base of every error of this package."""


class BadDataset(EvaluationFailure):
    """A data set cannot be read."""


class MissingLibrary(EvaluationFailure):
    """What only measurements need was not installed."""


class NoSuchQuestion(EvaluationFailure):
    """A question that is asked for by its id is not in the file."""
