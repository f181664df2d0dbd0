"""What this SDK cannot do: calls it has no method for, and paths it has no way to fill in.

It sends `{type}` and the like literally, its own bug; they are refused, as nothing is called that.
"""

from calendars import seen
from refusals import refused
from sdk import location, sandbox, with_token
from steps import holds, step

ghl = with_token(sandbox["private_token"])


async def without_a_method():
    async def gone_from_v3():
        """Both are deprecated lists, which `v3` describes no more; HighLevel still answers them."""
        holds(not hasattr(ghl.contacts, "get_contacts"), "there is no list of contacts")
        holds(not hasattr(ghl.users, "get_user_by_location"), "there is no list of users")

    await step("the lists of contacts and users have no method", gone_from_v3)


async def unfilled_paths():
    """Needs the appointment of the calendars' story."""
    appointment = seen["appointment"]
    bulk = {"contacts": [], "tags": [], "locationId": location}
    await refused("the literal {type} of tags in bulk", 422, "", ghl.contacts.create_association(bulk))
    await refused("the literal {id} of a message", 404, "{id}", ghl.conversations.get_message())
    await refused("the literal {locationId} of time zones", 403, "does not have access to this location",
                  ghl.locations.get_timezones())
    await refused("the literal {noteId} of an appointment's note, updated", 404, "{noteId}",
                  ghl.calendars.update_appointment_note(appointment, {"body": "X-ray is here"}))
    await refused("the literal {noteId} of an appointment's note, deleted", 404, "{noteId}",
                  ghl.calendars.delete_appointment_note(appointment))
