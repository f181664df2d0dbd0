"""Signing an app in, as a location and as a company."""

from sdk import as_app, company, location, sandbox, sign_in
from steps import equal, holds, step


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
