"""The sandbox's world, and how generated calls come to meet records that exist.

Most calls are given ids of the world, since a call of an unknown contact tells nothing about what comes after looking
it up. Of four calls one keeps what was generated, and one has only its contact from the world.
"""

import requests
from schemathesis.core.parameters import ParameterLocation

KINDS = ("contacts", "tasks", "notes", "users", "businesses", "campaigns", "workflows", "customFields")
CALLS_OF_A_ROUND, ALL_GENERATED, CONTACT_KNOWN = 4, 0, 2


class World:
    def __init__(self, sandbox):
        self.base = sandbox["base_url"]
        self.location = sandbox["location_id"]
        self.http = requests.Session()
        self.turn = 0

    def renew(self):
        """Everything as at the start."""
        self.http.post(f"{self.base}/sandbox/reset", timeout=10).raise_for_status()
        self.turn = 0
        self.records = {kind: self.read(kind) for kind in KINDS}

    def read(self, kind):
        asked = {"location": self.location, "limit": 100}
        answer = self.http.get(f"{self.base}/sandbox/world/{kind}", params=asked, timeout=10)
        answer.raise_for_status()
        return answer.json()[kind]

    def meet(self, case):
        self.turn += 1
        if self.turn % CALLS_OF_A_ROUND == ALL_GENERATED:
            return
        meta = case.meta
        if meta is None or not meta.is_negative_at(ParameterLocation.PATH):
            case.path_parameters = self.path(case.path_parameters or {})
        if isinstance((case.query or {}).get("locationId"), str):
            case.query = {**case.query, "locationId": self.location}
        if isinstance(case.body, dict):
            # What a search needs is not in the file, which leaves its body empty.
            needed = {"locationId": self.location, "pageLimit": 5} if case.path == "/contacts/search" else {}
            case.body = {**needed, **self.body(case.body)}

    def path(self, parameters):
        contact, kept = self.one("contacts")["id"], {}
        if "taskId" in parameters:
            kept = self.one("tasks")
            contact = kept["contact"]
        elif "id" in parameters:
            kept = self.one("notes")
            contact = kept["contact"]
        known = {
            "contactId": contact,
            "taskId": kept.get("id"),
            "id": kept.get("id"),
            "businessId": self.one("businesses")["id"],
            "campaignId": self.one("campaigns")["id"],
            "workflowId": self.one("workflows")["id"],
        }
        if self.turn % CALLS_OF_A_ROUND == CONTACT_KNOWN:
            known = {"contactId": contact}
        return {name: known.get(name, value) for name, value in parameters.items()}

    def body(self, body):
        """The body with the world's ids where it has an id of the right type, and all else as it was."""
        one = {
            "locationId": self.location,
            "assignedTo": self.one("users")["id"],
            "userId": self.one("users")["id"],
            "businessId": self.one("businesses")["id"],
        }
        many = {"followers": "users", "ids": "contacts", "contacts": "contacts"}

        def known(name, value):
            if name in one and isinstance(value, str):
                return one[name]
            if name in many and isinstance(value, list) and value and all(isinstance(id, str) for id in value):
                return [self.one(many[name], place)["id"] for place in range(min(len(value), 3))]
            if name == "customFields" and isinstance(value, list):
                return [self.field(item) for item in value]
            return value

        return {name: known(name, value) for name, value in body.items()}

    def field(self, item):
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            return {**item, "id": self.one("customFields")["id"]}
        return item

    def one(self, kind, place=0):
        records = self.records[kind]
        return records[(self.turn + place) % len(records)]
