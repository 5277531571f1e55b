"""The file users write: what it can do, and what they are told when it is wrong."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from counterfeit_nlp.cues.find import find_cues
from counterfeit_nlp.cues.lexicon import Lexicon, own_lexicon, read_lexicon
from counterfeit_nlp.cues.written import MOST_FOUND
from counterfeit_nlp.errors import InputError
from counterfeit_nlp.text.chunks import CHUNK, analyse
from counterfeit_nlp.text.pipelines import Token

GOOD = """
format = 1
gap_stops = ["but"]
[groups]
kind = ["grail", "holy -? grail"]
[cue.house-slang]
sense = "grade"
says = "the house's own word"
words = ["{kind} *2 (tier|level)", "纯!进口皮"]
regex = ['gr[0-9]{2,3}a\\b']
triggers = ["code"]
"""


def tokens_of(text: str) -> list[Token]:
    found = []
    for match in CHUNK.finditer(text):
        for norm, start, end in analyse([match.group()])[0].tokens:
            found.append(Token(norm, match.start() + start, match.start() + end))
    return found


def found_in(text: str, lexicon: Lexicon) -> list[str]:
    tokens = tokens_of(text)
    cues = find_cues(tokens, lexicon)
    return [text[tokens[cue.first].start : tokens[cue.last - 1].end] for cue in cues]


@pytest.fixture(name="write")
def _write(tmp_path: Path):  # type: ignore[no-untyped-def]
    def write(text: str | bytes) -> Path:
        path = tmp_path / "cues.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_a_file_of_ones_own(write) -> None:  # type: ignore[no-untyped-def]
    lexicon = read_lexicon(write(GOOD))
    assert found_in("Grail watch tier", lexicon) == ["Grail watch tier"]
    assert found_in("holy-grail level", lexicon) == ["holy-grail level"]
    assert found_in("grail, tier", lexicon) == []  # no gap reaches over a comma
    assert found_in("grail but tier", lexicon) == []  # nor over one of gap_stops
    assert found_in("grail a b c tier", lexicon) == []  # three words are more than two
    assert found_in("真皮纯进口皮带", lexicon) != []
    assert found_in("code gr123a", lexicon) == ["gr123a"]
    assert found_in("gr123a", lexicon) == []  # an expression waits for its trigger


def test_laid_over_the_shipped_lexicon(write) -> None:  # type: ignore[no-untyped-def]
    ours = own_lexicon()
    more = read_lexicon(
        write(
            'format = 1\n[groups]\nreplica = ["reppy"]\n[cue.contact-detail]\noff = true\n'
            '[cue.inspired]\nsense = "inspired"\nsays = "x"\nwords = ["muse"]\n'
        ),
        onto=ours,
    )
    assert found_in("no reppy", ours) == []
    assert [cue.sense for cue in find_cues(tokens_of("no reppy"), more)] == ["negated"]
    assert found_in("a@b.co", ours) == ["a@b.co"]
    assert found_in("a@b.co", more) == []
    assert found_in("muse, perfume dupe", more) == ["muse"]
    assert more.digest != ours.digest
    assert own_lexicon() is ours


def test_it_travels_as_plain_json() -> None:
    ours = own_lexicon()
    back = Lexicon.from_json(json.loads(json.dumps(ours.to_json())))
    assert back == ours
    assert back.digest == ours.digest
    assert back.triggers == ours.triggers
    assert pickle.loads(pickle.dumps(ours)) == ours


def test_triggers_and_digest_do_not_depend_on_the_hash_seed() -> None:
    said = set()
    for seed in ("1", "2"):
        code = (
            "from counterfeit_nlp.cues.lexicon import own_lexicon as o\n"
            "print(o().digest, sorted(o().triggers))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        )
        said.add(done.stdout)
    assert len(said) == 1


def entry(**lines: str) -> str:
    told = {"sense": '"grade"', "says": '"x"', "words": '["abc"]', **lines}
    body = "\n".join(f"{key} = {value}" for key, value in told.items() if value)
    return f"format = 1\n[cue.mine]\n{body}\n"


WRONG = {
    "no TOML": ("format = 1\n[cue.mine\n", "line 2"),
    "bytes": (b"\xff\xfe", "UTF-8"),
    "no format": ('[cue.mine]\nsense = "grade"', "'format = 1'"),
    "another format": ("format = 9", "9"),
    "unknown key": ("format = 1\ncues = 3", "expected format, gap_stops, groups, cue"),
    "no table": ("format = 1\ncue = 3", "tables"),
    "entry is no table": ("format = 1\n[cue]\nmine = 3", "[cue.mine]"),
    "unknown sense": (entry(sense='"bad"'), "replica_claim, grade"),
    "no sentence": (entry(says=""), "'says' is missing"),
    "no pattern": (entry(words=""), "neither 'words' nor 'regex'"),
    "unknown key of an entry": (entry(word='["a"]'), "'word'"),
    "words are no list": (entry(words='"abc"'), "list of strings"),
    "nothing to take away": ("format = 1\n[cue.mine]\noff = true", "no such cue"),
    "off is not alone": (entry(off="true"), "stands alone"),
    "unclosed": (entry(words='["(a|b"]'), "never closed"),
    "loose bar": (entry(words='["a|b"]'), "put alternatives into ( )"),
    "empty alternative": (entry(words='["(a||b) c"]'), "an alternative is empty"),
    "no such group": (entry(words='["{what}"]'), "no group {what}"),
    "group in itself": (
        entry(words='["{a}"]') + '[groups]\na = ["{b}"]\nb = ["x", "{a}"]\n',
        "holds itself",
    ),
    "no such class": (entry(words='["<price>"]'), "<number>"),
    "gap too wide": (entry(words='["a *9 b"]'), "*0 to *6"),
    "gap at the end": (entry(words='["a *2"]'), "gap"),
    "gap inside": (entry(words='["(a *2 b|c)"]'), "outside"),
    "all optional": (entry(words='["a? b?"]'), "question mark"),
    "mark at the end": (entry(words='["a !"]'), "before the word"),
    "too many phrases": (entry(words=f'["{"(a|b|c|d) " * 9}"]'), "*0"),
    "too long": (entry(words=f'["{"word " * 20}"]'), "shorten"),
    "only classes": (entry(words='["<number> <id>"]'), "a word of its own"),
    "capital letters in a trigger": (entry(regex="['x']", triggers='["Code"]'), "small letters"),
    "trigger of two words": (entry(regex="['x']", triggers='["a b"]'), "one word"),
    "long Chinese trigger": (entry(regex="['x']", triggers='["微信号"]'), "Chinese"),
    "trigger that is no token": (entry(regex="['x']", triggers='["a-b"]'), "cut"),
    "expression without trigger": (entry(regex="['x']"), "come together"),
    "trigger without expression": (entry(triggers='["x"]'), "come together"),
    "back-reference": (entry(regex="['(a)\\1']", triggers='["a"]'), "not supported by this"),
    "look-ahead": (entry(regex="['a(?=b)']", triggers='["a"]'), "look-around"),
    "bad expression": (entry(regex="['(a']", triggers='["a"]'), "missing"),
    "matches everywhere": (entry(regex="['a*']", triggers='["a"]'), "empty text"),
}


@pytest.mark.parametrize(("text", "told"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_told_with_file_entry_and_remedy(
    write,
    text: str | bytes,
    told: str,  # type: ignore[no-untyped-def]
) -> None:
    path = write(text)
    with pytest.raises(InputError) as refused:
        read_lexicon(path)
    message = str(refused.value)
    assert str(path) in message
    assert told in message
    assert "\n" not in message
    if isinstance(text, str) and "[cue.mine]\nsense" in text and "format = 1" in text:
        assert "[cue.mine]" in message


def test_a_missing_file_is_an_error_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        read_lexicon(tmp_path / "none.toml")


@pytest.mark.parametrize("change", [{"format": 2}, {"cues": [{"name": "x", "sense": "no"}]}])
def test_json_that_was_changed_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Lexicon.from_json({**own_lexicon().to_json(), **change})


def test_an_expression_stays_linear_and_says_so_much_and_no_more(write) -> None:  # type: ignore[no-untyped-def]
    # backtracking engines need exponential time for the first, and n searches of all the text,
    # quadratic, for the second
    lexicon = read_lexicon(
        write(entry(regex="['(x+x+)+y', 'x|x.*b']", triggers='["xx"]', words=""))
    )
    tokens = [Token("xx", 3 * at, 3 * at + 2) for at in range(20_000)]
    assert 1 <= len(find_cues(tokens, lexicon)) <= 2 * MOST_FOUND


def test_expressions_see_words_apart_and_chinese_together(write) -> None:  # type: ignore[no-untyped-def]
    text = entry(regex="['支持验货', 'aa bb\\b', 'ж x']", triggers='["验货", "aa", "ж"]', words="")
    lexicon = read_lexicon(write(text))
    assert found_in("我们支持验货的", lexicon) == ["支持验货"]
    assert found_in("手表 aa   bb cc", lexicon) == ["aa   bb"]
    by_bytes = [Token("手表", 0, 2), Token("ж", 3, 4), Token("x", 5, 6), Token("y", 7, 8)]
    assert [(cue.first, cue.last) for cue in find_cues(by_bytes, lexicon)] == [(1, 3)]


def test_unless_takes_back_what_stands_beside_a_word(write) -> None:  # type: ignore[no-untyped-def]
    lexicon = read_lexicon(
        write(
            'format = 1\n[groups]\nworn = ["watch", "hand bag"]\n[cue.prop]\nsense = "benign"\n'
            'says = "x"\nunless = ["{worn}"]\nwords = ["prop *1 !copy"]\n'
        )
    )
    assert found_in("prop copy", lexicon) == ["prop copy"]
    for text in ("prop copy watch", "watch prop copy", "prop watch copy", "prop copy of watch"):
        assert found_in(text, lexicon) == []
    assert found_in("prop copy, watch", lexicon) == ["prop copy"]  # a comma keeps them apart
    assert found_in("prop copy of a watch", lexicon) == ["prop copy"]
    again = Lexicon.from_json(json.loads(json.dumps(lexicon.to_json())))
    assert again == lexicon
