"""The findings for what YAML allows and a spec does not."""

from __future__ import annotations

from summitgen.findings import Finding, Place, Related, error

_WRITE_OUT = "Write the value out, or move what is shared to a file that is named in `extends`."
_YAML_TAGS = "tag:yaml.org,2002:"
_LONGEST = 40


def version(place: Place) -> Finding:
    """A ``%YAML`` directive of another version than 1.2."""
    return error(
        "load/yaml-version", "a spec is YAML 1.2; this line asks for another version", "Remove the line.", place
    )


def second_document(place: Place) -> Finding:
    """A second document in a file."""
    remedy = "Keep one document; write the other to a file of its own."
    return error("load/documents", "a second document begins here; a spec has one", remedy, place)


def too_deep(deepest: int, place: Place) -> Finding:
    """A map or list inside more others than allowed."""
    message = f"more than {deepest} maps and lists lie inside each other"
    return error("load/depth", message, "Lay the values out flatter; the rest of the file was not read.", place)


def anchor(name: str, place: Place) -> Finding:
    """An anchor."""
    return error("load/alias", f"anchors are not allowed, this is &{cut(name)}", _WRITE_OUT, place)


def alias(name: str, place: Place) -> Finding:
    """An alias."""
    return error("load/alias", f"aliases are not allowed, this is *{cut(name)}", _WRITE_OUT, place)


def merge_key(place: Place) -> Finding:
    """A plain ``<<`` as a key."""
    return error("load/merge-key", "the merge key << is not allowed", _WRITE_OUT, place)


def tag(name: str, place: Place) -> Finding:
    """A tag on a node."""
    shown = f"!!{name.removeprefix(_YAML_TAGS)}" if name.startswith(_YAML_TAGS) else name
    remedy = "Remove the tag; quote the value if it is to be a string."
    return error("load/tag", f"tags are not allowed, this is {cut(shown)}", remedy, place)


def collection_key(place: Place) -> Finding:
    """A map or list as a key."""
    return error("load/key", "a key is a string; this is a map or list", "Write a string as the key.", place)


def typed_key(text: str, value: bool | float | None, place: Place) -> Finding:
    """A plain key that YAML 1.2 reads as a number, a boolean or null; ``text`` is empty where a key is missing."""
    if not text:
        return error("load/key", "a key is missing before this ':'", "Write the key.", place)
    kind = {bool: "a boolean", int: "an integer", float: "a number"}.get(type(value), "null")
    return error("load/key", f"a key is a string; {cut(text)} is {kind}", f'Quote it: "{cut(text)}".', place)


def duplicate_key(key: str, place: Place, first: Place) -> Finding:
    """A key that its map has already."""
    message = f'the key "{cut(key)}" is given twice in this map'
    return error("load/duplicate-key", message, "Keep one of the two.", place, Related("first given here", first))


def number(text: str, reason: str, place: Place) -> Finding:
    """A number that JSON can't carry."""
    remedy = "Write a number that JSON can carry, or quote it if it is a text."
    return error("load/number", f"{cut(text)} {reason}", remedy, place)


def character(name: str, place: Place) -> Finding:
    """A character in a string's value, most often written as an escape."""
    remedy = "Leave it out: YAML readers disagree on it, so it would not reach the cluster unharmed."
    return error("load/character", f"the character {name} is not allowed in a spec", remedy, place)


def cut(text: str) -> str:
    """The beginning of a text, short enough for a message."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
