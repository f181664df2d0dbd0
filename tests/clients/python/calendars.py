"""Calendars: free slots, appointments with their notes, blocked times."""

import time
from datetime import datetime, timedelta

from people import new_contact
from sdk import location, sandbox, with_token
from steps import equal, gone, holds, step

ghl = with_token(sandbox["private_token"])
calendars, contacts = ghl.calendars, ghl.contacts
DAY = 86_400_000
now = int(time.time() * 1000)
span = {"start_time": str(now), "end_time": str(now + 30 * DAY)}
seen = {}


def at(text):
    return datetime.fromisoformat(text)


async def free_slots():
    """From the day after tomorrow on: none of these begins while the story is told."""
    days = await calendars.get_slots(seen["calendar"], now + 2 * DAY, now + 16 * DAY)
    return [at(slot) for day in days.values() if isinstance(day, dict) for slot in day["slots"]]


async def read():
    return (await calendars.get_appointment(seen["appointment"]))["event"]


async def calendar_calls():
    async def get():
        listed = (await calendars.get_calendars(location))["calendars"]
        personal = next(one for one in listed if one["calendarType"] == "personal")
        seen.update(calendar=personal["id"], group=personal["groupId"])
        equal((await calendars.get_calendar(seen["calendar"]))["calendar"]["id"], seen["calendar"], "id")

    async def groups():
        listed = (await calendars.get_groups(location))["groups"]
        holds(any(one["id"] == seen["group"] for one in listed), "the calendar's group is listed")

    async def slots():
        holds(len(await free_slots()) > 3, "there are some")

    await step("list calendars and get one", get)
    await step("list groups of calendars", groups)
    await step("list free slots", slots)


async def appointment_calls():
    async def book():
        seen["paul"] = await new_contact("Appointments")
        start = (await free_slots())[0]
        booked = await calendars.create_appointment(
            {"calendarId": seen["calendar"], "locationId": location, "contactId": seen["paul"], "title": "Check-up",
             "startTime": start.isoformat()}
        )
        seen.update(appointment=booked["id"], start=start)
        equal(at(booked["startTime"]), start, "start")
        holds("dateAdded" in booked, "when it was made, as v3 tells")
        holds(start not in await free_slots(), "the slot is gone")

    async def get():
        equal((await read())["title"], "Check-up", "title")
        events = (await calendars.get_calendar_events(location, **span, calendar_id=seen["calendar"]))["events"]
        holds(any(one["id"] == seen["appointment"] for one in events), "listed in the calendar")
        own = (await contacts.get_appointments_for_contact(seen["paul"]))["events"]
        equal([one["id"] for one in own], [seen["appointment"]], "appointments of the contact")

    async def move():
        start = (await free_slots())[2]
        await calendars.edit_appointment(seen["appointment"], {"startTime": start.isoformat(), "title": "Cleaning"})
        moved = await read()
        equal((at(moved["startTime"]), moved["title"]), (start, "Cleaning"), "start and title")
        holds(seen["start"] in await free_slots(), "the old slot is free")

    async def note():
        await calendars.create_appointment_note(seen["appointment"], {"body": "Bring the X-ray"})
        notes = (await calendars.get_appointment_notes(20, 0, seen["appointment"]))["notes"]
        equal([one["body"] for one in notes], ["Bring the X-ray"], "notes")

    await step("book a slot, which is then gone", book)
    await step("get an appointment, also among the calendar's events and the contact's", get)
    await step("move an appointment, which frees its slot", move)
    await step("add a note to an appointment", note)


async def blocked_time_calls():
    async def listed():
        events = (await calendars.get_blocked_slots(location, **span, calendar_id=seen["calendar"]))["events"]
        return next((one for one in events if one["id"] == seen["blocked"]), None)

    def during(start, title):
        end = start + timedelta(minutes=15)
        return {"calendarId": seen["calendar"], "locationId": location, "title": title,
                "startTime": start.isoformat(), "endTime": end.isoformat()}

    async def block():
        seen["start"] = (await free_slots())[0]
        seen["blocked"] = (await calendars.create_block_slot(during(seen["start"], "Delivery")))["id"]
        equal((await listed())["title"], "Delivery", "title")
        holds(seen["start"] not in await free_slots(), "the slot is not free")

    async def move():
        start = (await free_slots())[3]
        await calendars.edit_block_slot(seen["blocked"], during(start, "Inventory"))
        moved = await listed()
        equal((at(moved["startTime"]), moved["title"]), (start, "Inventory"), "start and title")
        free = await free_slots()
        holds(seen["start"] in free and start not in free, "the old slot is free, the new one is not")

    async def delete():
        equal((await calendars.delete_event(seen["blocked"], {}))["succeeded"], True, "succeeded")
        equal(await listed(), None, "the blocked time")
        equal((await calendars.delete_event(seen["appointment"], {}))["succeeded"], True, "succeeded")
        await gone(read())

    await step("block a time, which is then not free", block)
    await step("move a blocked time", move)
    await step("delete an event: a blocked time and an appointment", delete)
