"""A chat model from a folder on this machine, through transformers; nothing is downloaded."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import torch
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import ConfigDict, PrivateAttr
from transformers import AutoModelForCausalLM, AutoTokenizer

from index.errors import ModelUnavailable

_ROLES = {"system": "system", "human": "user", "ai": "assistant"}


class LocalChatModel(BaseChatModel):
    """A causal language model of a Hugging Face folder, decoded greedily, one reply at a time.

    `tokens` bounds the reply, in the model's own tokens; `seconds` its computing. Failure: `ValueError` for
    messages that, with the reply, are longer than the model can read.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    tokenizer: Any
    network: Any
    tokens: int
    seconds: float
    _one: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @classmethod
    def open(cls, folder: Path, tokens: int, seconds: float) -> LocalChatModel:
        """Load the folder's tokenizer and weights (safetensors only; no code of the folder is run).

        Raises:
            ModelUnavailable: the folder holds no such model.
        """
        if not folder.is_dir():
            raise ModelUnavailable(f"chat_model_path: {folder} is no folder; nothing is downloaded")
        try:
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            network = AutoModelForCausalLM.from_pretrained(
                folder, local_files_only=True, trust_remote_code=False, use_safetensors=True, dtype="auto"
            )
        except (OSError, ValueError, KeyError) as failed:
            raise ModelUnavailable(f"chat_model_path: {folder} holds no chat model: {failed}") from failed
        network.train(mode=False)
        return cls(tokenizer=tokenizer, network=network, tokens=tokens, seconds=seconds)

    @property
    def _llm_type(self) -> str:
        return "local"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - langchain's own signature
    ) -> ChatResult:
        asked = self.tokenizer(self._written(messages), return_tensors="pt", add_special_tokens=False)
        length = asked["input_ids"].shape[1]
        most = getattr(self.network.config, "max_position_embeddings", None)
        if most is not None and length + self.tokens > most:
            raise ValueError(f"{length} tokens and {self.tokens} for the reply; the model reads {most}")
        with self._one, torch.inference_mode():
            made = self.network.generate(
                input_ids=asked["input_ids"],
                attention_mask=asked["attention_mask"],
                max_new_tokens=self.tokens,
                max_time=self.seconds,
                do_sample=False,
                pad_token_id=self.tokenizer.pad_token_id or self.tokenizer.eos_token_id,
            )
        text = self.tokenizer.decode(made[0, length:], skip_special_tokens=True)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    def _written(self, messages: list[BaseMessage]) -> str:
        """Return the messages as the model was taught to read them, or one after the other."""
        if self.tokenizer.chat_template is None:
            return "\n\n".join(str(m.text) for m in messages) + "\n\n"
        turns = [{"role": _ROLES.get(m.type, "user"), "content": str(m.text)} for m in messages]
        return str(self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True))
