"""Names of n-grams: from an analysed chunk to the strings a vocabulary holds.

Apart from the transformer that learns weights for them, because scoring needs the names and must
not wait for scikit-learn to be imported.
"""

from __future__ import annotations

from collections.abc import Iterator

from counterfeit_nlp.text.chunks import Chunk

__all__ = ["bigram", "chunk_ngrams", "is_word"]

_CHARACTERS = (3, 4, 5)
_HAN = (1, 2, 3)


def is_word(norm: str) -> bool:
    """Whether a token holds a letter or a digit (punctuation is no evidence by itself)."""
    return any(map(str.isalnum, norm))


def bigram(first: str, second: str) -> str:
    """The feature name of two neighbouring tokens."""
    return f"w:{first} {second}"


def _of_token(norm: str) -> Iterator[str]:
    yield "w:" + norm
    padded = f" {norm} "
    length = len(padded)
    for n in _CHARACTERS:
        if length <= n:
            yield "c:" + padded
            break
        for at in range(length - n + 1):
            yield "c:" + padded[at : at + n]


def chunk_ngrams(chunk: Chunk) -> list[tuple[int, str]]:
    """The n-grams inside one chunk, each with the token it is evidence for.

    Parameters
    ----------
    chunk
        An analysed chunk.

    Returns
    -------
    list of (int, str)
        Index into ``chunk.tokens`` and feature name, in a fixed order; each name once, with the
        token that shows it first. How many there are is what the chunk adds to the length of its
        field. A Han n-gram belongs to
        the token that holds its first character. Bigrams of tokens are not here: they reach over
        the chunk's edge.
    """
    found: list[tuple[int, str]] = []
    run: list[tuple[int, str]] = []  # (token, Han character)

    def close_run() -> None:
        characters = "".join(character for _, character in run)
        for n in _HAN:
            found.extend(
                (run[at][0], "h:" + characters[at : at + n]) for at in range(len(run) - n + 1)
            )
        run.clear()

    for index, (token, han) in enumerate(zip(chunk.tokens, chunk.chinese, strict=True)):
        if han:
            run.extend((index, character) for character in token.norm)
            continue
        if run:
            close_run()
        if is_word(token.norm):
            found.extend((index, name) for name in _of_token(token.norm))
    if run:
        close_run()
    first: dict[str, int] = {}
    for index, name in found:
        first.setdefault(name, index)
    return [(index, name) for name, index in first.items()]
