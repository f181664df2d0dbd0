"""Notes of a contact."""

from people import any_user, new_contact
from sdk import sandbox, with_token
from steps import equal, gone, step

contacts = with_token(sandbox["private_token"]).contacts


async def note_calls():
    seen = {}

    async def read():
        return (await contacts.get_note(seen["paul"], seen["note"]))["note"]

    async def create():
        seen["paul"] = await new_contact("Notes")
        wanted = {"body": "Likes tea", "userId": await any_user()}
        seen["note"] = (await contacts.create_note(seen["paul"], wanted))["note"]["id"]

    async def get():
        equal((await contacts.get_all_notes(seen["paul"]))["notes"][0]["id"], seen["note"], "newest note")
        equal((await read())["contactId"], seen["paul"], "contact")

    async def update():
        answer = await contacts.update_note(seen["paul"], seen["note"], {"body": "Likes coffee"})
        equal(answer["note"]["body"], "Likes coffee", "body")
        equal((await read())["body"], "Likes coffee", "body read back")

    async def delete():
        await contacts.delete_note(seen["paul"], seen["note"])
        equal((await contacts.get_all_notes(seen["paul"]))["notes"], [], "notes left")
        await gone(read())

    await step("create a note", create)
    await step("list and get notes", get)
    await step("update a note", update)
    await step("delete a note", delete)
