"""Answers kept on disk, by the hash of question and model, so that loading again is the same and costs nothing."""

import hashlib
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from innograph.loaders.opinion.endpoint import LARGEST_ANSWER, Messages

FOLDER = "second-opinion"
"""Name of the folder of answers in the data folder."""


class Kept:
    """The answers in a folder (mode 0700, files 0600: they quote plans). What cannot be read there counts as not kept."""

    def __init__(self, folder: Path, model: str) -> None:
        self._folder = folder
        self._model = model

    def get(self, question: Messages) -> str | None:
        """The answer's text, or None."""
        path = self._path(question)
        try:
            if path.stat().st_size > 4 * LARGEST_ANSWER:
                return None
            data = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        answer = data.get("answer") if isinstance(data, dict) else None
        return answer if isinstance(answer, str) else None

    def put(self, question: Messages, answer: str) -> None:
        """Keep an answer, whole or not at all; where the folder cannot be written, it is asked for again next time."""
        path = self._path(question)
        temporary = path.with_name(f".{secrets.token_hex(8)}")
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            data = json.dumps({"model": self._model, "answer": answer}, ensure_ascii=True).encode("ascii")
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
            temporary.replace(path)

    def _path(self, question: Messages) -> Path:
        text = json.dumps([self._model, *question], ensure_ascii=False, sort_keys=True)
        return self._folder / f"{hashlib.sha256(text.encode('utf-8')).hexdigest()}.json"
