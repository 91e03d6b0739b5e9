"""What a PromQL query gives, as far as its text tells."""

from __future__ import annotations

from typing import Any, Literal

Shape = Literal["a string", "a range", "a scalar", "one series", "several series"]
# Of these aggregations the result has a series each that was chosen, or a series a value.
CHOOSING = ("topk", "bottomk", "count_values", "limitk", "limit_ratio")
SINGLE = ("vector", "absent", "absent_over_time")


def shape_of(expression: Any) -> Shape:
    """The shape of a parsed query's result; several series where one can't be told."""
    kind = type(expression).__name__
    if kind in ("ParenExpr", "UnaryExpr"):
        return shape_of(expression.expr)
    if kind == "Call":
        return _of_call(expression)
    if kind == "AggregateExpr":
        return _of_aggregation(expression)
    if kind == "BinaryExpr":
        return _of_pair(str(expression.op), shape_of(expression.lhs), shape_of(expression.rhs))
    known: dict[str, Shape] = {
        "NumberLiteral": "a scalar",
        "StringLiteral": "a string",
        "MatrixSelector": "a range",
        "SubqueryExpr": "a range",
    }
    return known.get(kind, "several series")


def _of_call(call: Any) -> Shape:
    if str(call.func.return_type) == "ValueType.Scalar":
        return "a scalar"
    if call.func.name in SINGLE:
        return "one series"
    if call.func.name == "histogram_quantile":
        return _of_quantile(call.args[1])
    # A function gives as many series as it is given; a subquery those of its expression.
    given = [argument.expr if type(argument).__name__ == "SubqueryExpr" else argument for argument in call.args]
    return "one series" if "one series" in map(shape_of, given) else "several series"


def _of_quantile(buckets: Any) -> Shape:
    """One series where the bound is the only label that is left."""
    modifier = getattr(buckets, "modifier", None) if type(buckets).__name__ == "AggregateExpr" else None
    left = modifier is not None and str(modifier.type) == "AggModifierType.By" and set(modifier.labels) <= {"le"}
    return "one series" if left else "several series"


def _of_aggregation(aggregation: Any) -> Shape:
    modifier = aggregation.modifier
    whole = modifier is None or (str(modifier.type) == "AggModifierType.By" and not modifier.labels)
    return "one series" if whole and str(aggregation.op) not in CHOOSING else "several series"


def _of_pair(operator: str, left: Shape, right: Shape) -> Shape:
    if left == right == "a scalar":
        return "a scalar"
    if operator in ("and", "unless"):
        return left
    single = ("a scalar", "one series")
    return "one series" if left in single and right in single else "several series"
