// Campaigns and workflows: listed, and contacts put into them.

import { asItComes, location, sandbox } from "./sdk.mjs";
import { newContact } from "./people.mjs";
import { equal, holds, step } from "./steps.mjs";

const { campaigns, contacts, opportunities, workflows } = asItComes(sandbox.private_token);

export const enrolmentCalls = async () => {
  let nora, campaign, workflow;
  // No answer says which campaigns a contact is in, but its opportunities can be searched by campaign.
  const inCampaign = async () => {
    const query = { locationId: location, campaignId: campaign.id, contactId: nora.id };
    return (await opportunities.searchOpportunity(query)).opportunities.length === 1;
  };
  await step("list campaigns and workflows", async () => {
    const listed = await campaigns.getCampaigns({ locationId: location, status: "published" });
    campaign = listed.campaigns.find(({ id }) => id === sandbox.campaign_id);
    equal(campaign.status, "published", "status of the campaign");
    workflow = (await workflows.getWorkflow({ locationId: location })).workflows
      .find(({ id }) => id === sandbox.workflow_id);
    equal(workflow.locationId, location, "location of the workflow");
  });
  await step("campaigns: add and remove", async () => {
    nora = await newContact("Campaigns");
    const { pipelines } = await opportunities.getPipelines({ locationId: location });
    await opportunities.createOpportunity({
      locationId: location, contactId: nora.id, pipelineId: pipelines[0].id, name: "Nora", status: "open",
    });
    const here = { contactId: nora.id, campaignId: campaign.id };
    equal((await contacts.addContactToCampaign(here, {})).succeded, true, "succeded");
    holds(await inCampaign(), "the contact is in it");
    equal((await contacts.removeContactFromCampaign(here)).succeded, true, "succeded");
    holds(!(await inCampaign()), "the contact is in it no more");
  });
  await step("campaigns: remove from all", async () => {
    await contacts.addContactToCampaign({ contactId: nora.id, campaignId: campaign.id }, {});
    equal((await contacts.removeContactFromEveryCampaign({ contactId: nora.id })).succeded, true, "succeded");
    holds(!(await inCampaign()), "the contact is in none");
  });
  // Who is in a workflow is in no answer of the API; these answers are all there is.
  await step("workflows: add and remove", async () => {
    const here = { contactId: nora.id, workflowId: workflow.id };
    const from = { eventStartTime: "2027-01-05T15:00:00+00:00" };
    equal((await contacts.addContactToWorkflow(here, from)).succeded, true, "in");
    equal((await contacts.deleteContactFromWorkflow(here, {})).succeded, true, "out");
  });
};
