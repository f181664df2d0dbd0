// The location: its tags, custom fields, custom values and time zones.

import { location, sandbox, withToken } from "./sdk.mjs";
import { newContact } from "./people.mjs";
import { equal, gone, holds, step } from "./steps.mjs";

const { contacts, locations } = withToken(sandbox.private_token);

export const locationCalls = async () => {
  await step("get the location", async () => {
    equal((await locations.getLocation({ locationId: location })).location.id, location, "id");
  });
  await step("list the time zones, the location's own among them", async () => {
    const own = (await locations.getLocation({ locationId: location })).location.timezone;
    holds((await locations.getTimezones({ locationId: location })).timeZones.includes(own), `${own} is listed`);
  });
  await step("location tags: create, get, list, update, delete", async () => {
    const { tag } = await locations.createTag({ locationId: location }, { name: "node-tag" });
    const here = { locationId: location, tagId: tag.id };
    equal((await locations.getTagById(here)).tag.name, "node-tag", "name");
    holds((await locations.getLocationTags({ locationId: location })).tags.some(({ id }) => id === tag.id), "listed");
    await locations.updateTag(here, { name: "node-tag-2" });
    equal((await locations.getTagById(here)).tag.name, "node-tag-2", "new name");
    equal((await locations.deleteTag(here)).succeded, true, "succeded");
    await gone(() => locations.getTagById(here));
  });
};

export const customFieldCalls = async () => {
  let field, here;
  await step("create a custom field, get and list it", async () => {
    const wanted = { name: "Node field", dataType: "TEXT", model: "contact" };
    field = (await locations.createCustomField({ locationId: location }, wanted)).customField;
    here = { locationId: location, id: field.id };
    equal((await locations.getCustomField(here)).customField.name, "Node field", "name");
    const { customFields } = await locations.getCustomFields({ locationId: location, model: "contact" });
    holds(customFields.some(({ id }) => id === field.id), "listed");
  });
  await step("write a custom field of a contact", async () => {
    const nora = await newContact("Fields");
    await contacts.updateContact({ contactId: nora.id }, { customFields: [{ id: field.id, field_value: "seen" }] });
    const { contact } = await contacts.getContact({ contactId: nora.id });
    equal(contact.customFields.find(({ id }) => id === field.id).value, "seen", "value");
  });
  await step("update a custom field", async () => {
    equal((await locations.updateCustomField(here, { name: "Renamed" })).customField.name, "Renamed", "new name");
    equal((await locations.getCustomField(here)).customField.name, "Renamed", "new name read back");
  });
  await step("delete a custom field", async () => {
    equal((await locations.deleteCustomField(here)).succeded, true, "succeded");
    await gone(() => locations.getCustomField(here));
  });
};

export const customValueCalls = async () => {
  let value, here;
  const read = async () => (await locations.getCustomValue(here)).customValue;
  await step("create a custom value, get and list it", async () => {
    const wanted = { name: "Node greeting", value: "Good morning" };
    value = (await locations.createCustomValue({ locationId: location }, wanted)).customValue;
    here = { locationId: location, id: value.id };
    equal((await read()).value, "Good morning", "value");
    const { customValues } = await locations.getCustomValues({ locationId: location });
    holds(customValues.some(({ id }) => id === value.id), "listed");
  });
  await step("update a custom value", async () => {
    await locations.updateCustomValue(here, { name: "Node greeting", value: "Good evening" });
    equal((await read()).value, "Good evening", "new value");
    equal((await read()).fieldKey, value.fieldKey, "key");
  });
  await step("delete a custom value", async () => {
    equal((await locations.deleteCustomValue(here)).succeded, true, "succeded");
    await gone(read);
  });
};
