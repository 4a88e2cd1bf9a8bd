"""Is the description of the API true? A validator reads it, its examples are asked, and schemathesis tries to prove it wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Iterator

import pytest
from conftest import Portal, clean_environment
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

HERE = Path(__file__).resolve().parent
# `POST` reads the same parameters by the same handlers: a few endpoints stand for all.
FORMS = "listRecords|exportRecordsCsv"
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
]
# Not `positive_data_acceptance`: a clause of the query language is text to JSON Schema, and most texts are no clause.
# Not `ignored_auth`, `object_level_authorization`: everything here is public. Not `use_after_free`, `ensure_resource_availability`:
# nothing is made or removed.


@pytest.fixture(scope="session")
def demo() -> Iterator[Portal]:
    """The demo: the examples of the description are true of its data."""
    folder = Path(tempfile.mkdtemp(prefix="portico-openapi-"))
    shared = Portal(folder / "data").serve("demo")
    yield shared
    shared.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def document(demo: Portal) -> dict[str, Any]:
    """The description as it is served."""
    return demo.get("/api/openapi.json").json()


def test_the_description_is_a_valid_openapi_document(document: dict[str, Any]) -> None:
    validate(document, cls=OpenAPIV31SpecValidator)
    assert document["openapi"].startswith("3.1")


def resolved(document: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """What a reference of the document means."""
    if "$ref" not in value:
        return value
    found: Any = document
    for part in value["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def example_of(parameter: dict[str, Any]) -> Any:
    """The example of a parameter, if it has one."""
    return parameter.get("example", (parameter["schema"].get("examples") or [None])[0])


def test_every_example_of_the_description_is_answered_alone_and_all_together(
    demo: Portal, document: dict[str, Any]
) -> None:
    asked = 0
    for path, item in document["paths"].items():
        # Who wants to change something needs a key: other tests do that.
        if "get" not in item or path.startswith(("/api/push/", "/api/automation/")):
            continue
        parameters = [resolved(document, parameter) for parameter in item["get"]["parameters"]]
        # Identifiers that differ from portal to portal have no example.
        if any(parameter["in"] == "path" and example_of(parameter) is None for parameter in parameters):
            continue
        success = "200" if "200" in item["get"]["responses"] else "410"
        address, required, optional = path, {}, {}
        for parameter in parameters:
            name, example = parameter["name"], example_of(parameter)
            if parameter["in"] == "path":
                address = address.replace("{" + name + "}", str(example))
            elif parameter.get("required"):
                required[name] = example
            elif example is not None:
                optional[name] = example
        for chosen in [{}, optional, *({name: value} for name, value in optional.items())]:
            answer = demo.get(address, params=required | chosen)
            assert str(answer.status_code) == success, f"{answer.url}: {answer.text[:500]}"
            asked += 1
    assert asked > 50


def test_the_examples_find_something(demo: Portal, document: dict[str, Any]) -> None:
    parameters = document["components"]["parameters"]
    record = parameters["record_id"]["example"]
    earthquakes = f"/api/explore/v2.1/catalog/datasets/{parameters['dataset_id']['example']}"
    assert demo.get(f"{earthquakes}/records/{record}").json()["mag"] == 6.4
    for names, address in [("", f"{earthquakes}/records"), ("catalog_", "/api/explore/v2.1/catalog/datasets")]:
        clauses = ["select", "where", "group_by", "order_by", "refine", "exclude"]
        together = {name: parameters[names + name]["example"] for name in clauses}
        answer = demo.get(address, params=together).json()
        assert answer["results"], together


def test_schemathesis_finds_nothing_that_is_not_as_described(demo: Portal, tmp_path: Path) -> None:
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{demo.address}/api/openapi.json",
        "--phases=examples,coverage,fuzzing",
        f"--checks={','.join(CHECKS)}",
        "--max-examples=8",
        "--seed=20",
        # One: with more, Python 3.11 sometimes loses count of its recursion while another thread sets the limit.
        "--workers=1",
        "--no-shrink",
        "--continue-on-failure",
        "--generation-database=none",
        "--suppress-health-check=all",
        "--warnings=off",
        f"--exclude-operation-id-regex=^(?!({FORMS})ByForm$).*ByForm$",
    ]
    environment = clean_environment() | {
        "SCHEMATHESIS_HOOKS": "openapi_hooks",
        "PYTHONPATH": str(HERE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": os.environ["PATH"],
    }
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-12_000:] + result.stderr[-2_000:]
