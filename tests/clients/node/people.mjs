// Contacts that belong to one story alone, so that no story sees what another did.

import { location, sandbox, withToken } from "./sdk.mjs";

const { contacts, users } = withToken(sandbox.private_token);
let made = 0;

/** A contact nobody else has to do with. */
export const newContact = async (lastName) => {
  made += 1;
  const { contact } = await contacts.createContact({
    locationId: location, firstName: "Nora", lastName, email: `nora.${lastName.toLowerCase()}.node@example.com`,
    phone: `+1628555${String(100 + made).padStart(4, "0")}`,
  });
  return contact;
};

/** Somebody of the staff. */
export const anyUser = async () => (await users.getUserByLocation({ locationId: location })).users[0];
