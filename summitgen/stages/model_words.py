"""Pydantic's errors in the words of YAML: what is needed, what is there, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.stages.model_kinds import KINDS, Words, by_description, cut, described, kind_of, wrong_kind
from summitgen.stages.model_types import aliases, is_model, literals, members, tags
from summitgen.suggest import closest, did_you_mean, one_of
from summitgen.syntax import Mapping, Node, Scalar

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping as AbstractMapping
    from typing import Final

    from summitgen.stages.model_types import Spot

    Context = AbstractMapping[str, Any]

REMEDY_MARK = "\nremedy: "
"""What separates message and remedy in the ValueError of a validator."""

_BOUNDS: Final[AbstractMapping[str, str]] = {
    "greater_than": "more than {gt} is needed",
    "greater_than_equal": "at least {ge} is needed",
    "less_than": "less than {lt} is needed",
    "less_than_equal": "at most {le} is allowed",
    "multiple_of": "a multiple of {multiple_of} is needed",
    "string_too_short": "at least {min_length} characters are needed",
    "string_too_long": "at most {max_length} characters are allowed",
    "string_pattern_mismatch": "it has to match the pattern {pattern}",
    "too_short": "at least {min_length} items are needed",
    "too_long": "at most {max_length} items are allowed",
    "finite_number": "a finite number is needed",
}


def explained(problem: AbstractMapping[str, Any], spot: Spot, node: Node | None) -> Words:
    """The words for one of Pydantic's errors at a spot, where ``node`` stands."""
    name: str = problem["type"]
    context: AbstractMapping[str, Any] = problem.get("ctx", {})
    if name in KINDS:
        return wrong_kind((KINDS[name],), node, spot)
    if name in _BOUNDS:
        return _bounded(_BOUNDS[name].format_map(context), spot, node)
    if name in _EXPLAINERS:
        return _EXPLAINERS[name](spot, node, context)
    return _refused(str(context.get("error", problem["msg"])), spot, node)


def _missing(spot: Spot, _node: Node | None, _context: Context) -> Words:
    kind = kind_of(spot)
    needed = f" ({kind})" if kind else ""
    if isinstance(spot.path[-1], int):
        return Words("spec/missing", f"item {spot.path[-1] + 1}{needed} of this list is missing", "Add it.")
    return Words(
        "spec/missing",
        f'the key "{spot.path[-1]}"{needed} is missing here',
        by_description(f"Add `{spot.path[-1]}:` with its value.", spot),
    )


def _unknown_key(spot: Spot, _node: Node | None, _context: Context) -> Words:
    key, known = str(spot.path[-1]), tuple(aliases(spot.owner)) if spot.owner else ()
    message = f'the key "{cut(key)}" is not known here{did_you_mean(key, known)}'
    allowed = f"; the keys here are {one_of(known)}" if known else ""
    return Words("spec/unknown-key", message, f"Correct or remove it{allowed}.")


def _tag(spot: Spot, node: Node | None, context: Context) -> Words:
    discriminator = str(context["discriminator"]).strip("'")
    allowed = tags(spot.annotation, discriminator)
    given = node.entries.get(discriminator) if isinstance(node, Mapping) else None
    if given is not None:
        return _not_listed(allowed, given.value, "")
    misspelt = misspelt_tag(node, discriminator)
    if misspelt is not None:
        message = f'the key "{cut(misspelt)}" is not known here; did you mean "{discriminator}"?'
        return Words("spec/unknown-key", message, f"Write `{discriminator}:` with one of {one_of(allowed)}.")
    message = f'the key "{discriminator}" is missing here: it says which kind of thing this is'
    return Words("spec/missing", message, f"Add `{discriminator}:` with one of {one_of(allowed)}.")


def misspelt_tag(node: Node | None, discriminator: str) -> str | None:
    """The key of a map that stands where its discriminator should, by a slip of the pen; None without one."""
    keys = node.entries if isinstance(node, Mapping) else ()
    return next((key for key in keys if closest(key, (discriminator,)) is not None), None)


def _listed(spot: Spot, node: Node | None, context: Context) -> Words:
    return _not_listed(literals(spot.annotation), node, str(context["expected"]))


def _not_listed(allowed: tuple[Any, ...], node: Node | None, expected: str) -> Words:
    words = tuple(str(value) for value in allowed)
    listed = one_of(words) if words else expected
    given = node.value if isinstance(node, Scalar) else None
    hint = did_you_mean(given, words) if isinstance(given, str) else ""
    return Words("spec/value", f"{listed} is allowed", f"Write {listed}.", f"{described(node)}{hint}")


def _refused(text: str, spot: Spot, node: Node | None) -> Words:
    """A validator's own words; what is there is added where the validator spoke of one value and not of a map."""
    message, _, remedy = text.partition(REMEDY_MARK)
    is_value = not spot.key and not any(map(is_model, members(spot.annotation)))
    seen = described(node) if is_value and node is not None else ""
    return Words("spec/value", message, remedy or by_description("Correct the value.", spot), seen)


def _bounded(needed: str, spot: Spot, node: Node | None) -> Words:
    what = f'the key "{cut(str(spot.path[-1]))}"' if spot.key else described(node)
    return Words("spec/value", needed, by_description("Correct the value.", spot), what)


_EXPLAINERS: Final[AbstractMapping[str, Callable[[Spot, Node | None, Context], Words]]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "union_tag_invalid": _tag,
    "union_tag_not_found": _tag,
    "literal_error": _listed,
    "enum": _listed,
}
