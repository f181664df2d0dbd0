"""One line for each step, and an end that tells whether all held."""

import sys

from highlevel.error import GHLError

failed = []


async def step(name, act):
    try:
        await act()
        print(f"ok      {name}")
    except Exception as error:  # every failure is told, then the next step runs
        print(f"FAILED  {name}: {error!r} {getattr(error, 'response', '')}")
        failed.append(name)


def equal(found, wanted, what):
    assert found == wanted, f"{what} is {found!r}, wanted {wanted!r}"


def holds(condition, what):
    assert condition, f"not so: {what}"


async def refusal(call):
    """Runs a call that must be refused and answers how."""
    try:
        await call
    except GHLError as error:
        return error
    raise AssertionError("the call was not refused")


async def gone(read):
    """A read that must find nothing any more."""
    status = (await refusal(read)).status_code
    holds(status in (400, 404), f"a record that is gone is a 400 or 404, not {status}")


def end():
    print("all steps held" if not failed else f"{len(failed)} steps failed")
    sys.exit(1 if failed else 0)
