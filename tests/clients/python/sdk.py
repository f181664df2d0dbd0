"""The official SDK as it comes from PyPI; only its base URL is set."""

import html
import json
import os
import re
from urllib.parse import parse_qs, urljoin, urlparse

import httpx
from highlevel import HighLevel

sandbox = json.loads(os.environ["SANDBOX"])
location = sandbox["location_id"]
company = sandbox["company_id"]
app = {"client_id": sandbox["client_id"], "client_secret": sandbox["client_secret"]}


def aimed(base):
    return type("Local", (HighLevel,), {"BASE_URL": base})


def with_token(token, base=sandbox["base_url"]):
    """With a private token."""
    return aimed(base)(private_integration_token=token, log_level="none")


def as_app():
    """As a marketplace app."""
    return aimed(sandbox["base_url"])(**app, log_level="none")


async def consent(choice):
    """What a person does on the consent page: look, choose, be sent back with a code."""
    ask = {
        "response_type": "code",
        "client_id": sandbox["client_id"],
        "redirect_uri": "https://app.example.com/callback",
        "scope": sandbox["scopes"],
        "state": "s-1",
    }
    async with httpx.AsyncClient() as browser:
        page = await browser.get(f"{sandbox['base_url']}/v2/oauth/chooselocation", params=ask)
        form = {}
        for field in re.findall(r'<input[^>]*type="hidden"[^>]*>', page.text):
            value = re.search(r'value="([^"]*)"', field)
            form[re.search(r'name="([^"]*)"', field)[1]] = html.unescape(value[1]) if value else ""
        action = html.unescape(re.search(r'<form[^>]*action="([^"]*)"', page.text)[1])
        sent = await browser.post(urljoin(str(page.url), action), data={**form, **choice})
    back = parse_qs(urlparse(sent.headers["location"]).query)
    assert back["state"] == ["s-1"], f"state lost on the way back: {back}"
    return back["code"][0]


async def sign_in(sdk, choice, user_type):
    """A pair of tokens, as the SDK gets it."""
    code = await consent(choice)
    return await sdk.oauth.get_access_token(
        {**app, "grant_type": "authorization_code", "code": code, "user_type": user_type}
    )
