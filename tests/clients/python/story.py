"""The official Python SDK against the sandbox: `python3 story.py calls`, `limits` or `served`."""

import asyncio
import sys

import agency
import businesses
import calendars
import contacts
import conversations
import enrolment
import locations
import missing
import notes
import oauth
import opportunities
import refusals
import tasks
from steps import end

calls = [
    contacts.contact_calls, contacts.tag_and_follower_calls, contacts.delete_contact, tasks.task_calls, notes.note_calls,
    locations.location_calls, locations.custom_field_calls, locations.custom_value_calls, businesses.business_calls,
    enrolment.enrolment_calls,
    opportunities.opportunity_calls, opportunities.opportunity_searches, opportunities.opportunity_end,
    conversations.conversation_calls, conversations.message_calls,
    calendars.calendar_calls, calendars.appointment_calls, missing.unfilled_paths, calendars.blocked_time_calls,
    agency.agency_calls, agency.staff_calls, oauth.oauth_calls, missing.without_a_method, refusals.refresh_once, refusals.page_through_all,
    refusals.every_refusal, refusals.server_failure, refusals.unreachable,
]


# What Rankr serves before the sandbox: contacts and all that hangs on them, and what the mirror holds beside them.
served = [
    contacts.contact_calls, contacts.tag_and_follower_calls, contacts.delete_contact, tasks.task_calls, notes.note_calls,
    locations.location_calls,
]


async def main():
    for act in {"limits": [refusals.limited], "served": served}.get(sys.argv[1], calls):
        await act()


asyncio.run(main())
end()
