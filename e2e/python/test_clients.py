"""Do programs that others wrote in Python get what they expect?"""

import json

from conftest import Portal


def test_a_page_of_records_has_the_envelope_that_clients_read(portal: Portal) -> None:
    answer = portal.api("/catalog/datasets/fx-cities/records", order_by="id", limit=2)
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    body = json.loads(answer.content)
    assert body["total_count"] == 8
    assert [row["name"] for row in body["results"]] == ["Paris", "Nantes"]
