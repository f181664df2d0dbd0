"""Conversations and their messages."""

from people import new_contact
from sdk import location, sandbox, with_token
from steps import equal, gone, holds, step

conversations = with_token(sandbox["private_token"]).conversations
seen = {}


async def read():
    return await conversations.get_conversation(seen["thread"])


async def search():
    return await conversations.search_conversation(location, contact_id=seen["paul"])


async def conversation_calls():
    async def found_by_search():
        seen["paul"] = await new_contact("Talks")
        found = await search()
        equal([one["contactId"] for one in found["conversations"]], [seen["paul"]], "whose conversations")
        seen["thread"] = found["conversations"][0]["id"]

    async def delete():
        equal((await conversations.delete_conversation(seen["thread"]))["success"], True, "success")
        equal((await search())["total"], 0, "conversations left")
        await gone(read())

    async def create():
        answer = await conversations.create_conversation({"locationId": location, "contactId": seen["paul"]})
        seen["thread"] = answer["conversation"]["id"]
        equal((await search())["conversations"][0]["id"], seen["thread"], "conversation")

    async def star():
        await conversations.update_conversation(seen["thread"], {"locationId": location, "starred": True})
        equal((await read())["starred"], True, "starred")

    await step("a new contact has a conversation, found by search", found_by_search)
    await step("delete a conversation", delete)
    await step("create a conversation", create)
    await step("star a conversation", star)


async def message_calls():
    async def messages():
        return (await conversations.get_messages(seen["thread"], limit=20))["messages"]

    async def send():
        said = {"type": "SMS", "contactId": seen["paul"], "message": "See you at ten"}
        sent = await conversations.send_a_new_message(said)
        equal(sent["conversationId"], seen["thread"], "conversation")
        listed = [one for one in await messages() if one["id"] == sent["messageId"]]
        equal([(one["body"], one["direction"]) for one in listed], [("See you at ten", "outbound")], "message")

    async def receive():
        before = (await read())["unreadCount"]
        answer = await conversations.add_an_inbound_message(
            {"type": "SMS", "conversationId": seen["thread"], "contactId": seen["paul"], "message": "I shall be there",
             "conversationProviderId": "pythonProvider000001"}
        )
        newest = (await messages())[0]
        equal((newest["id"], newest["direction"]), (answer["messageId"], "inbound"), "newest message")
        holds((await read())["unreadCount"] > before, "it is unread")

    await step("send a message", send)
    await step("log an inbound message", receive)
