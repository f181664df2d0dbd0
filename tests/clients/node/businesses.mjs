// Businesses, and the contacts that belong to one.

import { location, sandbox, withToken } from "./sdk.mjs";
import { newContact } from "./people.mjs";
import { equal, gone, holds, step } from "./steps.mjs";

const { businesses, contacts } = withToken(sandbox.private_token);

export const businessCalls = async () => {
  let business, here;
  const read = async () => (await businesses.getBusiness(here)).business;
  await step("create a business, get and list it", async () => {
    const wanted = { locationId: location, name: "Node & Sons", email: "office.node@example.com", city: "Elm" };
    business = (await businesses.createBusiness(wanted)).buiseness;
    here = { businessId: business.id };
    equal((await read()).name, "Node & Sons", "name");
    const listed = await businesses.getBusinessesByLocation({ locationId: location });
    holds(listed.businesses.some(({ id }) => id === business.id), "listed");
  });
  await step("update a business", async () => {
    const answer = await businesses.updateBusiness(here, { city: "Port Ellery" });
    equal(answer.buiseness.city, "Port Ellery", "city");
    equal((await read()).city, "Port Ellery", "city read back");
    equal((await read()).name, "Node & Sons", "the name is left");
  });
  await step("put a contact into a business", async () => {
    const nora = await newContact("Business");
    await contacts.addRemoveContactFromBusiness({ locationId: location, ids: [nora.id], businessId: business.id });
    const answer = await contacts.getContactsByBusinessId({ businessId: business.id, locationId: location });
    equal(answer.contacts.map(({ id }) => id).join(), nora.id, "contacts of the business");
  });
  await step("delete a business", async () => {
    equal((await businesses.deleteBusiness(here)).success, true, "success");
    await gone(read);
  });
};
