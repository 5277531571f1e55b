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
from counterfeit_nlp.scoring.growing import Growing
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
        self._first_token = Growing(np.int64)
        self._token_count = Growing(np.int64)
        self._length = Growing(np.int64)
        self._norms: list[tuple[str, ...]] = []  # of the tokens of each row
        self._marks: dict[int, tuple[Mark, ...]] = {}  # of the few rows that have any
        self._opens = Growing(np.bool_)
        self._tells = Growing(np.uint8)
        self._words = Growing(np.int64)
        self._letters = Growing(np.int64, 3)
        self._latin = Growing(np.int64)  # of these
        self._has_others = Growing(np.bool_)
        self._signals = Growing(np.int64, len(SIGNALS))
        self._has_signals = Growing(np.bool_)
        self._token_weight = Growing(np.float64)
        self._token_start = Growing(np.int32)
        self._token_end = Growing(np.int32)
        self._token_role = Growing(np.int64)
        self._token_unit = Growing(np.int32)
        # what is summed of its tokens, and how it pairs with its neighbours
        self._weight = Growing(np.float64)
        self._first_role = Growing(np.int64)
        self._last_role = Growing(np.int64)
        self._has_pairs = Growing(np.bool_)  # within the chunk
        # what brands are found by
        self._unit_count = Growing(np.int32)
        self._first_known = Growing(np.int64)
        self._known_count = Growing(np.int32)
        self._brand_role = Growing(np.uint16)
        self._known_unit = Growing(np.int32)
        self._known_place = Growing(np.int32)
        self._known_token = Growing(np.int32)

    def __len__(self) -> int:
        return self._length.length

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
        for column in (
            self._token_weight,
            self._token_start,
            self._token_end,
            self._token_role,
            self._token_unit,
        ):
            column.keep(tokens)
        self._forget_brands(tokens, often)
        for column in (
            self._token_count,
            self._length,
            self._weight,
            self._first_role,
            self._last_role,
            self._has_pairs,
            self._opens,
            self._tells,
            self._words,
            self._letters,
            self._latin,
            self._has_others,
            self._signals,
            self._has_signals,
        ):
            column.keep(often)
        counts = self._token_count.array
        self._first_token = Growing(np.int64)
        self._first_token.extend(np.cumsum(counts) - counts)

    def _forget_brands(self, tokens: np.ndarray, often: np.ndarray) -> None:
        """Keep what brands are found by of some rows and tokens only."""
        known, _ = self._known_positions(often)
        for column in (self._known_unit, self._known_place, self._known_token):
            column.keep(known)
        self._brand_role.keep(tokens)
        self._unit_count.keep(often)
        self._known_count.keep(often)
        counts = self._known_count.array
        self._first_known = Growing(np.int64)
        self._first_known.extend(np.cumsum(counts) - counts)

    def _learn(self, chunks: Sequence[str]) -> None:
        weight_of, number = self._weight_of.get, self._bigrams.words.get
        read, unit = self._finder.read, self.phrases.unit
        firsts: list[int] = []
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
        before, base = len(self), self._token_weight.length
        for chunk in analyse(chunks, self._vocabulary):
            own = [0.0] * len(chunk.tokens)
            length = 0
            for token, names in chunk_ngrams(chunk):
                own[token] = fsum(map(weight_of, names, _ZEROS))  # exact, whatever the order
                length += len(names)
            firsts.append(base + len(weights))
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
        try:
            self._norms += norms
            self._marks |= marks
            self._first_token.extend(firsts)
            self._token_count.extend(counts)
            self._length.extend(lengths)
            self._words.extend(words)
            self._opens.extend(may_be_cues)
            self._tells.extend(may_tell)
            self._letters.extend(letters)
            self._latin.extend([latin for latin, _, _ in letters])
            self._has_others.extend([han + other > 0 for _, han, other in letters])
            self._signals.extend(signals)
            self._has_signals.extend([*map(any, signals)])
            self._token_weight.extend(weights)
            self._token_start.extend(starts)
            self._token_end.extend(ends)
            self._token_role.extend(roles)
            self._token_unit.extend(units)
            self._learn_sums(np.array(counts), np.array(weights), np.array(roles, dtype=np.int64))
            self._learn_brands(Parts.of(readings))
        except BaseException:
            # some columns have grown and others not: the next batch works out all chunks again
            self._clear()
            raise
        self.met += len(chunks)

    def _learn_sums(self, counts: np.ndarray, weights: np.ndarray, roles: np.ndarray) -> None:
        """What chunks of so many tokens add up to, and with what they pair with others."""
        n = len(counts)
        owner = np.repeat(np.arange(n), counts)
        self._weight.extend(np.bincount(owner, weights=weights, minlength=n))
        words = np.flatnonzero(roles != _SKIPPED)
        first, last = np.full(n, _SKIPPED), np.full(n, _SKIPPED)
        last[owner[words]] = roles[words]  # of several the last
        first[owner[words[::-1]]] = roles[words[::-1]]
        self._first_role.extend(first)
        self._last_role.extend(last)
        has = np.zeros(n, dtype=bool)
        has[owner[self.bigrams(owner, roles)[0]]] = True
        self._has_pairs.extend(has)

    def _learn_brands(self, parts: Parts) -> None:
        first = self._known_unit.length + np.cumsum(parts.known) - parts.known
        self._first_known.extend(first)
        self._unit_count.extend(parts.sizes)
        self._known_count.extend(parts.known)
        self._brand_role.extend(parts.roles)
        self._known_unit.extend(parts.units)
        self._known_place.extend(parts.places)
        self._known_token.extend(parts.tokens)

    def lengths(self, rows: np.ndarray) -> np.ndarray:
        """What each chunk adds to its field's length, shape (n,)."""
        return np.take(self._length.array, rows)

    def cue_units(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What cues are found by: a number for each token, and position in ``rows`` of its chunk.

        See :meth:`counterfeit_nlp.cues.phrases.Phrases.unit`.
        """
        at, owner = self._token_positions(rows)
        return np.take(self._token_unit.array, at), owner

    def weights(self, rows: np.ndarray) -> np.ndarray:
        """What the tokens of each chunk weigh together, up to rounding; shape (n,)."""
        return np.take(self._weight.array, rows)

    def may_be_cues(self, rows: np.ndarray) -> np.ndarray:
        """Whether a field with this chunk has to be searched for cues, shape (n,)."""
        return np.take(self._opens.array, rows)

    def may_tell_pieces(self, rows: np.ndarray) -> np.ndarray:
        """What each chunk may say of what a price is for, as bits of ``features.lots``."""
        return np.take(self._tells.array, rows)

    def brand_parts(self, rows: np.ndarray) -> Parts:
        """What brands are found by in the given chunks, one after another."""
        tokens, _ = self._token_positions(rows)
        known, _ = self._known_positions(rows)
        return Parts(
            np.take(self._token_count.array, rows),
            np.take(self._unit_count.array, rows),
            np.take(self._known_count.array, rows),
            np.take(self._brand_role.array, tokens),
            np.take(self._known_unit.array, known),
            np.take(self._known_place.array, known),
            np.take(self._known_token.array, known),
        )

    def token_starts(self, rows: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        """Where a token of each chunk begins in it, shape (n,)."""
        at = self._first_token.array[rows] + tokens
        found: np.ndarray = self._token_start.array[at]
        return found

    def token_ends(self, rows: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        """Where a token of each chunk ends in it, shape (n,)."""
        at = self._first_token.array[rows] + tokens
        found: np.ndarray = self._token_end.array[at]
        return found

    def words(self, rows: np.ndarray) -> np.ndarray:
        """Words in each chunk, shape (n,)."""
        return np.take(self._words.array, rows)

    def letters(self, rows: np.ndarray, texts: np.ndarray, n: int) -> np.ndarray:
        """Latin, Han and other letters of ``n`` texts with these chunks, int64, shape (n, 3)."""
        found = np.zeros((n, 3), dtype=np.int64)
        # whole numbers, so that floats add up exactly
        found[:, 0] = np.bincount(texts, weights=np.take(self._latin.array, rows), minlength=n)
        others = np.flatnonzero(np.take(self._has_others.array, rows))
        if len(others):
            own = np.take(self._letters.array, rows[others], axis=0)
            for script in (1, 2):
                of_each = np.bincount(texts[others], weights=own[:, script], minlength=n)
                found[:, script] = of_each
        return found

    def signals(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The chunks that show signals, and their counts of each, shape (n, n_signals)."""
        at = np.flatnonzero(np.take(self._has_signals.array, rows))
        return at, np.take(self._signals.array, rows[at], axis=0)

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
        return list(places), np.concatenate([[0], np.cumsum(self._token_count.array[rows])])

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
            self._token_weight.array[at],
            self._token_start.array[at],
            self._token_end.array[at],
            self._token_role.array[at],
        )

    def _token_positions(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where the tokens of chunks stand in the columns, and which chunk each is of."""
        return runs(self._first_token.array[rows], self._token_count.array[rows])

    def _known_positions(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The same of the units that names are made of."""
        return runs(self._first_known.array[rows], self._known_count.array[rows])

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
        words = np.flatnonzero(np.take(self._first_role.array, rows) != _SKIPPED)
        first, second = words[:-1], words[1:]
        across = self._pairs_of(
            field,
            first,
            second,
            np.take(self._last_role.array, rows[first]),
            np.take(self._first_role.array, rows[second]),
        )
        some = np.flatnonzero(np.take(self._has_pairs.array, rows))
        at, owner = self._token_positions(rows[some])
        one, other, weight, pair = self.bigrams(owner, self._token_role.array[at])
        within = some[owner[one]], some[owner[other]], weight, pair
        if not len(within[0]):
            return across
        both = [np.concatenate(two) for two in zip(within, across, strict=True)]
        order = np.argsort(both[0], kind="stable")
        first, second, weight, pair = (one[order] for one in both)
        return first, second, weight, pair
