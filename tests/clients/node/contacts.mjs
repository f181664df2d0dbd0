// Contacts: each call with its effect read back.

import { company, location, sandbox, withToken } from "./sdk.mjs";
import { equal, gone, holds, step } from "./steps.mjs";

const { contacts, users } = withToken(sandbox.private_token);

let ada, staff;
const read = async () => (await contacts.getContact({ contactId: ada.id })).contact;

export const contactCalls = async () => {
  await step("create a contact", async () => {
    const answer = await contacts.createContact({
      locationId: location, firstName: "Ada", lastName: "Node", email: "ada.node@example.com", phone: "+14155550111",
      tags: ["From-Node"],
    });
    ada = answer.contact;
    equal(ada.email, "ada.node@example.com", "email");
  });
  await step("get a contact", async () => {
    const contact = await read();
    equal(contact.firstName, "Ada", "first name as typed");
    equal(contact.phone, "+14155550111", "phone");
  });
  await step("update a contact", async () => {
    const answer = await contacts.updateContact({ contactId: ada.id }, { city: "Port Ellery" });
    equal(answer.succeded, true, "succeded, as v2 spells it");
    equal((await read()).city, "Port Ellery", "city");
  });
  await step("upsert finds the contact by email", async () => {
    const answer = await contacts.upsertContact({ locationId: location, email: "ada.node@example.com", city: "Elm" });
    equal(answer.new, false, "new");
    equal(answer.contact.id, ada.id, "contact");
    equal((await read()).city, "Elm", "city");
  });
  await step("search contacts", async () => {
    const answer = await contacts.searchContactsAdvanced({
      locationId: location, pageLimit: 20, filters: [{ field: "email", operator: "eq", value: "ada.node@example.com" }],
    });
    equal(answer.total, 1, "total");
    equal(answer.contacts[0].id, ada.id, "contact");
  });
  await step("list contacts", async () => {
    const answer = await contacts.getContacts({ locationId: location, limit: 5 });
    equal(answer.contacts.length, 5, "page");
  });
  await step("find a duplicate", async () => {
    const answer = await contacts.getDuplicateContact({ locationId: location, number: "+14155550111" });
    equal(answer.contact.id, ada.id, "contact");
  });
};

export const tagAndFollowerCalls = async () => {
  await step("add tags", async () => {
    const answer = await contacts.addTags({ contactId: ada.id }, { tags: ["Quote-Sent", "vip"] });
    holds(answer.tags.includes("quote-sent"), "the tag is there, in lower case");
    holds((await read()).tags.includes("vip"), "the contact has it");
  });
  await step("remove tags", async () => {
    const answer = await contacts.removeTags({ contactId: ada.id }, { tags: ["vip"] });
    holds(!answer.tags.includes("vip"), "the tag is gone");
    holds(!(await read()).tags.includes("vip"), "the contact has it no more");
  });
  await step("tag in bulk", async () => {
    await contacts.createAssociation({ type: "add" }, { contacts: [ada.id], tags: ["bulk"], locationId: location });
    holds((await read()).tags.includes("bulk"), "the tag is there");
  });
  await step("list users of a location", async () => {
    staff = (await users.getUserByLocation({ locationId: location })).users;
    holds(staff.length > 0, "there are users");
  });
  await step("search users and get one", async () => {
    const found = await users.searchUsers({ companyId: company, locationId: location });
    equal(found.count, staff.length, "count");
    equal((await users.getUser({ userId: staff[0].id })).id, staff[0].id, "the user, bare");
  });
  await step("add followers", async () => {
    const answer = await contacts.addFollowersContact({ contactId: ada.id }, { followers: [staff[0].id] });
    equal(answer.followersAdded[0], staff[0].id, "follower");
    holds((await read()).followers.includes(staff[0].id), "the contact is followed");
  });
  await step("remove followers", async () => {
    const answer = await contacts.removeFollowersContact({ contactId: ada.id }, { followers: [staff[0].id] });
    equal(answer.followers.length, 0, "followers left");
    equal((await read()).followers?.length ?? 0, 0, "followers of the contact");
  });
};

export const deleteContact = () =>
  step("delete a contact", async () => {
    equal((await contacts.deleteContact({ contactId: ada.id })).succeded, true, "succeded");
    await gone(() => contacts.getContact({ contactId: ada.id }));
  });
