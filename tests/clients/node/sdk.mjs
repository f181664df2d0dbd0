// The official SDK as it comes from npm; only its base URL is set.

import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.env.RANKR_TOOLS, "npm", "package.json"));
const sdk = require("@gohighlevel/api-client");
const { HighLevel } = sdk;

/** The SDK's classes of errors, by name. */
export const errors = sdk;

export const sandbox = JSON.parse(process.env.SANDBOX);
export const location = sandbox.location_id;
export const company = sandbox.company_id;

const quiet = { logLevel: "none" };

const aimed = (sdk, base = sandbox.base_url) => {
  sdk.getHttpClient().defaults.baseURL = base;
  return sdk;
};

/** With a private token, speaking the version asked for. */
export const withToken = (token, apiVersion = "2021-07-28", base = sandbox.base_url) =>
  aimed(new HighLevel({ privateIntegrationToken: token, apiVersion, ...quiet }), base);

/** With a private token, and the version the SDK sends when nobody chooses one. */
export const asItComes = (token) => aimed(new HighLevel({ privateIntegrationToken: token, ...quiet }));

/** As a marketplace app. */
export const asApp = () =>
  aimed(new HighLevel({ clientId: sandbox.client_id, clientSecret: sandbox.client_secret, ...quiet }));

/** What a person does on the consent page: look, choose, be sent back with a code. */
export const consent = async (choice) => {
  const redirect = "https://app.example.com/callback";
  const ask = new URLSearchParams({
    response_type: "code",
    client_id: sandbox.client_id,
    redirect_uri: redirect,
    scope: sandbox.scopes,
    state: "s-1",
  });
  const page = await fetch(`${sandbox.base_url}/oauth/chooselocation?${ask}`);
  const html = await page.text();
  const form = new URLSearchParams();
  for (const [input] of html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    form.set(/name="([^"]*)"/.exec(input)[1], unescape(/value="([^"]*)"/.exec(input)?.[1] ?? ""));
  }
  for (const [name, value] of Object.entries(choice)) form.set(name, value);
  const action = unescape(/<form[^>]*action="([^"]*)"/.exec(html)[1]);
  const sent = await fetch(new URL(action, page.url), { method: "POST", body: form, redirect: "manual" });
  const back = new URL(sent.headers.get("location"));
  if (back.searchParams.get("state") !== "s-1") throw new Error(`state lost on the way back: ${back}`);
  return { code: back.searchParams.get("code"), redirect };
};

const unescape = (text) =>
  text.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#x2F;", "/").replaceAll("&#47;", "/")
    .replaceAll("&#34;", '"').replaceAll("&#38;", "&").replaceAll("&#39;", "'");
