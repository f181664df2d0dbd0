// Conversations and their messages.

import { location, sandbox, withToken } from "./sdk.mjs";
import { newContact } from "./people.mjs";
import { equal, gone, holds, step } from "./steps.mjs";

// In the version HighLevel publishes these calls with.
const { conversations } = withToken(sandbox.private_token, "2021-04-15");

let nora, thread;
const here = () => ({ conversationId: thread.id });
const search = () => conversations.searchConversation({ locationId: location, contactId: nora.id });

export const conversationCalls = async () => {
  await step("a new contact has a conversation, found by search", async () => {
    nora = await newContact("Talks");
    const found = await search();
    equal(found.total, 1, "total");
    thread = found.conversations[0];
    equal(thread.contactId, nora.id, "contact");
  });
  await step("delete a conversation", async () => {
    equal((await conversations.deleteConversation(here())).success, true, "success");
    equal((await search()).total, 0, "conversations left");
    await gone(() => conversations.getConversation(here()));
  });
  await step("create a conversation", async () => {
    const answer = await conversations.createConversation({ locationId: location, contactId: nora.id });
    thread = answer.conversation;
    equal((await search()).conversations[0].id, thread.id, "conversation");
  });
  await step("star a conversation", async () => {
    const answer = await conversations.updateConversation(here(), { locationId: location, starred: true });
    equal(answer.conversation.starred, true, "starred");
    equal((await conversations.getConversation(here())).starred, true, "starred, read back");
  });
};

export const messageCalls = async () => {
  let sent;
  const messages = async () => (await conversations.getMessages({ ...here(), limit: 20 })).messages;
  await step("send a message", async () => {
    const said = { type: "SMS", contactId: nora.id, message: "See you at ten" };
    sent = await conversations.sendANewMessage(said);
    equal(sent.conversationId, thread.id, "conversation");
    const listed = (await messages()).find(({ id }) => id === sent.messageId);
    equal(listed.direction, "outbound", "direction");
  });
  await step("get a message", async () => {
    const message = await conversations.getMessage({ id: sent.messageId });
    equal(message.body, "See you at ten", "body");
    equal(message.messageType, "TYPE_SMS", "type");
  });
  await step("log an inbound message", async () => {
    const before = (await conversations.getConversation(here())).unreadCount;
    const answer = await conversations.addAnInboundMessage({
      type: "SMS", conversationId: thread.id, contactId: nora.id, message: "I shall be there",
      conversationProviderId: "nodeProvider00000001",
    });
    const newest = (await messages())[0];
    equal(newest.id, answer.messageId, "newest message");
    equal(newest.direction, "inbound", "direction");
    holds((await conversations.getConversation(here())).unreadCount > before, "it is unread");
  });
};
