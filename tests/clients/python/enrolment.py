"""Campaigns and workflows: listed, and contacts put into them."""

from people import new_contact
from sdk import location, sandbox, with_token
from steps import equal, holds, step

ghl = with_token(sandbox["private_token"])
contacts, opportunities = ghl.contacts, ghl.opportunities


async def enrolment_calls():
    seen = {"campaign": sandbox["campaign_id"], "workflow": sandbox["workflow_id"]}

    async def in_campaign():
        """No answer says which campaigns a contact is in, but its opportunities can be searched by campaign."""
        campaign, paul = seen["campaign"], seen["paul"]
        found = await opportunities.search_opportunity(location, campaign_id=campaign, contact_id=paul)
        return len(found["opportunities"]) == 1

    async def lists():
        campaigns = (await ghl.campaigns.get_campaigns(location, status="published"))["campaigns"]
        holds(any(one["id"] == seen["campaign"] for one in campaigns), "the campaign is listed")
        workflows = (await ghl.workflows.get_workflow(location))["workflows"]
        holds(any(one["id"] == seen["workflow"] for one in workflows), "the workflow is listed")

    async def campaigns():
        seen["paul"] = await new_contact("Campaigns")
        pipeline = (await opportunities.get_pipelines(location))["pipelines"][0]["id"]
        await opportunities.create_opportunity(
            {"locationId": location, "contactId": seen["paul"], "pipelineId": pipeline, "name": "Paul",
             "status": "open"}
        )
        equal((await contacts.add_contact_to_campaign(seen["paul"], seen["campaign"], {}))["succeeded"], True, "in")
        holds(await in_campaign(), "the contact is in it")
        answer = await contacts.remove_contact_from_campaign(seen["paul"], seen["campaign"])
        equal(answer["succeeded"], True, "out")
        holds(not await in_campaign(), "the contact is in it no more")

    async def all_campaigns():
        await contacts.add_contact_to_campaign(seen["paul"], seen["campaign"], {})
        equal((await contacts.remove_contact_from_every_campaign(seen["paul"]))["succeeded"], True, "out of all")
        holds(not await in_campaign(), "the contact is in none")

    async def workflows():
        """Who is in a workflow is in no answer of the API; these answers are all there is."""
        body = {"eventStartTime": "2027-01-05T15:00:00+00:00"}
        paul, workflow = seen["paul"], seen["workflow"]
        equal((await contacts.add_contact_to_workflow(paul, workflow, body))["succeeded"], True, "in")
        equal((await contacts.delete_contact_from_workflow(paul, workflow, {}))["succeeded"], True, "out")

    await step("list campaigns and workflows", lists)
    await step("campaigns: add and remove", campaigns)
    await step("campaigns: remove from all", all_campaigns)
    await step("workflows: add and remove", workflows)
