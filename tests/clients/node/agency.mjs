// What an agency does with its locations and its staff, which is beyond the table.

import { company, location, sandbox, withToken } from "./sdk.mjs";
import { equal, gone, holds, refusal, step } from "./steps.mjs";

const { contacts, locations, users } = withToken(sandbox.agency_token);

export const agencyCalls = async () => {
  let made;
  const read = async () => (await locations.getLocation({ locationId: made.id })).location;
  await step("an agency makes a location and finds it", async () => {
    const prospectInfo = { firstName: "Ida", lastName: "Node", email: "ida.node@example.com" };
    made = await locations.createLocation({ companyId: company, name: "Node Dental", prospectInfo });
    equal((await read()).name, "Node Dental", "name");
    const found = await locations.searchLocations({ companyId: company, email: prospectInfo.email });
    equal(found.locations.map(({ id }) => id).join(), made.id, "locations found");
  });
  await step("an agency renames a location", async () => {
    await locations.putLocation({ locationId: made.id }, { companyId: company, name: "Node Smiles" });
    equal((await read()).name, "Node Smiles", "name");
  });
  await step("an agency's token does not reach contacts", async () =>
    equal((await refusal(() => contacts.getContacts({ locationId: location }))).statusCode, 401, "status"));
};

export const staffCalls = async () => {
  let user;
  const read = () => users.getUser({ userId: user.id });
  await step("hire somebody", async () => {
    user = await users.createUser({
      companyId: company, firstName: "Uma", lastName: "Node", email: "uma.node@example.com", password: "not-kept-1",
      type: "account", role: "user", locationIds: [location],
    });
    equal((await read()).email, "uma.node@example.com", "email");
  });
  await step("rename a user", async () => {
    await users.updateUser({ userId: user.id }, { firstName: "Ulla" });
    const found = await read();
    equal(found.name, "Ulla Node", "name");
    holds(found.roles.locationIds.includes(location), "the location is left");
  });
  await step("delete a user", async () => {
    equal((await users.deleteUser({ userId: user.id })).succeded, true, "succeded");
    await gone(read);
  });
};
