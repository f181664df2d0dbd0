// Opportunities, pipelines and lost reasons.

import { location, sandbox, withToken } from "./sdk.mjs";
import { anyUser, newContact } from "./people.mjs";
import { equal, gone, holds, step } from "./steps.mjs";

const { opportunities } = withToken(sandbox.private_token);

let nora, pipeline, chance;
const read = async () => (await opportunities.getOpportunity({ id: chance.id })).opportunity;

export const opportunityCalls = async () => {
  await step("list pipelines with their stages", async () => {
    pipeline = (await opportunities.getPipelines({ locationId: location })).pipelines[0];
    holds(pipeline.stages.length > 1, "there are stages");
  });
  await step("create an opportunity", async () => {
    nora = await newContact("Deals");
    const wanted = {
      locationId: location, pipelineId: pipeline.id, pipelineStageId: pipeline.stages[0].id, contactId: nora.id,
      name: "Crown for Nora", status: "open", monetaryValue: 900,
    };
    chance = (await opportunities.createOpportunity(wanted)).opportunity;
    equal(chance.name, "Crown for Nora", "name");
  });
  await step("get an opportunity", async () => {
    const found = await read();
    equal(found.contact.id, nora.id, "contact");
    equal(found.monetaryValue, 900, "value");
  });
  await step("update an opportunity", async () => {
    const stage = pipeline.stages[1].id;
    await opportunities.updateOpportunity({ id: chance.id }, { pipelineStageId: stage, monetaryValue: 1_200 });
    const found = await read();
    equal(found.pipelineStageId, stage, "stage");
    equal(found.monetaryValue, 1_200, "value");
    holds(found.lastStageChangeAt > chance.lastStageChangeAt, "the stage has a new date");
  });
  await step("lose an opportunity for a reason", async () => {
    const reason = (await opportunities.getLostReason({ locationId: location })).lostReasons[0];
    const lost = { status: "lost", lostReasonId: reason.id };
    equal((await opportunities.updateOpportunityStatus({ id: chance.id }, lost)).succeded, true, "succeded");
    const found = await read();
    equal(found.status, "lost", "status");
    equal(found.lostReasonId, reason.id, "reason");
  });
  await step("upsert finds the contact's opportunity", async () => {
    const answer = await opportunities.upsertOpportunity({
      locationId: location, pipelineId: pipeline.id, contactId: nora.id, name: "Bridge for Nora", status: "open",
      followers: [], isRemoveAllFollowers: false, followersActionType: "add",
    });
    equal(answer.new, false, "new");
    equal((await read()).name, "Bridge for Nora", "name");
  });
};

export const opportunitySearches = async () => {
  await step("search opportunities by contact", async () => {
    const found = await opportunities.searchOpportunity({ locationId: location, contactId: nora.id });
    equal(found.opportunities.map(({ id }) => id).join(), chance.id, "opportunities");
    equal(found.meta.total, 1, "total");
  });
  await step("search opportunities with filters", async () => {
    const found = await opportunities.searchOpportunitiesAdvanced({
      locationId: location, query: "bridge nora", limit: 20, page: 1, searchAfter: [],
      additionalDetails: { notes: true, tasks: true, calendarEvents: true, unReadConversations: true },
      filters: [{ field: "pipeline_id", operator: "eq", value: pipeline.id }],
    });
    equal(found.opportunities.map(({ id }) => id).join(), chance.id, "opportunities");
    equal(found.opportunities[0].tasks.length, 0, "tasks of its contact");
  });
};

export const opportunityEnd = async () => {
  await step("add and remove followers of an opportunity", async () => {
    const followers = [(await anyUser()).id];
    const added = await opportunities.addFollowersOpportunity({ id: chance.id }, { followers });
    equal(added.followersAdded[0], followers[0], "added");
    equal((await read()).followers[0], followers[0], "follower");
    await opportunities.removeFollowersOpportunity({ id: chance.id }, { followers });
    equal((await read()).followers.length, 0, "followers left");
  });
  await step("delete an opportunity", async () => {
    equal((await opportunities.deleteOpportunity({ id: chance.id })).succeded, true, "succeded");
    await gone(read);
  });
};
