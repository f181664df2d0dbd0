"""Asks the sandbox what HighLevel's published contacts file allows and forbids, one operation after the other.

Prints one line of JSON for each operation: how its calls were answered, and in what they differ from the file.
Each operation meets a fresh world, so none depends on what another one did; the same seed asks the same.
"""

import json
import os
import sys
from collections import Counter

import schemathesis
from schemathesis.engine import events, from_schema

from differences import Differences, story
from world import World

EXAMPLES = 12
PATIENCE_SECONDS = 10


def main():
    sandbox = json.loads(os.environ["SANDBOX"])
    schema = schemathesis.openapi.from_dict(published(sys.argv[1]), config=settings(sandbox))
    world = World(sandbox)

    @schemathesis.hook
    def before_call(context, case, kwargs):
        world.meet(case)

    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in sorted(operations, key=lambda operation: operation.definition.raw["operationId"]):
        world.renew()
        print(json.dumps(asked(schema, operation.definition.raw["operationId"])), flush=True)


def published(path):
    """The file as it is, but for one path parameter that it forgets to declare, without which nothing can be asked."""
    with open(path, encoding="utf-8") as file:
        contacts = json.load(file)
    bulk = contacts["paths"]["/contacts/bulk/tags/update/{type}"]["post"]
    kind = {"type": "string", "enum": ["add", "remove"]}
    bulk["parameters"].append({"name": "type", "in": "path", "required": True, "schema": kind})
    return contacts


def settings(sandbox):
    return schemathesis.Config.from_dict(
        {
            "seed": 20,
            "base-url": sandbox["base_url"],
            "headers": {"Authorization": f"Bearer {sandbox['private_token']}"},
            "continue-on-failure": True,
            "request-timeout": PATIENCE_SECONDS,
            "max-redirects": 0,
            "suppress-health-check": ["all"],
            "generation": {
                "max-examples": EXAMPLES,
                "deterministic": True,
                "database": "none",
                "no-shrink": True,
            },
            # Sequences of calls are the business of the other suites; these are each call's own edges.
            "phases": {"stateful": {"enabled": False}},
            "output": {"sanitization": {"enabled": False}},
        }
    )


def asked(schema, operation):
    statuses, differences, broken = Counter(), Differences(), []
    for event in from_schema(schema.include(operation_id=operation)).execute():
        if isinstance(event, events.ScenarioFinished):
            for case, interaction in event.recorder.interactions.items():
                statuses[interaction.response.status_code if interaction.response else "none"] += 1
                if interaction.response is None:
                    broken.append(f"no answer to {interaction.request.method} {interaction.request.uri}")
            differences.note(event.recorder)
        elif isinstance(event, events.NonFatalError):
            broken.append(story(event.value))
        elif isinstance(event, events.FatalError):
            broken.append(story(event.exception))
    return {"operation": operation, "statuses": statuses, "differences": differences.all(), "broken": broken}


main()
