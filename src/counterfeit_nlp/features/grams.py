"""Names of n-grams: from an analysed chunk to the strings a vocabulary holds.

Apart from the transformer that learns weights for them, because scoring needs the names and must
not wait for scikit-learn to be imported.
"""

from __future__ import annotations

from counterfeit_nlp.text.chunks import Chunk

__all__ = ["bigram", "chunk_ngrams", "is_word", "words_in"]

_CHARACTERS = (3, 4, 5)
_HAN = (1, 2, 3)


def is_word(norm: str) -> bool:
    """Whether a token holds a letter or a digit (punctuation is no evidence by itself)."""
    return any(map(str.isalnum, norm))


def words_in(chunk: Chunk) -> int:
    """How many words a chunk holds, for the length of windows."""
    return sum(is_word(token.norm) for token in chunk.tokens)


def bigram(first: str, second: str) -> str:
    """The feature name of two neighbouring tokens."""
    return f"w:{first} {second}"


def _of_token(norm: str) -> list[str]:
    padded = f" {norm} "
    names = ["w:" + norm]
    for n in _CHARACTERS:
        if len(padded) <= n:
            names.append("c:" + padded)
            break
        names += ["c:" + padded[at : at + n] for at in range(len(padded) - n + 1)]
    return names


def chunk_ngrams(chunk: Chunk) -> list[tuple[int, list[str]]]:
    """The n-grams inside one chunk, each with the token it is evidence for.

    Parameters
    ----------
    chunk
        An analysed chunk.

    Returns
    -------
    list of (int, list of str)
        Index into ``chunk.tokens`` and the names of the n-grams it brings; each name once in a
        chunk, with the token that shows it first. How many there are is what the chunk adds to
        the length of its field. A Han n-gram belongs to the token that holds its first character.
        Bigrams of tokens are not here: they reach over the chunk's edge.
    """
    tokens = chunk.tokens
    if len(tokens) == 1 and not chunk.chinese[0]:  # most chunks are one word
        norm = tokens[0].norm
        return [(0, list(dict.fromkeys(_of_token(norm))))] if is_word(norm) else []
    brought: dict[str, int] = {}
    run: list[tuple[int, str]] = []  # (token, Han character)

    def close_run() -> None:
        characters = "".join(character for _, character in run)
        for n in _HAN:
            for at in range(len(run) - n + 1):
                brought.setdefault("h:" + characters[at : at + n], run[at][0])
        run.clear()

    for index, (token, han) in enumerate(zip(tokens, chunk.chinese, strict=True)):
        if han:
            run.extend((index, character) for character in token.norm)
            continue
        if run:
            close_run()
        if is_word(token.norm):
            for name in _of_token(token.norm):
                brought.setdefault(name, index)
    if run:
        close_run()
    names: dict[int, list[str]] = {}
    for name, index in brought.items():
        names.setdefault(index, []).append(name)
    return sorted(names.items())
