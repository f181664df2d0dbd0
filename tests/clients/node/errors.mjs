// Each refusal, and each of the SDK's classes of errors, told apart by what the SDK hands on.

import { asApp, company, consent, errors, location, sandbox, withToken } from "./sdk.mjs";
import { equal, holds, refusal, step } from "./steps.mjs";

const full = withToken(sandbox.private_token).contacts;

const refused = (name, status, text, call) =>
  step(`refused: ${name}`, async () => {
    const error = await refusal(call);
    equal(error.statusCode, status, "status");
    holds(JSON.stringify(error.response).includes(text), `the answer says "${text}": ${JSON.stringify(error.response)}`);
  });

export const everyRefusal = async () => {
  await refused("an expired token", 401, "Invalid JWT", () =>
    withToken("dead").contacts.getContact({ contactId: "x" }));
  await refused("a private token that does not exist", 401, "Invalid Private Integration token", () =>
    withToken("pit-00000000-0000-4000-8000-000000000000").contacts.getContact({ contactId: "x" }));
  await refused("a missing scope", 401, "not authorized for this scope", () =>
    withToken(sandbox.read_only_token).contacts.createContact({ locationId: location, firstName: "No" }));
  await refused("the wrong kind of token", 401, "This authClass type is not allowed", async () => {
    const app = asApp();
    const { code } = await consent({ location_id: company });
    const token = await app.oauth.getAccessToken({
      client_id: sandbox.client_id, client_secret: sandbox.client_secret, grant_type: "authorization_code", code,
      user_type: "Company",
    });
    return withToken(token.access_token).contacts.getContacts({ locationId: location });
  });
  await refused("the wrong location", 403, "does not have access to this location", () =>
    full.searchContactsAdvanced({ locationId: "someOtherLocation0001", pageLimit: 1 }));
  await refused("an unknown contact", 400, "Contact with id lookup not found", () => full.getContact({ contactId: "lookup" }));
  await refused("an unknown property", 422, "property nickname should not exist", () =>
    full.createContact({ locationId: location, firstName: "No", nickname: "N" }));
  await refused("an invalid email", 422, "email must be an email", () =>
    full.createContact({ locationId: location, email: "" }));
  await refused("an unknown search field", 400, "Invalid field nick_name", () =>
    full.searchContactsAdvanced({ locationId: location, pageLimit: 1, filters: [{ field: "nick_name", operator: "eq", value: "x" }] }));
  await step("refused: a duplicate, with the other contact's id", async () => {
    const { contact } = await full.createContact({ locationId: location, firstName: "One", email: "one.node@example.com" });
    const error = await refusal(() => full.createContact({ locationId: location, firstName: "Two", email: "one.node@example.com" }));
    equal(error.statusCode, 400, "status");
    equal(error.response.meta.contactId, contact.id, "the other contact");
    equal(error.response.meta.matchingField, "email", "field");
  });
  await refused("the literal {type} of a bulk call", 422, "", () =>
    full.createAssociation({}, { contacts: [], tags: [], locationId: location }));
};

/** A fault of the sandbox, as long as `act` takes. */
const during = async (fault, act) => {
  const faults = `${sandbox.base_url}/sandbox/faults`;
  const body = JSON.stringify(fault);
  const { id, ...refused } = await (await fetch(faults, { method: "POST", body })).json();
  holds(id, `the fault is on: ${JSON.stringify(refused)}`);
  try {
    return await act();
  } finally {
    await fetch(`${faults}/${id}`, { method: "DELETE" });
  }
};

const isOf = (kind, code, error) => {
  equal(error.constructor, errors[kind], `class of ${error.message}`);
  holds(error instanceof errors.GHLError, "it is one of the SDK's errors");
  equal(error.code, code, "code");
};

/** The limit's class is met by `limited`, and the network's by `unreachable`. */
export const everyClass = async () => {
  const classes = [
    ["GHLAuthenticationError", "AUTHENTICATION", () => withToken("dead").opportunities.getOpportunity({ id: "x" })],
    ["GHLForbiddenError", "FORBIDDEN", () => full.getContacts({ locationId: "someOtherLocation0001" })],
    ["GHLNotFoundError", "NOT_FOUND", () => withToken(sandbox.private_token).opportunities.getOpportunity({ id: "x" })],
    ["GHLValidationError", "VALIDATION", () => full.createContact({ locationId: location, nickname: "N" })],
  ];
  for (const [kind, code, call] of classes) {
    await step(`a refusal is a ${kind}`, async () => isOf(kind, code, await refusal(call)));
  }
  await step("a failure is a GHLServerError", async () => {
    const fault = { kind: "answer", status: 503, how: { match: { operation: "get-pipelines" } } };
    const { opportunities } = withToken(sandbox.private_token);
    await during(fault, async () => {
      const error = await refusal(() => opportunities.getPipelines({ locationId: location }));
      isOf("GHLServerError", "SERVER", error);
      equal(error.statusCode, 503, "status");
    });
    holds((await opportunities.getPipelines({ locationId: location })).pipelines.length > 0, "served again");
  });
};

export const unreachable = async () => {
  await step("nothing listens there", async () => {
    const sdk = withToken(sandbox.private_token, "2021-07-28", process.env.CLOSED_URL);
    isOf("GHLNetworkError", "NETWORK", await refusal(() => sdk.contacts.getContact({ contactId: "x" })));
  });
  await step("nobody answers", async () => {
    const sdk = withToken(sandbox.private_token, "2021-07-28", process.env.SILENT_URL);
    sdk.getHttpClient().defaults.timeout = 300;
    isOf("GHLNetworkError", "NETWORK", await refusal(() => sdk.contacts.getContact({ contactId: "x" })));
  });
};

/** Needs a sandbox of its own, with limits on. */
export const limited = () =>
  step("the call after the hundredth is refused", async () => {
    const { contacts } = withToken(sandbox.private_token);
    const call = () => contacts.searchContactsAdvanced({ locationId: location, pageLimit: 1 });
    const calls = await Promise.allSettled(Array.from({ length: 110 }, call));
    const refusals = calls.filter(({ status }) => status === "rejected").map(({ reason }) => reason);
    holds(refusals.length > 0, "some calls were refused");
    holds(refusals.every(({ statusCode }) => statusCode === 429), "all of them with 429");
    isOf("GHLRateLimitError", "RATE_LIMIT", refusals[0]);
    equal(refusals[0].rateLimit.max, 100, "burst size read from the headers");
  });
