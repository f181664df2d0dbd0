"""What an agency does with its locations and its staff, which is beyond the table."""

from refusals import refused
from sdk import company, location, sandbox, with_token
from steps import equal, step

ghl = with_token(sandbox["agency_token"])
locations, users = ghl.locations, ghl.users


async def agency_calls():
    seen = {}

    async def name():
        return (await locations.get_location(seen["made"]))["location"]["name"]

    async def make():
        prospect = {"firstName": "Ida", "lastName": "Python", "email": "ida.python@example.com"}
        wanted = {"companyId": company, "name": "Python Dental", "prospectInfo": prospect}
        seen["made"] = (await locations.create_location(wanted))["id"]
        equal(await name(), "Python Dental", "name")
        found = (await locations.search_locations(company, email=prospect["email"]))["locations"]
        equal([one["id"] for one in found], [seen["made"]], "locations found")

    async def rename():
        await locations.put_location(seen["made"], {"companyId": company, "name": "Python Smiles"})
        equal(await name(), "Python Smiles", "name")

    await step("an agency makes a location and finds it", make)
    await step("an agency renames a location", rename)
    search = {"locationId": location, "pageLimit": 1}
    await refused("contacts with an agency's token", 401, "", ghl.contacts.search_contacts_advanced(search))


async def staff_calls():
    async def hire():
        wanted = {"companyId": company, "firstName": "Uma", "lastName": "Python", "email": "uma.python@example.com",
                  "password": "not-kept-1", "type": "account", "role": "user", "locationIds": [location]}
        user = (await users.create_user(wanted))["id"]
        equal((await users.get_user(user))["email"], "uma.python@example.com", "email")

    await step("hire somebody", hire)
    # Neither takes a user: the SDK sends a literal `{userId}`, its own bug.
    await refused("the literal {userId} of a user, updated", 404, "{userId}", users.update_user({"firstName": "Ulla"}))
    await refused("the literal {userId} of a user, deleted", 404, "{userId}", users.delete_user())
