"""JSON documents drawn from a JSON Schema: valid, by a number, the same one each time.

The schema, a number and what the values of some keys may be come in, plain data goes out. What may
be left out is there with a chance that the draw chooses, so that some documents are sparse and
some full.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["drawn"]

WORDS = (
    "ferry bridge quay Sund Færøy 東京 naïve 30 mooring R&D lighthouse Bodø’s pilot winter".split()
)
MOMENTS = ["2021-05-04T08:15:00Z", "2021-05-04T10:15:30+02:00", "2021-05-06T00:00:00.250Z"]
DATES = ["2021", "2021-05", "2021-05-04", *MOMENTS]
URIS = [
    "http://example.com/a",
    "http://example.com/codes/",
    "urn:x:quay",
    "https://example.com/b#c",
]
POINTS: list[Any] = [
    {"type": "Point", "coordinates": [11.5, 59.25]},
    {"type": "Point", "coordinates": [11.5, 59.25, 7]},
    {"type": "LineString", "coordinates": [[11.5, 59.25], [12, 60]]},
    {"type": "Feature", "properties": {"kind": "quay"},
     "geometry": {"type": "Point", "coordinates": [1, 2]}},
]  # fmt: skip
LOOSE: list[Any] = ["ferry", 7, True, ["quay", "Sund"], {"quay": "north", "berth": 4}]
"""What stands where a schema allows anything."""
Pools = Mapping[str, Sequence[Any]]
"""What the value of a key is one of, where the schema does not list it."""


class Draw:
    """One drawing: its random numbers, and how full it is."""

    def __init__(self, schema: Mapping[str, Any], number: int, pools: Pools, depth: int) -> None:
        self.random = random.Random(number)
        self.chance = self.random.choice((0.1, 0.3, 0.7))
        self.schema = schema
        self.pools = pools
        self.depth = depth

    def resolved(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a part of the schema with what it refers to."""
        if "$ref" not in given:
            return given
        name = given["$ref"].partition("#")[2]
        found: Any = self.schema
        for step in name.split("/")[1:]:
            found = found[step]
        if found is not given:
            found = self.resolved(found)
        both = {**found, **{key: part for key, part in given.items() if key != "$ref"}}
        properties = {**found.get("properties", {}), **given.get("properties", {})}
        return {**both, "properties": properties} if properties else both

    def value(self, given: Mapping[str, Any], name: str, depth: int) -> Any:
        """Return a value that a part of the schema allows."""
        if "GeoJSON" in given.get("$ref", ""):
            return self.random.choice(POINTS)
        given = self.resolved(given)
        if references := [one for one in given.get("anyOf", ()) if "$ref" in one]:
            return self.value(references[0], name, depth)
        if "enum" in given:
            return self.random.choice(given["enum"])
        kind = given.get("type")
        if kind == "object":
            return self.object(given, name, depth)
        if kind == "array":
            return self.array(given, name, depth)
        if kind in ("integer", "number"):
            whole = kind == "integer" or self.random.random() < 0.6
            least, most = given.get("minimum", 1), given.get("maximum", 900)
            number = self.random.randint(least, most)
            return number if whole else number + 0.25
        if kind == "boolean":
            return self.random.random() < 0.5
        return self.text(given, name)

    def text(self, given: Mapping[str, Any], name: str) -> str:
        if given.get("format") == "date-time":
            return self.random.choice(MOMENTS)
        if "pattern" in given:
            return self.random.choice(DATES)
        pool = URIS if given.get("format") == "uri" else self.pools.get(name)
        if pool:
            return str(self.random.choice(pool))
        return " ".join(self.random.choices(WORDS, k=self.random.choice((1, 2, 3))))

    def array(self, given: Mapping[str, Any], name: str, depth: int) -> list[Any]:
        most = 1 if depth > self.depth else 3
        count = self.random.randint(1, most)
        return [self.value(given["items"], name, depth + 1) for _ in range(count)]

    def object(self, given: Mapping[str, Any], name: str, depth: int) -> dict[str, Any]:
        required, never = self.required(given)
        found = {
            key: self.value(part, key, depth + 1)
            for key, part in given.get("properties", {}).items()
            if key in required or (key not in never and self.has(part, depth))
        }
        for pattern, part in given.get("patternProperties", {}).items():
            head = pattern.removeprefix("^").partition("[")[0]
            for suffix in self.random.sample(self.pools[head], self.random.randint(0, 2)):
                if self.has(part, depth):
                    found[f"{head}{suffix}"] = self.value(part, head, depth + 1)
        loose = given.get("additionalProperties") is True or len(given.keys() & _INSIDE) == 0
        if loose and given.get("unevaluatedProperties") is not False:
            found |= {f"{name} {count}": self.random.choice(LOOSE) for count in range(2)}
        return found

    def has(self, part: Mapping[str, Any], depth: int) -> bool:
        """Whether a key that may be left out is there: few of them, and no objects, deep down."""
        if _is_void(part) or (depth > self.depth and part.get("type") != "string"):
            return False
        return self.random.random() < self.chance / (1 + depth / 4)

    def required(self, given: Mapping[str, Any]) -> tuple[set[str], set[str]]:
        """The keys that an object must have, and those that it must not have beside them."""
        required, never = set(given.get("required", ())), set()
        properties = given.get("properties", {})
        required |= {key for key, part in properties.items() if part.get("required") is True}
        for part in (
            {"oneOf": given["oneOf"]} if "oneOf" in given else {},
            *given.get("anyOf", ()),
        ):
            if choices := [set(one["required"]) for one in part.get("oneOf", ())]:
                chosen = self.random.choice(choices)
                required |= chosen
                never |= set().union(*choices) - chosen
        return required, never


_INSIDE = frozenset({"properties", "patternProperties", "additionalProperties"})


def _is_void(part: Mapping[str, Any]) -> bool:
    """Whether the schema asks for two types at once, or for items of which it says nothing."""
    return part.get("type") == "array" and "items" not in part


def drawn(schema: Mapping[str, Any], number: int, pools: Pools, depth: int = 4) -> dict[str, Any]:
    """Return the document of a number."""
    draw = Draw(schema, number, pools, depth)
    return draw.object(draw.resolved(schema), "", 0)
