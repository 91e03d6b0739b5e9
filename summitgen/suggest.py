"""\"Did you mean\": the known word that a misspelt one most likely stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 60
"""Longer words are not compared: nobody mistypes them by a letter, and the comparison is quadratic."""


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to a misspelt one, or None where none is near; of two as near, the first in sorted order.

    Case, ``-`` and ``_`` count for nothing (``max_replicas`` is ``maxReplicas``); otherwise about one slip (a letter
    left out, added, changed, or swapped with its neighbour) in three letters is forgiven.
    """
    plain = _plain(word)
    if not plain or len(word) > _LONGEST:
        return None
    ranked = sorted((_distance(plain, _plain(other)), other) for other in known if len(other) <= _LONGEST)
    if ranked and ranked[0][0] <= max(1, len(plain) // 3) and ranked[0][0] < len(plain):
        return ranked[0][1]
    return None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The sentence ``; did you mean "…"?``, to put behind a message; empty where nothing is near."""
    found = closest(word, known)
    return f'; did you mean "{found}"?' if found is not None else ""


def one_of(words: Iterable[str]) -> str:
    """What is allowed, for a message: ``"a", "b" or "c"``, in the order given."""
    quoted = [f'"{word}"' for word in words]
    return " or ".join((", ".join(quoted[:-1]), quoted[-1])) if len(quoted) > 1 else "".join(quoted)


def _plain(word: str) -> str:
    return word.replace("-", "").replace("_", "").lower()


def _distance(one: str, other: str) -> int:
    """The optimal string alignment distance."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
