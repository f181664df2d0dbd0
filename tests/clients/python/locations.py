"""The location: its tags, custom fields and custom values."""

from people import new_contact
from sdk import location, sandbox, with_token
from steps import equal, gone, holds, step

ghl = with_token(sandbox["private_token"])
contacts, locations = ghl.contacts, ghl.locations


async def location_calls():
    async def the_location():
        equal((await locations.get_location(location))["location"]["id"], location, "id")

    async def tags():
        tag = (await locations.create_tag(location, {"name": "python-tag"}))["tag"]["id"]
        equal((await locations.get_tag_by_id(location, tag))["tag"]["name"], "python-tag", "name")
        holds(any(one["id"] == tag for one in (await locations.get_location_tags(location))["tags"]), "listed")
        await locations.update_tag(location, tag, {"name": "python-2"})
        equal((await locations.get_tag_by_id(location, tag))["tag"]["name"], "python-2", "new name")
        equal((await locations.delete_tag(location, tag))["succeeded"], True, "succeeded")
        await gone(locations.get_tag_by_id(location, tag))

    await step("get the location", the_location)
    await step("location tags: create, get, list, update, delete", tags)


async def custom_field_calls():
    seen = {}

    async def read():
        return (await locations.get_custom_field(location, seen["field"]))["customField"]

    async def create():
        wanted = {"name": "Python field", "dataType": "TEXT", "model": "contact"}
        seen["field"] = (await locations.create_custom_field(location, wanted))["customField"]["id"]
        equal((await read())["name"], "Python field", "name")
        listed = (await locations.get_custom_fields(location, model="contact"))["customFields"]
        holds(any(one["id"] == seen["field"] for one in listed), "listed")

    async def write():
        paul = await new_contact("Fields")
        await contacts.update_contact(paul, {"customFields": [{"id": seen["field"], "fieldValue": "seen"}]})
        values = (await contacts.get_contact(paul))["contact"]["customFields"]
        equal([value["value"] for value in values if value["id"] == seen["field"]], ["seen"], "value")

    async def update():
        await locations.update_custom_field(location, seen["field"], {"name": "Renamed"})
        equal((await read())["name"], "Renamed", "new name")

    async def delete():
        equal((await locations.delete_custom_field(location, seen["field"]))["succeeded"], True, "succeeded")
        await gone(read())

    await step("create a custom field, get and list it", create)
    await step("write a custom field of a contact", write)
    await step("update a custom field", update)
    await step("delete a custom field", delete)


async def custom_value_calls():
    seen = {}

    async def read():
        return (await locations.get_custom_value(location, seen["value"]))["customValue"]

    async def create():
        wanted = {"name": "Python greeting", "value": "Good morning"}
        value = (await locations.create_custom_value(location, wanted))["customValue"]
        seen.update(value=value["id"], key=value["fieldKey"])
        equal((await read())["value"], "Good morning", "value")
        listed = (await locations.get_custom_values(location))["customValues"]
        holds(any(one["id"] == seen["value"] for one in listed), "listed")

    async def update():
        wanted = {"name": "Python greeting", "value": "Good evening"}
        await locations.update_custom_value(location, seen["value"], wanted)
        value = await read()
        equal((value["value"], value["fieldKey"]), ("Good evening", seen["key"]), "new value and old key")

    async def delete():
        equal((await locations.delete_custom_value(location, seen["value"]))["succeeded"], True, "succeeded")
        await gone(read())

    await step("create a custom value, get and list it", create)
    await step("update a custom value", update)
    await step("delete a custom value", delete)
