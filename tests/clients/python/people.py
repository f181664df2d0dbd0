"""Contacts that belong to one story alone, so that no story sees what another did."""

from itertools import count

from sdk import company, location, sandbox, with_token

ghl = with_token(sandbox["private_token"])
numbers = count(200)


async def new_contact(last_name):
    """A contact nobody else has to do with."""
    answer = await ghl.contacts.create_contact(
        {"locationId": location, "firstName": "Paul", "lastName": last_name,
         "email": f"paul.{last_name.lower()}.python@example.com", "phone": f"+1628555{next(numbers):04}"}
    )
    return answer["contact"]["id"]


async def any_user():
    """Somebody of the staff."""
    return (await ghl.users.search_users(company, location_id=location))["users"][0]["id"]
