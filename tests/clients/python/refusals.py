"""One refusal of each class, one renewal, and paging, as this SDK sees them."""

import asyncio
import os

import httpx
from sdk import as_app, company, location, sandbox, sign_in, with_token
from steps import equal, holds, refusal, step

search_one = {"locationId": location, "pageLimit": 1}


async def refresh_once():
    async def renew():
        sdk = as_app()
        pair = await sign_in(sdk, {"location_id": location}, "Location")
        await sdk.get_session_storage().set_session(location, {**pair, "access_token": "dead", "accessToken": "dead"})
        before = await renewals()
        for _ in range(2):
            await sdk.contacts.search_contacts_advanced(search_one, {"headers": {"x-location-id": location}})
        equal(await renewals() - before, 1, "renewals")

    await step("a dead access token is renewed once", renew)


async def renewals():
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{sandbox['base_url']}/sandbox/calls", params={"limit": 1})
    return answer.json()["totals"]["get-access-token"]["calls"]


async def page_through_all():
    async def pages():
        contacts = with_token(sandbox["private_token"]).contacts
        ids, total, cursor = set(), 0, {}
        for _ in range(40):
            answer = await contacts.search_contacts_advanced({"locationId": location, "pageLimit": 100, **cursor})
            ids.update(contact["id"] for contact in answer["contacts"])
            total = answer["total"]
            if len(answer["contacts"]) < 100:
                break
            cursor = {"searchAfter": answer["contacts"][-1]["searchAfter"]}
        equal(len(ids), total, "contacts seen")
        holds(total >= 1050, f"{total} contacts are at least 1,050")

    await step("search pages through every contact once", pages)


async def refused(name, status, text, call):
    async def check():
        error = await refusal(call)
        equal(error.status_code, status, "status")
        holds(text in str(error.response), f"the answer says {text!r}: {error.response}")

    await step(f"refused: {name}", check)


async def every_refusal():
    full = with_token(sandbox["private_token"]).contacts
    no_such_token = "pit-00000000-0000-4000-8000-000000000000"
    read_only = with_token(sandbox["read_only_token"]).contacts
    company_token = (await sign_in(as_app(), {"location_id": company}, "Company"))["access_token"]

    await refused("an expired token", 401, "Invalid JWT", with_token("dead").contacts.get_contact("x"))
    await refused("a private token that does not exist", 401, "Invalid Private Integration token",
                  with_token(no_such_token).contacts.get_contact("x"))
    await refused("a missing scope", 401, "not authorized for this scope",
                  read_only.create_contact({"locationId": location, "firstName": "No"}))
    await refused("the wrong kind of token", 401, "This authClass type is not allowed",
                  with_token(company_token).contacts.search_contacts_advanced(search_one))
    await refused("the wrong location", 403, "does not have access to this location",
                  full.search_contacts_advanced({"locationId": "someOtherLocation0001", "pageLimit": 1}))
    await refused("an unknown contact", 400, "Contact with id lookup not found", full.get_contact("lookup"))
    await refused("an unknown opportunity", 404, "not found",
                  with_token(sandbox["private_token"]).opportunities.get_opportunity("lookup"))
    await refused("an unknown property", 422, "property nickname should not exist",
                  full.create_contact({"locationId": location, "firstName": "No", "nickname": "N"}))
    await refused("an invalid email", 422, "email must be an email",
                  full.create_contact({"locationId": location, "email": ""}))
    await step("refused: a duplicate, with the other contact's id", lambda: duplicate(full))


async def duplicate(contacts):
    wanted = {"locationId": location, "firstName": "One", "email": "one.python@example.com"}
    first = (await contacts.create_contact(wanted))["contact"]["id"]
    error = await refusal(contacts.create_contact(wanted))
    equal((error.status_code, error.response["meta"]["contactId"]), (400, first), "the other contact")


async def server_failure():
    """The one class of errors of this SDK tells 5xx apart by the status alone."""
    opportunities = with_token(sandbox["private_token"]).opportunities
    fault = {"kind": "answer", "status": 503, "how": {"match": {"operation": "get-pipelines"}}, "times": 1}

    async def fails_once():
        async with httpx.AsyncClient() as http:
            (await http.post(f"{sandbox['base_url']}/sandbox/faults", json=fault)).raise_for_status()
        equal((await refusal(opportunities.get_pipelines(location))).status_code, 503, "status")
        holds((await opportunities.get_pipelines(location))["pipelines"], "served again")

    await step("a failure of the server", fails_once)


async def unreachable():
    async def closed():
        contacts = with_token(sandbox["private_token"], os.environ["CLOSED_URL"]).contacts
        holds("Network error" in (await refusal(contacts.get_contact("x"))).message, "a network error")

    async def silent():
        sdk = with_token(sandbox["private_token"], os.environ["SILENT_URL"])
        # The SDK's own per-call timeout option ends in a TypeError, its own bug: set on the client instead.
        sdk.get_http_client().timeout = 0.3
        error = await refusal(sdk.contacts.get_contact("x"))
        holds("Network error" in error.message, "a network error")

    await step("nothing listens there", closed)
    await step("nobody answers", silent)


async def limited():
    """Needs a sandbox of its own, with limits on."""

    async def burst():
        contacts = with_token(sandbox["private_token"]).contacts
        calls = [contacts.search_contacts_advanced(search_one) for _ in range(110)]
        answers = await asyncio.gather(*calls, return_exceptions=True)
        refusals = [answer for answer in answers if isinstance(answer, Exception)]
        holds(refusals, "some calls were refused")
        equal({error.status_code for error in refusals}, {429}, "status of the refusals")

    await step("the call after the hundredth is refused", burst)
