"""Businesses, and the contacts that belong to one."""

from people import new_contact
from sdk import location, sandbox, with_token
from steps import equal, gone, holds, step

ghl = with_token(sandbox["private_token"])
businesses, contacts = ghl.businesses, ghl.contacts


async def business_calls():
    seen = {}

    async def read():
        return (await businesses.get_business(seen["business"]))["business"]

    async def create():
        wanted = {"locationId": location, "name": "Python & Sons", "email": "office.python@example.com", "city": "Elm"}
        seen["business"] = (await businesses.create_business(wanted))["buiseness"]["id"]
        equal((await read())["name"], "Python & Sons", "name")
        listed = (await businesses.get_businesses_by_location(location))["businesses"]
        holds(any(one["id"] == seen["business"] for one in listed), "listed")

    async def update():
        await businesses.update_business(seen["business"], {"city": "Port Ellery"})
        business = await read()
        equal((business["name"], business["city"]), ("Python & Sons", "Port Ellery"), "name and city")

    async def contact():
        paul = await new_contact("Business")
        body = {"locationId": location, "ids": [paul], "businessId": seen["business"]}
        await contacts.add_remove_contact_from_business(body)
        answer = await contacts.get_contacts_by_business_id(seen["business"], location)
        equal([contact["id"] for contact in answer["contacts"]], [paul], "contacts of the business")

    async def delete():
        equal((await businesses.delete_business(seen["business"]))["success"], True, "success")
        await gone(read())

    await step("create a business, get and list it", create)
    await step("update a business", update)
    await step("put a contact into a business", contact)
    await step("delete a business", delete)
