"""Strings and data that tempt emitters and parsers, as hypothesis strategies."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

# Words, numbers, dates and marks that YAML 1.1 or 1.2 gives a meaning, and characters that some parser trips over.
WORDS = [
    *("", " ", "~", "null", "Null", "NULL", "y", "Y", "n", "yes", "No", "on", "OFF", "true", "False", "nan"),
    *(".nan", ".inf", "0", "-1", "+5", "1.", ".5", "1e3", "1e-7", "1E+3", "0x1F", "0o17", "017", "0b1", "1_000"),
    *("12:30:45", "190:20:30", "2024-01-01", "2001-12-14t21:59:43.10-05:00", "500m", "1Gi", "25%", "5m", "1.5h"),
    *("1.2.3", "10.0.0.0/8", "1d", "1e", "-", "- a", "--", "---", "...", "--- a", "?", "? a", ":", ": a", "a:"),
    *("a: b", "a:b", "a :b", "a #b", "a#b", "#a", "<<", "=", "!tag", "&anchor", "*alias", "%YAML", "@at", "`tick`"),
    *("|", ">", "|-", "{}", "[]", "{a: b}", "[a]", "a, b", "'", '"', "it's", 'say "hi"', "\\", "\\n", " lead"),
    *("trail ", "two  spaces", "\t", "a\tb", "\ttab", "tab\t", "a\nb", "a\n", "\na", "a\n\n", "\n", "\n\n"),
    *("a\n\n\nb", "a\n\n\n\nb", "a\n\n\n\n\nb", " a\nb", "a\n b", "a \nb", "a\n\tb", "a\r\nb", "a\rb"),
    *("#!/bin/sh\necho $HOME\n", "a\n---\nb", "a\n...\nb", "a: 1\nb: [2]\n", "- x\n- y", "%a\n%b", "é", "日本", "😀"),
    *("\u00a0", "a\u00a0", "\u2028", "\u2029", "\u0085", "\u007f", "\u0000", "\u001b[0m", "\ufeff", "\ufeffa\nb"),
    *("{{ .Values.name }}", "{{args.x}}", "}}", "{{", "{{- end }}", "{{/* x */}}", "${HOME}", "$(id)", "`id`"),
    *("%s", "100%d", "</script>", "a&b<c>d", "it''s", "a\\", "x" * 1100, "x y" * 400, "é" * 990, "_", "__", "/"),
    *("/a b", "a/b", "C:\\x"),
]
ALPHABET = st.one_of(
    st.sampled_from("abn01eE.-_+:#'\"\\ \t\n|>%@&*!?{}[],=~<`$/"),
    st.characters(codec="utf-8"),
)
STRINGS = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map("\n".join),
    st.text(ALPHABET, max_size=12),
)
INTEGERS = st.integers(-(2**53), 2**53)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
LEAVES = st.one_of(STRINGS, st.none(), st.booleans(), INTEGERS, FLOATS)


def data(leaves: st.SearchStrategy[Any] = LEAVES, keys: st.SearchStrategy[str] = STRINGS) -> st.SearchStrategy[Any]:
    """JSON-like data of any shape."""
    return st.recursive(
        leaves,
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
        max_leaves=12,
    )
