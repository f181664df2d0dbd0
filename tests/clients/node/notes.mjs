// Notes of a contact.

import { sandbox, withToken } from "./sdk.mjs";
import { anyUser, newContact } from "./people.mjs";
import { equal, gone, step } from "./steps.mjs";

const { contacts } = withToken(sandbox.private_token);

export const noteCalls = async () => {
  let nora, note;
  const here = () => ({ contactId: nora.id, id: note.id });
  const read = async () => (await contacts.getNote(here())).note;
  await step("create a note", async () => {
    nora = await newContact("Notes");
    const user = await anyUser();
    note = (await contacts.createNote({ contactId: nora.id }, { body: "Likes tea", userId: user.id })).note;
    equal(note.body, "Likes tea", "body");
  });
  await step("list and get notes", async () => {
    equal((await contacts.getAllNotes({ contactId: nora.id })).notes[0].id, note.id, "newest note");
    equal((await read()).contactId, nora.id, "contact");
  });
  await step("update a note", async () => {
    equal((await contacts.updateNote(here(), { body: "Likes coffee" })).note.body, "Likes coffee", "body");
    equal((await read()).body, "Likes coffee", "body read back");
  });
  await step("delete a note", async () => {
    await contacts.deleteNote(here());
    equal((await contacts.getAllNotes({ contactId: nora.id })).notes.length, 0, "notes left");
    await gone(read);
  });
};
