"""What an answer and the published file disagree about, each disagreement once, with the first request that met it.

Generated texts and ids are left out of what tells one disagreement from another.
"""

import re

# Schemathesis' findings, in our words.
KINDS = {
    "UndefinedStatusCode": "status",
    "RejectedPositiveData": "refused",
    "AcceptedNegativeData": "accepted",
    "JsonSchemaError": "answer",
    "UnsupportedMethodResponse": "method",
}

GENERATED = (
    (re.compile(r"property .* should not exist", re.DOTALL), "property * should not exist"),
    (re.compile(r"\b(\w+) with id .* not found", re.DOTALL), r"\1 with id * not found"),
    (re.compile(r"^(\w+)\.\d+\."), r"\1.*."),
    (re.compile(r"^Cannot (\w+) .*", re.DOTALL), r"Cannot \1"),
)


def story(error):
    """An error in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())


class Differences:
    def __init__(self):
        self.found = {}

    def note(self, recorder):
        for case, checks in recorder.checks.items():
            answer = recorder.interactions[case].response
            for check in checks:
                if check.failure_info is not None:
                    self.keep(check, recorder.cases[case].value, answer)

    def keep(self, check, case, answer):
        failure = check.failure_info.failure
        kind = KINDS.get(type(failure).__name__, check.name)
        details = {"answer": place, "accepted": broken_rule}.get(kind, said)(failure, case, answer)
        for detail in details:
            key = (kind, answer.status_code if answer else 0, detail)
            found = self.found.setdefault(key, {"times": 0, "repeat": check.failure_info.code_sample})
            found["times"] += 1

    def all(self):
        return [
            {"kind": kind, "status": status, "detail": detail, **found}
            for (kind, status, detail), found in self.found.items()
        ]


def place(failure, case, answer):
    """Where in the answer, and which rule of the schema does not hold there."""
    path = "/".join("*" if isinstance(part, int) else str(part) for part in failure.instance_path)
    return [f"/{path}: {failure.schema_path[-1] if failure.schema_path else 'schema'}"]


def broken_rule(failure, case, answer):
    """What was wrong with the request that was accepted."""
    match = re.search(r"Invalid component: (.*)", failure.message, re.DOTALL)
    if not match:
        return [" ".join(failure.message.split())]
    rule = " ".join(match[1].split())
    path = re.fullmatch(r"in body - (.*): Incorrect type", rule)
    if not path:
        return [rule]
    names = path[1].replace(": ", " -> ").replace("Array with invalid items", "*").split(" -> ")
    return [f"{'.'.join(names)} is {what_stands_at(case.body, names)}"]


def what_stands_at(value, names):
    """The JSON type at a path; `*` goes into the first item of a list."""
    for name in names:
        if isinstance(value, list) and name == "*":
            value = value[0] if value else None
        elif isinstance(value, dict) and name in value:
            value = value[name]
        else:
            return "unlike its place"
    if value is None:
        return "null"
    kinds = {bool: "a bool", int: "a number", float: "a number", str: "a text", list: "a list", dict: "an object"}
    return kinds[type(value)]


def said(failure, case, answer):
    """What the refusal says, sentence by sentence."""
    try:
        body = answer.json()
        text = body.get("message") or body.get("error") or body.get("msg") or ""
    except (AttributeError, ValueError):
        text = answer.text if answer else ""
    sentences = text if isinstance(text, list) else [str(text)]
    return list(dict.fromkeys(without_what_was_generated(sentence) for sentence in sentences))


def without_what_was_generated(sentence):
    for pattern, instead in GENERATED:
        sentence = pattern.sub(instead, sentence)
    return sentence[:200]
