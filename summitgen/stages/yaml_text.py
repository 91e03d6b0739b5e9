"""The text of a spec file from its bytes: UTF-8, without characters that can't go through YAML unharmed.

Refused are the characters that YAML 1.2 does not count as printable (C0 except tab and line breaks, DEL, C1, lone
surrogates, U+FFFE, U+FFFF) and NEL: YAML readers disagree on them, and Go's JSON encoder leaves them raw. U+2028 and
U+2029 may be written as escapes only, since older YAML readers break lines at them.
"""

from __future__ import annotations

import re
import unicodedata

from summitgen.findings import Finding, Place, error

REPLACEMENT = "\ufffd"
_VALUE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SOURCE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile(r"\r\n|\r|\n")
_UTF_16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_MOST = 10


def forbidden(value: str) -> str | None:
    """The name of the first character in a scalar's value that no spec may hold ("U+0085"), or None."""
    found = _VALUE.search(value)
    return character_name(found[0]) if found else None


def character_name(character: str) -> str:
    """A character's code point, with its name where Unicode gives it one."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" ({name.lower()})" if name else "")


def decode(file: str, data: bytes) -> tuple[str | None, tuple[Finding, ...]]:
    """The text of a file, without its byte order mark, and what is wrong with its characters.

    Characters that can't be there are replaced, so that positions stay; None where the bytes are no UTF-8.
    """
    if data.startswith(_UTF_16_OR_32):
        message = "this file is UTF-16 or UTF-32; a spec is UTF-8"
        return None, (error("load/encoding", message, "Save it as UTF-8.", Place(file, 1, 1)),)
    if b"\0" in data:
        message = "this file is binary: it has a NUL; a spec is a text"
        return None, (error("load/encoding", message, "Save it as UTF-8.", _place_of_byte(file, data, data.index(0))),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        return None, (_not_utf_8(file, data, problem.start),)
    if _SOURCE.search(text) is None:
        return text, ()
    return _SOURCE.sub(REPLACEMENT, text), _bad_characters(file, text)


def end_of_text(text: str) -> tuple[int, int]:
    """Line and column (from 1) just after the last character that is not a line break at the end."""
    return position(text, len(text.rstrip("\r\n")))


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of a character of the text."""
    lines = _BREAK.split(text[:index])
    return len(lines), len(lines[-1]) + 1


def _not_utf_8(file: str, data: bytes, start: int) -> Finding:
    message = f"the byte 0x{data[start]:02x} is not UTF-8; a spec is UTF-8"
    return error("load/encoding", message, "Save the file as UTF-8.", _place_of_byte(file, data, start))


def _place_of_byte(file: str, data: bytes, index: int) -> Place:
    before = data[:index].decode("utf-8-sig", errors="replace")
    return Place(file, *position(before, len(before)))


def _bad_characters(file: str, text: str) -> tuple[Finding, ...]:
    """One finding a line, and no more than a screen can show."""
    findings: dict[int, Finding] = {}
    for found in _SOURCE.finditer(text):
        line, column = position(text, found.start())
        if line not in findings:
            findings[line] = _bad_character(found[0], Place(file, line, column))
        if len(findings) == _MOST:
            break
    return tuple(findings.values())


def _bad_character(character: str, place: Place) -> Finding:
    name = character_name(character)
    if character in "\u2028\u2029":
        remedy = f'Write it as an escape in a quoted string: "\\u{ord(character):04x}".'
        return error("load/character", f"the character {name} is a line break to some YAML readers", remedy, place)
    return error("load/character", f"the character {name} is not allowed in a spec", "Remove it.", place)
