"""The official Python SDK against the sandbox: `python3 story.py calls` or `python3 story.py limits`."""

import asyncio
import sys

import calls
import refusals
from steps import end


async def main():
    if sys.argv[1:] == ["limits"]:
        return await refusals.limited()
    await calls.contact_calls()
    await calls.tag_and_follower_calls()
    await calls.task_calls()
    await calls.note_calls()
    await calls.neighbour_calls()
    await calls.oauth_calls()
    await refusals.refresh_once()
    await refusals.page_through_all()
    await refusals.every_refusal()
    await refusals.unreachable()


asyncio.run(main())
end()
