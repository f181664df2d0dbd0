"""Every call of the sandbox's first half that the SDK exposes, each with its effect read back."""

from sdk import as_app, company, location, sandbox, sign_in, with_token
from steps import equal, holds, step

ghl = with_token(sandbox["private_token"])
contacts, locations, users, calendars = ghl.contacts, ghl.locations, ghl.users, ghl.calendars
seen = {}


async def contact_calls():
    async def create():
        answer = await contacts.create_contact(
            {"locationId": location, "firstName": "Ada", "lastName": "Python", "email": "ada.python@example.com",
             "phone": "+14155550122"}
        )
        seen["ada"] = answer["contact"]["id"]

    async def get():
        contact = (await contacts.get_contact(seen["ada"]))["contact"]
        equal(contact["firstName"], "Ada", "first name as typed")

    async def update():
        answer = await contacts.update_contact(seen["ada"], {"city": "Port Ellery"})
        equal(answer["succeeded"], True, "succeeded, as v3 spells it")
        equal((await contacts.get_contact(seen["ada"]))["contact"]["city"], "Port Ellery", "city")

    async def upsert():
        answer = await contacts.upsert_contact({"locationId": location, "email": "ada.python@example.com", "city": "Elm"})
        equal((answer["new"], answer["contact"]["id"]), (False, seen["ada"]), "contact")

    async def search():
        filters = [{"field": "email", "operator": "eq", "value": "ada.python@example.com"}]
        answer = await contacts.search_contacts_advanced({"locationId": location, "pageLimit": 20, "filters": filters})
        equal([contact["id"] for contact in answer["contacts"]], [seen["ada"]], "contacts found")

    async def duplicate():
        answer = await contacts.get_duplicate_contact(location, number="+14155550122")
        equal(answer["contact"]["id"], seen["ada"], "contact")

    await step("create a contact", create)
    await step("get a contact", get)
    await step("update a contact", update)
    await step("upsert finds the contact by email", upsert)
    await step("search contacts", search)
    await step("find a duplicate", duplicate)


async def tag_and_follower_calls():
    async def add_tags():
        answer = await contacts.add_tags(seen["ada"], {"tags": ["Quote-Sent", "vip"]})
        holds("quote-sent" in answer["tags"], "the tag is there, in lower case")

    async def remove_tags():
        answer = await contacts.remove_tags(seen["ada"], {"tags": ["vip"]})
        holds("vip" not in answer["tags"], "the tag is gone")

    async def users_of_location():
        found = await users.search_users(company, location_id=location)
        seen["user"] = found["users"][0]["id"]
        equal((await users.get_user(seen["user"]))["id"], seen["user"], "the user, bare")

    async def followers():
        answer = await contacts.add_followers_contact(seen["ada"], {"followers": [seen["user"]]})
        equal(answer["followersAdded"], [seen["user"]], "followers added")
        answer = await contacts.remove_followers_contact(seen["ada"], {"followers": [seen["user"]]})
        equal(answer["followers"], [], "followers left")

    await step("add tags", add_tags)
    await step("remove tags", remove_tags)
    await step("search users and get one", users_of_location)
    await step("add and remove followers", followers)


async def task_calls():
    ada = seen["ada"]

    async def create():
        wanted = {"title": "Call Ada", "dueDate": "2027-01-05T15:00:00Z", "completed": False}
        seen["task"] = (await contacts.create_task(ada, wanted))["task"]["id"]

    async def read():
        equal(len((await contacts.get_all_tasks(ada))["tasks"]), 1, "tasks")
        equal((await contacts.get_task(ada, seen["task"]))["task"]["title"], "Call Ada", "title")

    async def change():
        answer = await contacts.update_task(ada, seen["task"], {"title": "Ring Ada"})
        equal(answer["task"]["title"], "Ring Ada", "title")
        answer = await contacts.update_task_completed(ada, seen["task"], {"completed": True})
        equal(answer["task"]["completed"], True, "completed")

    async def search():
        answer = await locations.task_search(location, {"contactId": [ada], "completed": True})
        equal([task["_id"] for task in answer["tasks"]], [seen["task"]], "tasks found")

    async def delete():
        await contacts.delete_task(ada, seen["task"])
        equal((await contacts.get_all_tasks(ada))["tasks"], [], "tasks left")

    await step("create a task", create)
    await step("list and get tasks", read)
    await step("update and complete a task", change)
    await step("find it among the tasks of the location", search)
    await step("delete a task", delete)


async def note_calls():
    ada = seen["ada"]

    async def create():
        seen["note"] = (await contacts.create_note(ada, {"body": "Likes tea", "userId": seen["user"]}))["note"]["id"]

    async def read():
        equal((await contacts.get_all_notes(ada))["notes"][0]["id"], seen["note"], "newest note")
        equal((await contacts.get_note(ada, seen["note"]))["note"]["contactId"], ada, "contact")

    async def update():
        answer = await contacts.update_note(ada, seen["note"], {"body": "Likes coffee"})
        equal(answer["note"]["body"], "Likes coffee", "body")

    async def delete():
        await contacts.delete_note(ada, seen["note"])
        equal((await contacts.get_all_notes(ada))["notes"], [], "notes left")

    await step("create a note", create)
    await step("list and get notes", read)
    await step("update a note", update)
    await step("delete a note", delete)


async def neighbour_calls():
    ada = seen["ada"]

    async def appointments():
        holds(isinstance((await contacts.get_appointments_for_contact(ada))["events"], list), "events is a list")

    async def business():
        body = {"locationId": location, "ids": [ada], "businessId": sandbox["business_id"]}
        await contacts.add_remove_contact_from_business(body)
        answer = await contacts.get_contacts_by_business_id(sandbox["business_id"], location)
        holds(any(contact["id"] == ada for contact in answer["contacts"]), "the contact is listed")

    async def campaigns():
        equal((await contacts.add_contact_to_campaign(ada, sandbox["campaign_id"], {}))["succeeded"], True, "in")
        equal((await contacts.remove_contact_from_campaign(ada, sandbox["campaign_id"]))["succeeded"], True, "out")
        equal((await contacts.remove_contact_from_every_campaign(ada))["succeeded"], True, "out of all")

    async def workflows():
        body = {"eventStartTime": "2027-01-05T15:00:00+00:00"}
        equal((await contacts.add_contact_to_workflow(ada, sandbox["workflow_id"], body))["succeeded"], True, "in")
        equal((await contacts.delete_contact_from_workflow(ada, sandbox["workflow_id"], {}))["succeeded"], True, "out")

    async def the_location():
        equal((await locations.get_location(location))["location"]["id"], location, "id")

    async def tags():
        tag = (await locations.create_tag(location, {"name": "python-tag"}))["tag"]["id"]
        equal((await locations.get_tag_by_id(location, tag))["tag"]["name"], "python-tag", "name")
        holds(any(one["id"] == tag for one in (await locations.get_location_tags(location))["tags"]), "listed")
        equal((await locations.update_tag(location, tag, {"name": "python-2"}))["tag"]["name"], "python-2", "new name")
        equal((await locations.delete_tag(location, tag))["succeeded"], True, "succeeded")

    async def fields():
        wanted = {"name": "Python field", "dataType": "TEXT", "model": "contact"}
        field = (await locations.create_custom_field(location, wanted))["customField"]["id"]
        equal((await locations.get_custom_field(location, field))["customField"]["name"], "Python field", "name")
        holds(len((await locations.get_custom_fields(location))["customFields"]) > 1, "listed")
        await contacts.update_contact(ada, {"customFields": [{"id": field, "fieldValue": "seen"}]})
        values = (await contacts.get_contact(ada))["contact"]["customFields"]
        equal([value["value"] for value in values if value["id"] == field], ["seen"], "value")
        answer = await locations.update_custom_field(location, field, {"name": "Renamed"})
        equal(answer["customField"]["name"], "Renamed", "new name")
        equal((await locations.delete_custom_field(location, field))["succeeded"], True, "succeeded")

    async def all_calendars():
        first = (await calendars.get_calendars(location))["calendars"][0]["id"]
        equal((await calendars.get_calendar(first))["calendar"]["id"], first, "id")

    async def delete():
        equal((await contacts.delete_contact(ada))["succeeded"], True, "succeeded")

    await step("get appointments of a contact", appointments)
    await step("put a contact into a business", business)
    await step("campaigns: add, remove, remove all", campaigns)
    await step("workflows: add and remove", workflows)
    await step("get the location", the_location)
    await step("location tags: create, get, list, update, delete", tags)
    await step("custom fields: create, get, list, update, delete", fields)
    await step("calendars: list and get", all_calendars)
    await step("delete a contact", delete)


async def oauth_calls():
    sdk = as_app()

    async def by_location():
        pair = await sign_in(sdk, {"location_id": location}, "Location")
        equal((pair["locationId"], pair["userType"]), (location, "Location"), "whose token")

    async def by_company():
        pair = await sign_in(sdk, {"location_id": company}, "Company")
        equal(pair["userType"], "Company", "user type")
        await sdk.get_session_storage().set_session(company, pair)
        options = {"headers": {"x-company-id": company}}
        app_id = sandbox["client_id"].split("-")[0]
        installed = await sdk.oauth.get_installed_location(company, app_id, options=options)
        holds(any(location in one.values() for one in installed["items"]), f"the location is listed: {installed}")
        token = await sdk.oauth.get_location_access_token({"companyId": company, "locationId": location}, options)
        holds(len(token["accessToken"]) > 20, "a token for the location")

    await step("a location signs the app in", by_location)
    await step("a company signs the app in and reaches its locations", by_company)
