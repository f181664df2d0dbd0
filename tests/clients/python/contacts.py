"""Contacts: each call with its effect read back."""

from sdk import company, location, sandbox, with_token
from steps import equal, gone, holds, step

ghl = with_token(sandbox["private_token"])
contacts, users = ghl.contacts, ghl.users
seen = {}


async def read():
    return (await contacts.get_contact(seen["ada"]))["contact"]


async def contact_calls():
    async def create():
        answer = await contacts.create_contact(
            {"locationId": location, "firstName": "Ada", "lastName": "Python", "email": "ada.python@example.com",
             "phone": "+14155550122"}
        )
        seen["ada"] = answer["contact"]["id"]

    async def get():
        equal((await read())["firstName"], "Ada", "first name as typed")

    async def update():
        answer = await contacts.update_contact(seen["ada"], {"city": "Port Ellery"})
        equal(answer["succeeded"], True, "succeeded, as v3 spells it")
        equal((await read())["city"], "Port Ellery", "city")

    async def upsert():
        answer = await contacts.upsert_contact({"locationId": location, "email": "ada.python@example.com", "city": "Elm"})
        equal((answer["new"], answer["contact"]["id"]), (False, seen["ada"]), "contact")
        equal((await read())["city"], "Elm", "city")

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
        holds("vip" in (await read())["tags"], "the contact has it")

    async def remove_tags():
        answer = await contacts.remove_tags(seen["ada"], {"tags": ["vip"]})
        holds("vip" not in answer["tags"], "the tag is gone")
        holds("vip" not in (await read())["tags"], "the contact has it no more")

    async def users_of_location():
        found = await users.search_users(company, location_id=location)
        seen["user"] = found["users"][0]["id"]
        equal((await users.get_user(seen["user"]))["id"], seen["user"], "the user, bare")

    async def followers():
        answer = await contacts.add_followers_contact(seen["ada"], {"followers": [seen["user"]]})
        equal(answer["followersAdded"], [seen["user"]], "followers added")
        equal((await read())["followers"], [seen["user"]], "followers of the contact")
        answer = await contacts.remove_followers_contact(seen["ada"], {"followers": [seen["user"]]})
        equal(answer["followers"], [], "followers left")
        equal((await read()).get("followers", []), [], "followers of the contact")

    await step("add tags", add_tags)
    await step("remove tags", remove_tags)
    await step("search users and get one", users_of_location)
    await step("add and remove followers", followers)


async def delete_contact():
    async def delete():
        equal((await contacts.delete_contact(seen["ada"]))["succeeded"], True, "succeeded")
        await gone(read())

    await step("delete a contact", delete)
