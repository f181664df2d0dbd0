// Signing an app in, as a location and as a company.

import { asApp, company, consent, location, sandbox } from "./sdk.mjs";
import { equal, holds, step } from "./steps.mjs";

export const oauthCalls = async () => {
  const app = asApp();
  await step("a location signs the app in", async () => {
    const { code, redirect } = await consent({ location_id: location });
    const answer = await app.oauth.getAccessToken({
      client_id: sandbox.client_id, client_secret: sandbox.client_secret, grant_type: "authorization_code", code,
      user_type: "Location", redirect_uri: redirect,
    });
    equal(answer.locationId, location, "location");
    equal(answer.userType, "Location", "user type");
  });
  await step("a company signs the app in and reaches its locations", async () => {
    const { code } = await consent({ location_id: company });
    const answer = await app.oauth.getAccessToken({
      client_id: sandbox.client_id, client_secret: sandbox.client_secret, grant_type: "authorization_code", code,
      user_type: "Company",
    });
    equal(answer.userType, "Company", "user type");
    await app.getSessionStorage().setSession(company, answer);
    // No options here: the SDK lets them replace its own Content-Type, its own bug. It finds the session by companyId.
    const appId = sandbox.client_id.split("-")[0];
    const installed = await app.oauth.getInstalledLocation({ companyId: company, appId, isInstalled: true });
    holds(installed.locations.some(({ _id }) => _id === location), "the location is listed");
    const token = await app.oauth.getLocationAccessToken({ companyId: company, locationId: location });
    holds(token.access_token.length > 20, "a token for the location");
  });
};
