// A dead access token: the SDK renews it once and goes on with the new pair.

import { asApp, consent, location, sandbox } from "./sdk.mjs";
import { equal, step } from "./steps.mjs";

const renewals = async () => {
  const calls = await (await fetch(`${sandbox.base_url}/sandbox/calls?limit=1`)).json();
  return calls.totals["get-access-token"].calls;
};

export const refreshOnce = () =>
  step("a dead access token is renewed once", async () => {
    const app = asApp();
    const { code } = await consent({ location_id: location });
    const pair = await app.oauth.getAccessToken({
      client_id: sandbox.client_id, client_secret: sandbox.client_secret, grant_type: "authorization_code", code,
      user_type: "Location",
    });
    await app.getSessionStorage().setSession(location, { ...pair, access_token: "dead" });
    const before = await renewals();

    const options = { headers: { locationId: location } };
    await app.contacts.searchContactsAdvanced({ locationId: location, pageLimit: 1 }, options);
    await app.contacts.searchContactsAdvanced({ locationId: location, pageLimit: 1 }, options);

    equal((await renewals()) - before, 1, "renewals");
  });
