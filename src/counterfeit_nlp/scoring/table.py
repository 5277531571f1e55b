"""What is known of each distinct chunk: its summed weights, ready to be gathered.

A catalog has millions of words and few different ones. Each distinct chunk is folded, tokenised
and looked up in the vocabulary once; from then on it is a row of numbers. Scoring a batch is a
gather of those rows, plus the bigrams, which reach from one chunk into the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice, repeat
from math import fsum
from typing import NamedTuple

import numpy as np

from counterfeit_nlp.brands.find import Finder
from counterfeit_nlp.brands.texts import Parts, Reading
from counterfeit_nlp.cues.phrases import Phrases
from counterfeit_nlp.features.grams import chunk_ngrams, is_word
from counterfeit_nlp.features.lots import tells
from counterfeit_nlp.model.linear import LinearModel
from counterfeit_nlp.scoring.bigrams import Bigrams
from counterfeit_nlp.scoring.chunk_index import ChunkIndex
from counterfeit_nlp.scoring.growing import GrowingTable
from counterfeit_nlp.scoring.ragged import runs
from counterfeit_nlp.text.chunks import SIGNALS, Chunk, analyse
from counterfeit_nlp.text.contacts import CONTACT

__all__ = ["ChunkTable", "Mark"]

# Bigram roles of a token that is not one of the words that known bigrams are made of
_BREAKS = -1  # Chinese, or a word in no known bigram: nothing pairs with it
_SKIPPED = -2  # punctuation: its neighbours pair across it
_ZEROS = repeat(0.0)  # what an n-gram that the model doesn't know weighs


class Mark(NamedTuple):
    """One signal and the stretch of the raw chunk it was seen in."""

    signal: int
    start: int
    end: int


def _marks(chunk: Chunk) -> tuple[Mark, ...]:
    found = [Mark(SIGNALS.index(kind), start, end) for kind, start, end in chunk.disguises]
    contact = SIGNALS.index("contact_details")
    found += [Mark(contact, t.start, t.end) for t in chunk.tokens if t.norm == CONTACT]
    return tuple(found)


class ChunkTable:
    """Weights of chunks and of their tokens, learned as they are met.

    Parameters
    ----------
    linear
        The model.
    at_most
        Distinct chunks kept from one batch to the next. When there are more, those met least often
        are forgotten first, so memory stays flat over any stream; results do not depend on it.
    finder
        Reads chunks for brands.

    Attributes
    ----------
    index
        Finds the chunks. Their numbers are the rows of the table, once :meth:`learn` was called.
    phrases
        What cues are found by.
    met
        Distinct chunks worked out so far, forgotten ones counted again.
    """

    def __init__(self, linear: LinearModel, at_most: int, finder: Finder) -> None:
        self._at_most = at_most
        self._vocabulary = linear.vocabulary
        self._lexicon = linear.lexicon
        self._finder = finder
        self._weight_of = dict(zip(linear.names, linear.weights.tolist(), strict=True))
        self._bigrams = Bigrams(linear)
        self.index = ChunkIndex(linear.vocabulary)
        self.phrases = Phrases(linear.lexicon.compiled)
        self.met = 0
        self._clear()

    def _clear(self) -> None:
        self._met_in = np.zeros(0, dtype=np.int64)  # how often each row was asked for
        self._norms: list[tuple[str, ...]] = []  # of the tokens of each row
        self._marks: dict[int, tuple[Mark, ...]] = {}  # of the few rows that have any
        self._chunks = GrowingTable(
            first_token=np.int64,
            tokens=np.int32,
            length=np.int32,
            words=np.int32,
            opens=np.bool_,
            tells=np.uint8,
            letters=(np.int32, 3),
            latin=np.int32,  # of these
            has_others=np.bool_,
            signals=(np.int32, len(SIGNALS)),
            has_signals=np.bool_,
            # what is summed of its tokens, and how it pairs with its neighbours
            weight=np.float64,
            first_role=np.int64,
            last_role=np.int64,
            has_pairs=np.bool_,  # within the chunk
            # what brands are found by
            units=np.int32,
            first_known=np.int64,
            known=np.int32,
        )
        self._tokens = GrowingTable(
            weight=np.float64,
            start=np.int32,
            end=np.int32,
            role=np.int64,
            unit=np.int32,
            brand_role=np.uint16,
        )
        self._known = GrowingTable(unit=np.int32, place=np.int32, token=np.int32)

    def __len__(self) -> int:
        return len(self._chunks)

    def make_room(self) -> None:
        """Forget chunks if there are too many; rows got before do not hold any more."""
        if len(self) > self._at_most:
            self._forget()

    def learn(self, met: Sequence[np.ndarray]) -> None:
        """Work out the chunks that are in the index and not yet here.

        Parameters
        ----------
        met
            The numbers of all chunks that were met, as often as they were: those met most stay.
        """
        if len(self.index) > len(self):
            self._learn([*islice(self.index.chunks, len(self), None)])
        counts = np.zeros(len(self), dtype=np.int64)
        counts[: len(self._met_in)] = self._met_in
        for numbers in met:
            counts += np.bincount(numbers, minlength=len(self))
        self._met_in = counts

    def _forget(self) -> None:
        """Make room: of what was met more than once keep the most frequent, at most half.

        Word frequencies are steep: article codes come once and never again, and half a table
        holds nearly all that comes back. Counts are halved, so that a new catalog can push out
        the words of the one before.
        """
        often = np.flatnonzero(self._met_in > 1)
        room = self._at_most // 2
        if len(often) > room:
            order = np.argsort(-self._met_in[often], kind="stable")
            often = np.sort(often[order[:room]])
        self.index.keep(often)
        self._met_in = self._met_in[often] // 2
        self._norms = [self._norms[row] for row in often.tolist()]
        self._marks = {
            number: self._marks[row]
            for number, row in enumerate(often.tolist())
            if row in self._marks
        }
        tokens, _ = self._token_positions(often)
        known, _ = self._known_positions(often)
        self._tokens.keep(tokens)
        self._known.keep(known)
        self._chunks.keep(often)
        for first, counts in (("first_token", "tokens"), ("first_known", "known")):
            found = self._chunks[counts]
            self._chunks.replace(first, np.cumsum(found) - found)

    def _learn(self, chunks: Sequence[str]) -> None:
        weight_of, number = self._weight_of.get, self._bigrams.words.get
        read, unit = self._finder.read, self.phrases.unit
        counts: list[int] = []
        lengths: list[int] = []
        words: list[int] = []
        may_be_cues: list[bool] = []
        may_tell: list[int] = []
        readings: list[Reading] = []
        letters: list[tuple[int, int, int]] = []
        marks: dict[int, tuple[Mark, ...]] = {}
        norms: list[tuple[str, ...]] = []
        signals: list[tuple[int, ...]] = []
        weights: list[float] = []
        starts: list[int] = []
        ends: list[int] = []
        roles: list[int] = []
        units: list[int] = []
        before = len(self)
        for chunk in analyse(chunks, self._vocabulary):
            own = [0.0] * len(chunk.tokens)
            length = 0
            for token, names in chunk_ngrams(chunk):
                own[token] = fsum(map(weight_of, names, _ZEROS))  # exact, whatever the order
                length += len(names)
            counts.append(len(own))
            norms.append(tuple(token.norm for token in chunk.tokens))
            lengths.append(length)
            may_be_cues.append(self._lexicon.opens(norms[-1]))
            may_tell.append(tells(norms[-1]))
            readings.append(read(norms[-1]))
            units += map(unit, norms[-1])
            letters.append(chunk.letters)
            signals.append(chunk.signals)
            if any(chunk.signals):
                marks[before + len(signals) - 1] = _marks(chunk)
            weights += own
            skipped = 0
            for (norm, start, end), han in zip(chunk.tokens, chunk.chinese, strict=True):
                starts.append(start)
                ends.append(end)
                if han:
                    roles.append(_BREAKS)
                elif (role := number(norm)) is not None:
                    roles.append(role)
                elif is_word(norm):
                    roles.append(_BREAKS)
                else:
                    roles.append(_SKIPPED)
                    skipped += 1
            words.append(len(own) - skipped)
        parts = Parts.of(readings)
        sizes = np.array(counts, dtype=np.int64)
        try:
            self._norms += norms
            self._marks |= marks
            self._chunks.extend(
                first_token=len(self._tokens) + np.cumsum(sizes) - sizes,
                tokens=sizes,
                length=lengths,
                words=words,
                opens=may_be_cues,
                tells=may_tell,
                letters=letters,
                latin=[latin for latin, _, _ in letters],
                has_others=[han + other > 0 for _, han, other in letters],
                signals=signals,
                has_signals=[*map(any, signals)],
                **self._sums(sizes, np.array(weights), np.array(roles, dtype=np.int64)),
                units=parts.sizes,
                first_known=len(self._known) + np.cumsum(parts.known) - parts.known,
                known=parts.known,
            )
            self._tokens.extend(
                weight=weights,
                start=starts,
                end=ends,
                role=roles,
                unit=units,
                brand_role=parts.roles,
            )
            self._known.extend(unit=parts.units, place=parts.places, token=parts.tokens)
        except BaseException:
            # one table has grown and another not: the next batch works out all chunks again
            self._clear()
            raise
        self.met += len(chunks)

    def _sums(
        self, counts: np.ndarray, weights: np.ndarray, roles: np.ndarray
    ) -> dict[str, np.ndarray]:
        """What chunks of so many tokens add up to, and with what they pair with others."""
        n = len(counts)
        owner = np.repeat(np.arange(n), counts)
        words = np.flatnonzero(roles != _SKIPPED)
        first, last = np.full(n, _SKIPPED), np.full(n, _SKIPPED)
        last[owner[words]] = roles[words]  # of several the last
        first[owner[words[::-1]]] = roles[words[::-1]]
        pairs = np.zeros(n, dtype=bool)
        pairs[owner[self.bigrams(owner, roles)[0]]] = True
        return {
            "weight": np.bincount(owner, weights=weights, minlength=n),
            "first_role": first,
            "last_role": last,
            "has_pairs": pairs,
        }

    def lengths(self, rows: np.ndarray) -> np.ndarray:
        """What each chunk adds to its field's length, shape (n,)."""
        return np.take(self._chunks["length"], rows)

    def cue_units(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What cues are found by: a number for each token, and position in ``rows`` of its chunk.

        See :meth:`counterfeit_nlp.cues.phrases.Phrases.unit`.
        """
        at, owner = self._token_positions(rows)
        return np.take(self._tokens["unit"], at), owner

    def weights(self, rows: np.ndarray) -> np.ndarray:
        """What the tokens of each chunk weigh together, up to rounding; shape (n,)."""
        return np.take(self._chunks["weight"], rows)

    def may_be_cues(self, rows: np.ndarray) -> np.ndarray:
        """Whether a field with this chunk has to be searched for cues, shape (n,)."""
        return np.take(self._chunks["opens"], rows)

    def may_tell_pieces(self, rows: np.ndarray) -> np.ndarray:
        """What each chunk may say of what a price is for, as bits of ``features.lots``."""
        return np.take(self._chunks["tells"], rows)

    def brand_parts(self, rows: np.ndarray) -> Parts:
        """What brands are found by in the given chunks, one after another."""
        tokens, _ = self._token_positions(rows)
        known, _ = self._known_positions(rows)
        return Parts(
            np.take(self._chunks["tokens"], rows),
            np.take(self._chunks["units"], rows),
            np.take(self._chunks["known"], rows),
            np.take(self._tokens["brand_role"], tokens),
            np.take(self._known["unit"], known),
            np.take(self._known["place"], known),
            np.take(self._known["token"], known),
        )

    def token_starts(self, rows: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        """Where a token of each chunk begins in it, shape (n,)."""
        at = self._chunks["first_token"][rows] + tokens
        found: np.ndarray = self._tokens["start"][at]
        return found

    def token_ends(self, rows: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        """Where a token of each chunk ends in it, shape (n,)."""
        at = self._chunks["first_token"][rows] + tokens
        found: np.ndarray = self._tokens["end"][at]
        return found

    def words(self, rows: np.ndarray) -> np.ndarray:
        """Words in each chunk, shape (n,)."""
        return np.take(self._chunks["words"], rows)

    def letters(self, rows: np.ndarray, texts: np.ndarray, n: int) -> np.ndarray:
        """Latin, Han and other letters of ``n`` texts with these chunks, int64, shape (n, 3)."""
        found = np.zeros((n, 3), dtype=np.int64)
        # whole numbers, so that floats add up exactly
        found[:, 0] = np.bincount(texts, weights=np.take(self._chunks["latin"], rows), minlength=n)
        others = np.flatnonzero(np.take(self._chunks["has_others"], rows))
        if len(others):
            own = np.take(self._chunks["letters"], rows[others], axis=0)
            for script in (1, 2):
                of_each = np.bincount(texts[others], weights=own[:, script], minlength=n)
                found[:, script] = of_each
        return found

    def signals(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The chunks that show signals, and their counts of each, shape (n, n_signals)."""
        at = np.flatnonzero(np.take(self._chunks["has_signals"], rows))
        return at, np.take(self._chunks["signals"], rows[at], axis=0)

    def placed_tokens(
        self, rows: np.ndarray, begins: np.ndarray
    ) -> tuple[list[tuple[str, int, int]], np.ndarray]:
        """The tokens of chunks, with their places in the prepared text.

        Parameters
        ----------
        rows
            Shape (n,): chunks of any number of fields.
        begins
            Shape (n,): where each of them begins in its text.

        Returns
        -------
        tuple
            Norm, start and end of each token; and how many tokens the chunks up to each one have,
            shape (n + 1,).
        """
        owner, _, starts, ends, _ = self.tokens(rows)
        norms = chain.from_iterable(map(self._norms.__getitem__, rows.tolist()))
        offsets = begins[owner]
        places = zip(norms, (starts + offsets).tolist(), (ends + offsets).tolist(), strict=True)
        return list(places), np.concatenate([[0], np.cumsum(self._chunks["tokens"][rows])])

    def norms(self, rows: Sequence[int]) -> list[str]:
        """The norms of the tokens of chunks, one after another."""
        return list(chain.from_iterable(map(self._norms.__getitem__, rows)))

    def marks(self, row: int) -> tuple[Mark, ...]:
        """Where a chunk shows its signals."""
        return self._marks.get(row, ())

    def tokens(
        self, rows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """The tokens of the given chunks, one after another.

        Returns
        -------
        tuple
            For each token: position in ``rows`` of its chunk, weight, start and end in the raw
            chunk, and its role in bigrams.
        """
        at, owner = self._token_positions(rows)
        return (
            owner,
            self._tokens["weight"][at],
            self._tokens["start"][at],
            self._tokens["end"][at],
            self._tokens["role"][at],
        )

    def _token_positions(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where the tokens of chunks stand in the columns, and which chunk each is of."""
        return runs(self._chunks["first_token"][rows], self._chunks["tokens"][rows])

    def _known_positions(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The same of the units that names are made of."""
        return runs(self._chunks["first_known"][rows], self._chunks["known"][rows])

    def bigrams(
        self, field: np.ndarray, roles: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Known bigrams among consecutive tokens.

        Parameters
        ----------
        field
            For each token, the field it stands in; pairs don't cross fields.
        roles
            For each token, its role.

        Returns
        -------
        tuple
            Positions of the first and of the second token, the weight, and which known bigram
            it is, of each pair found.
        """
        words = np.flatnonzero(roles != _SKIPPED)
        first, second = words[:-1], words[1:]
        return self._pairs_of(field, first, second, roles[first], roles[second])

    def _pairs_of(
        self,
        field: np.ndarray,
        first: np.ndarray,
        second: np.ndarray,
        role: np.ndarray,
        next_role: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        may = np.flatnonzero((role >= 0) & (next_role >= 0) & (field[first] == field[second]))
        pair = self._bigrams.find(role[may], next_role[may])
        found = np.flatnonzero(pair >= 0)
        at, pair = may[found], pair[found]
        return first[at], second[at], self._bigrams.weights[pair], pair

    def neighbours(
        self, field: np.ndarray, rows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Known bigrams among the tokens of consecutive chunks, by these chunks.

        Parameters
        ----------
        field, rows
            For each chunk, the field it stands in, and its row.

        Returns
        -------
        tuple
            Positions of the chunks of the first and of the second token, the weight, and which
            known bigram it is, in the order of the text.
        """
        words = np.flatnonzero(np.take(self._chunks["first_role"], rows) != _SKIPPED)
        first, second = words[:-1], words[1:]
        across = self._pairs_of(
            field,
            first,
            second,
            np.take(self._chunks["last_role"], rows[first]),
            np.take(self._chunks["first_role"], rows[second]),
        )
        some = np.flatnonzero(np.take(self._chunks["has_pairs"], rows))
        at, owner = self._token_positions(rows[some])
        one, other, weight, pair = self.bigrams(owner, self._tokens["role"][at])
        within = some[owner[one]], some[owner[other]], weight, pair
        if not len(within[0]):
            return across
        both = [np.concatenate(two) for two in zip(within, across, strict=True)]
        order = np.argsort(both[0], kind="stable")
        first, second, weight, pair = (one[order] for one in both)
        return first, second, weight, pair
