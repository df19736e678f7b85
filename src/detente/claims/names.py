"""Names that look alike: spellings, transliterations, scripts. Reasons for a person, no verdicts.

What this file knows: letters. What it must not know: who anybody is.

Rule 1. Likeness is symmetric and never an identity; whoever uses it offers a pair and stops there.
Rule 2. Latin spellings are compared by their consonants (vowels differ between transliterations);
other scripts letter by letter, without articles and vowel marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from detente.terms.who import Actor

_ARTICLES = frozenset({"al", "el", "as", "ash", "ar", "an", "at", "ad", "az", "the"})
_SAME_SOUND = (("ck", "k"), ("c", "k"), ("q", "k"), ("ph", "f"), ("z", "s"))
_SILENT = re.compile(r"[aeiouwy'`’ʿʾ]")
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0640\u0670]")


def tokens(name: str) -> tuple[str, ...]:
    """The words of a name, lower case, without marks and articles."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", _ARABIC_MARKS.sub("", name))
        if not unicodedata.combining(letter)
    )
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", plain.casefold())
    return tuple(_bare(word) for word in words if word not in _ARTICLES)


def _bare(word: str) -> str:
    # The Arabic article is written together with the noun.
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def skeleton(token: str) -> str:
    """What is left of a Latin word when spellings vary: Barak and Barrack are both `brk`."""
    if not token.isascii():
        return token
    for written, sound in _SAME_SOUND:
        token = token.replace(written, sound)
    return re.sub(r"(.)\1+", r"\1", _SILENT.sub("", token))


def alike(one: str, two: str) -> bool:
    """Whether two words may be spellings of one name: Sweida and Suwayda are."""
    if one == two:
        return True
    if not (one.isascii() and two.isascii()):
        return False
    first, second = skeleton(one), skeleton(two)
    # Two consonants alone join too much: then the first letters must agree as well.
    return first == second and (len(first) > 2 or (bool(first) and one[0] == two[0]))


def surnames(actor: Actor) -> Iterator[tuple[str, str]]:
    """(script tag, last word of the name) for the name and for each of `names`."""
    for tag, name in (("", actor.name), *sorted(actor.names.items())):
        words = tokens(name)
        if words:
            yield (tag, words[-1])


def given_name(actor: Actor) -> str | None:
    """The first word of the name, where there is more than one."""
    words = tokens(actor.name)
    return words[0] if len(words) > 1 else None


def capitalised(words: str) -> frozenset[str]:
    """The words of a place or title that could be names (no lower-case start)."""
    found = (word for word in re.findall(r"[^\W\d_][\w'’-]*", words) if not word[0].islower())
    return frozenset(token for word in found for token in tokens(word))
