// Every call of the sandbox's first half that the SDK exposes, each with its effect read back.

import { company, consent, asApp, location, sandbox, withToken } from "./sdk.mjs";
import { equal, holds, step } from "./steps.mjs";

const ghl = withToken(sandbox.private_token);
const { contacts, locations, users, calendars } = ghl;

let ada, users_, business, campaign, workflow;

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
    const { contact } = await contacts.getContact({ contactId: ada.id });
    equal(contact.firstName, "Ada", "first name as typed");
    equal(contact.phone, "+14155550111", "phone");
  });
  await step("update a contact", async () => {
    const answer = await contacts.updateContact({ contactId: ada.id }, { city: "Port Ellery" });
    equal(answer.succeded, true, "succeded, as v2 spells it");
    equal((await contacts.getContact({ contactId: ada.id })).contact.city, "Port Ellery", "city");
  });
  await step("upsert finds the contact by email", async () => {
    const answer = await contacts.upsertContact({ locationId: location, email: "ada.node@example.com", city: "Elm" });
    equal(answer.new, false, "new");
    equal(answer.contact.id, ada.id, "contact");
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
  });
  await step("remove tags", async () => {
    const answer = await contacts.removeTags({ contactId: ada.id }, { tags: ["vip"] });
    holds(!answer.tags.includes("vip"), "the tag is gone");
  });
  await step("tag in bulk", async () => {
    await contacts.createAssociation({ type: "add" }, { contacts: [ada.id], tags: ["bulk"], locationId: location });
    holds((await contacts.getContact({ contactId: ada.id })).contact.tags.includes("bulk"), "the tag is there");
  });
  await step("list users of a location", async () => {
    users_ = (await users.getUserByLocation({ locationId: location })).users;
    holds(users_.length > 0, "there are users");
  });
  await step("search users and get one", async () => {
    const found = await users.searchUsers({ companyId: company, locationId: location });
    equal(found.count, users_.length, "count");
    equal((await users.getUser({ userId: users_[0].id })).id, users_[0].id, "the user, bare");
  });
  await step("add followers", async () => {
    const answer = await contacts.addFollowersContact({ contactId: ada.id }, { followers: [users_[0].id] });
    equal(answer.followersAdded[0], users_[0].id, "follower");
  });
  await step("remove followers", async () => {
    const answer = await contacts.removeFollowersContact({ contactId: ada.id }, { followers: [users_[0].id] });
    equal(answer.followers.length, 0, "followers left");
  });
};

export const taskCalls = async () => {
  let task;
  const here = () => ({ contactId: ada.id, taskId: task.id });
  await step("create a task", async () => {
    const wanted = { title: "Call Ada", dueDate: "2027-01-05T15:00:00Z", completed: false, assignedTo: users_[0].id };
    task = (await contacts.createTask({ contactId: ada.id }, wanted)).task;
    equal(task.title, "Call Ada", "title");
  });
  await step("list and get tasks", async () => {
    equal((await contacts.getAllTasks({ contactId: ada.id })).tasks.length, 1, "tasks");
    equal((await contacts.getTask(here())).task.id, task.id, "task");
  });
  await step("update a task", async () => {
    equal((await contacts.updateTask(here(), { title: "Ring Ada" })).task.title, "Ring Ada", "title");
  });
  await step("complete a task", async () => {
    equal((await contacts.updateTaskCompleted(here(), { completed: true })).task.completed, true, "completed");
  });
  await step("find it among the tasks of the location", async () => {
    const answer = await locations.taskSearch({ locationId: location }, { contactId: [ada.id], completed: true });
    equal(answer.tasks[0]._id, task.id, "_id");
  });
  await step("delete a task", async () => {
    await contacts.deleteTask(here());
    equal((await contacts.getAllTasks({ contactId: ada.id })).tasks.length, 0, "tasks left");
  });
};

export const noteCalls = async () => {
  let note;
  const here = () => ({ contactId: ada.id, id: note.id });
  await step("create a note", async () => {
    note = (await contacts.createNote({ contactId: ada.id }, { body: "Likes tea", userId: users_[0].id })).note;
    equal(note.body, "Likes tea", "body");
  });
  await step("list and get notes", async () => {
    equal((await contacts.getAllNotes({ contactId: ada.id })).notes[0].id, note.id, "newest note");
    equal((await contacts.getNote(here())).note.contactId, ada.id, "contact");
  });
  await step("update a note", async () => {
    equal((await contacts.updateNote(here(), { body: "Likes coffee" })).note.body, "Likes coffee", "body");
  });
  await step("delete a note", async () => {
    await contacts.deleteNote(here());
    equal((await contacts.getAllNotes({ contactId: ada.id })).notes.length, 0, "notes left");
  });
};

export const neighbourCalls = async () => {
  await step("get appointments of a contact", async () => {
    holds(Array.isArray((await contacts.getAppointmentsForContact({ contactId: ada.id })).events), "events is a list");
  });
  await step("put a contact into a business", async () => {
    business = sandbox.business_id;
    await contacts.addRemoveContactFromBusiness({ locationId: location, ids: [ada.id], businessId: business });
    const answer = await contacts.getContactsByBusinessId({ businessId: business, locationId: location });
    holds(answer.contacts.some((contact) => contact.id === ada.id), "the contact is listed");
  });
  await step("campaigns: add, remove, remove all", async () => {
    campaign = { contactId: ada.id, campaignId: sandbox.campaign_id };
    equal((await contacts.addContactToCampaign(campaign, {})).succeded, true, "succeded");
    equal((await contacts.removeContactFromCampaign(campaign)).succeded, true, "succeded");
    equal((await contacts.removeContactFromEveryCampaign({ contactId: ada.id })).succeded, true, "succeded");
  });
  await step("workflows: add and remove", async () => {
    workflow = { contactId: ada.id, workflowId: sandbox.workflow_id };
    equal((await contacts.addContactToWorkflow(workflow, { eventStartTime: "2027-01-05T15:00:00+00:00" })).succeded, true, "in");
    equal((await contacts.deleteContactFromWorkflow(workflow, {})).succeded, true, "out");
  });
  await step("get the location", async () => {
    equal((await locations.getLocation({ locationId: location })).location.id, location, "id");
  });
  await step("location tags: create, get, list, update, delete", async () => {
    const { tag } = await locations.createTag({ locationId: location }, { name: "node-tag" });
    const here = { locationId: location, tagId: tag.id };
    equal((await locations.getTagById(here)).tag.name, "node-tag", "name");
    holds((await locations.getLocationTags({ locationId: location })).tags.some(({ id }) => id === tag.id), "listed");
    equal((await locations.updateTag(here, { name: "node-tag-2" })).tag.name, "node-tag-2", "new name");
    equal((await locations.deleteTag(here)).succeded, true, "succeded");
  });
  await step("custom fields: create, get, list, update, delete", async () => {
    const { customField } = await locations.createCustomField({ locationId: location }, { name: "Node field", dataType: "TEXT", model: "contact" });
    const here = { locationId: location, id: customField.id };
    equal((await locations.getCustomField(here)).customField.name, "Node field", "name");
    holds((await locations.getCustomFields({ locationId: location })).customFields.length > 1, "listed");
    await contacts.updateContact({ contactId: ada.id }, { customFields: [{ id: customField.id, field_value: "seen" }] });
    const { contact } = await contacts.getContact({ contactId: ada.id });
    equal(contact.customFields.find(({ id }) => id === customField.id).value, "seen", "value");
    equal((await locations.updateCustomField(here, { name: "Renamed" })).customField.name, "Renamed", "new name");
    equal((await locations.deleteCustomField(here)).succeded, true, "succeded");
  });
  await step("calendars: list and get", async () => {
    const { calendars: all } = await calendars.getCalendars({ locationId: location });
    equal((await calendars.getCalendar({ calendarId: all[0].id })).calendar.id, all[0].id, "id");
  });
  await step("delete a contact", async () => {
    equal((await contacts.deleteContact({ contactId: ada.id })).succeded, true, "succeded");
  });
};

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
