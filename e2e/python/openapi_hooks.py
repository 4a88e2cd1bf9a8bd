"""What does schemathesis have to know of this API beyond its description? Real datasets and clauses, and which leniency is meant.

Loaded by `schemathesis` itself (SCHEMATHESIS_HOOKS); `test_openapi.py` runs it.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import schemathesis
from hypothesis import strategies as st

DATASETS = ["earthquakes", "bird-strikes", "seattle-weather", "penguins", "countries", "us-zip-codes", "does-not-exist"]

# Clauses of the query language: JSON Schema cannot describe it, and random text would only meet the parser's refusals.
OF_RECORDS = {
    "select": ["mag", "net, count(*) as n", "*", "mag + 1 as more, place", "date_format(time, 'MMMM') as month", "max(mag)", "nosuch", "len("],
    "where": [["mag > 4"], ["\"california\""], ["net = 'ci' or not mag < 2"], ["time > date'2018-02-03'"], ["mag >"], ["nosuch = 1"]],
    "group_by": ["net", "range(mag, 2)", "year(time), net", "range(time, 1 day)", "nosuch"],
    "order_by": ["mag desc", "net", "-mag", "count(*) desc", "nosuch"],
    "refine": [["net:ci"], ["time:2018/02"], ["nosuch:1"], ["without a colon"]],
    "exclude": [["net:ci"], ["types:dyfi", "net:nc"]],
    "facet": [["net"], ["facet(name=\"net\", disjunctive=true)"], ["time"], ["facet(name=net"]],
}
OF_CATALOG = {
    "select": ["dataset_id, title", "publisher, count(*) as n", "default.modified", "fields, dataset_id", "nosuch"],
    "where": [["records_count > 1000"], ["search('earth')"], ["modified is not null"], ["theme ="], ["features='geo'"]],
    "group_by": ["publisher", "year(modified)", "nosuch"],
    "order_by": ["modified desc", "title", "-records_count", "nosuch"],
    "refine": [["theme:Environment"], ["modified:2018"], ["nosuch:1"]],
    "exclude": [["theme:Transport"]],
    "facet": [["publisher"], ["modified"], ["facet(name=\"theme\", sort=\"alphanum\")"]],
}
OF_VERSION_1 = {
    "q": ["california", "net:ci AND NOT mag<2", "#exact(net, \"ci\")", "time>2018/02/03", "mag:[2 TO 3]", "(unclosed", "#nosuch(1)"],
    "facet": [["net"], ["time"], ["nosuch"]],
    "sort": ["mag", "-time", "nosuch"],
    "fields": ["mag,place", "nosuch"],
    "geofilter.distance": ["34.1,-117.2,50000", "0,0", "here"],
    "geofilter.polygon": ["(32,-120),(32,-114),(36,-114),(36,-120)", "(1,2)"],
    "csv_separator": [",", "tab", "ab"],
}
OF_SOME_FORMATS = [
    "delimiter",
    "list_separator",
    "quote_all",
    "with_bom",
    "include_exports",
    "use_labels_in_exports",
]


def clauses_of(operation: Any) -> dict[str, list[Any]]:
    """The clauses that make sense for an endpoint."""
    if "/1.0/" in operation.path or operation.path.startswith("/explore/"):
        return OF_VERSION_1
    return OF_RECORDS if "{dataset_id}" in operation.path or "records" in operation.path else OF_CATALOG


def with_clauses(operation: Any, given: Any) -> st.SearchStrategy[Any]:
    """The same parameters with clauses of the language where there were random texts."""
    if not isinstance(given, dict):
        return st.just(given)
    known = clauses_of(operation)
    chosen = {name: st.sampled_from(known[name]) for name in given if name in known}
    return st.fixed_dictionaries(chosen).map(lambda clauses: {**given, **clauses})


@schemathesis.hook
def flatmap_query(context, query):
    return with_clauses(context.operation, query)


@schemathesis.hook
def flatmap_body(context, body):
    return with_clauses(context.operation, body)


@schemathesis.hook
def flatmap_path_parameters(context, path_parameters):
    if not isinstance(path_parameters, dict) or "dataset_id" not in path_parameters:
        return st.just(path_parameters)
    dataset = st.one_of(st.sampled_from(DATASETS), st.just(path_parameters["dataset_id"]))
    return dataset.map(lambda identifier: {**path_parameters, "dataset_id": identifier})


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Drops what breaks the letter of the description and is lenient on purpose: such programs exist, and they are answered."""
    if type(failure).__name__ == "AcceptedNegativeData":
        return not is_meant(case.operation, response.request)
    if type(failure).__name__ == "MalformedJson" and "jsonl" in response.request.url + str(case.path_parameters):
        # JSON Lines carry the media type that portals of this kind give them; each line is JSON, the whole is not.
        return not all(is_json(line) for line in response.content.splitlines())
    return True


def is_json(line: bytes) -> bool:
    """The line is JSON."""
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def is_meant(operation: Any, request: Any) -> bool:
    """Every parameter that was sent is right, in the reading that the description's own words promise."""
    pairs = parse_qsl(urlsplit(request.url).query, keep_blank_values=True)
    body = request.body or b""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else str(body)
    pairs += parse_qsl(text, keep_blank_values=True)
    # Of a repeated parameter the last one counts.
    sent = {name: value.strip() for name, value in pairs}
    schemas = {}
    for parameter in operation.definition.raw.get("parameters", []):
        resolved = resolve(operation, parameter)
        if resolved["in"] == "query":
            schemas[resolved["name"]] = resolved["schema"]
    content = operation.definition.raw.get("requestBody", {}).get("content", {})
    for media in content.values():
        schemas.update(media["schema"].get("properties", {}))
    if operation.path.endswith("/catalog/exports/{format}"):
        # Options of one format are not looked at where the file is of another.
        for name in OF_SOME_FORMATS:
            sent.pop(name, None)
    return all(is_right(sent[name], schema) for name, schema in schemas.items() if name in sent)


def resolve(operation: Any, value: dict[str, Any]) -> dict[str, Any]:
    """What a reference of the description means."""
    reference = value.get("$ref")
    if reference is None:
        return value
    found: Any = operation.schema.raw_schema
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def is_right(value: str, schema: dict[str, Any]) -> bool:
    """The value is of its schema, with the leniency that the description tells."""
    # A blank parameter is absent.
    if value == "":
        return True
    kind = schema.get("type")
    if kind == "boolean":
        # Programs in Python write True; older ones 1.
        return value.lower() in ("true", "false", "1", "0")
    if kind == "integer":
        try:
            number = int(value)
        except ValueError:
            return False
        return schema.get("minimum", number) <= number <= schema.get("maximum", number)
    if "enum" in schema:
        # Words in any case; of a language its first part counts.
        words = [str(word).lower() for word in schema["enum"]]
        return value.lower() in words or value.lower().replace("_", "-").split("-")[0] in words
    # Texts, and lists of texts, can be anything.
    return True
