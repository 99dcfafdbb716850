"""No library asks the network: the switches that have to be set before the libraries are imported."""

from __future__ import annotations

import os

_SWITCHES = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    # Its threads do not survive a fork, and cutting into pieces is a hundredth of the work of embedding.
    "TOKENIZERS_PARALLELISM": "false",
}


def offline() -> None:
    """Tell every library of this process and of its children to stay off the network; call it first.

    What the environment says otherwise is overruled: no setting of this program opens the network but
    `chat_model_url`, to the one server it names.
    """
    os.environ.update(_SWITCHES)
