"""Opportunities, pipelines and lost reasons."""

from people import any_user, new_contact
from sdk import location, sandbox, with_token
from steps import equal, gone, holds, step

opportunities = with_token(sandbox["private_token"]).opportunities
seen = {}


async def read():
    return (await opportunities.get_opportunity(seen["chance"]))["opportunity"]


async def opportunity_calls():
    async def pipelines():
        seen["pipeline"] = (await opportunities.get_pipelines(location))["pipelines"][0]
        holds(len(seen["pipeline"]["stages"]) > 1, "there are stages")

    async def create():
        seen["paul"] = await new_contact("Deals")
        wanted = {"locationId": location, "pipelineId": seen["pipeline"]["id"], "contactId": seen["paul"],
                  "name": "Crown for Paul", "status": "open", "monetaryValue": 900}
        seen["chance"] = (await opportunities.create_opportunity(wanted))["opportunity"]["id"]

    async def get():
        found = await read()
        equal((found["contact"]["id"], found["monetaryValue"]), (seen["paul"], 900), "contact and value")
        equal(found["pipelineStageId"], seen["pipeline"]["stages"][0]["id"], "the first stage")

    async def update():
        stage = seen["pipeline"]["stages"][1]["id"]
        before = (await read())["lastStageChangeAt"]
        await opportunities.update_opportunity(seen["chance"], {"pipelineStageId": stage, "monetaryValue": 1200})
        found = await read()
        equal((found["pipelineStageId"], found["monetaryValue"]), (stage, 1200), "stage and value")
        holds(found["lastStageChangeAt"] > before, "the stage has a new date")

    async def lose():
        reason = (await opportunities.get_lost_reason(location))["lostReasons"][0]["id"]
        lost = {"status": "lost", "lostReasonId": reason}
        equal((await opportunities.update_opportunity_status(seen["chance"], lost))["success"], True, "success")
        found = await read()
        equal((found["status"], found["lostReasonId"]), ("lost", reason), "status and reason")

    async def upsert():
        answer = await opportunities.upsert_opportunity(
            {"locationId": location, "pipelineId": seen["pipeline"]["id"], "contactId": seen["paul"],
             "name": "Bridge for Paul", "status": "open", "followers": [], "isRemoveAllFollowers": False,
             "followersActionType": "add"}
        )
        equal(answer["new"], False, "new")
        equal((await read())["name"], "Bridge for Paul", "name")

    await step("list pipelines with their stages", pipelines)
    await step("create an opportunity", create)
    await step("get an opportunity", get)
    await step("update an opportunity", update)
    await step("lose an opportunity for a reason", lose)
    await step("upsert finds the contact's opportunity", upsert)


async def opportunity_searches():
    async def by_contact():
        found = await opportunities.search_opportunity(location, contact_id=seen["paul"])
        equal([one["id"] for one in found["opportunities"]], [seen["chance"]], "opportunities")
        equal(found["meta"]["total"], 1, "total")

    async def by_filters():
        # Pages begin at 0 under v3.
        found = await opportunities.search_opportunities_advanced(
            {"locationId": location, "query": "bridge paul", "limit": 20, "page": 0, "searchAfter": [],
             "additionalDetails": {"notes": True, "tasks": True, "calendarEvents": True, "unReadConversations": True},
             "filters": [{"field": "pipeline_id", "operator": "eq", "value": seen["pipeline"]["id"]}]}
        )
        equal([one["id"] for one in found["opportunities"]], [seen["chance"]], "opportunities")
        equal(found["opportunities"][0]["tasks"], [], "tasks of its contact")

    await step("search opportunities by contact", by_contact)
    await step("search opportunities with filters", by_filters)


async def opportunity_end():
    async def followers():
        body = {"followers": [await any_user()]}
        added = await opportunities.add_followers_opportunity(seen["chance"], body)
        equal(added["followersAdded"], body["followers"], "added")
        equal((await read())["followers"], body["followers"], "followers")
        await opportunities.remove_followers_opportunity(seen["chance"], body)
        equal((await read())["followers"], [], "followers left")

    async def delete():
        equal((await opportunities.delete_opportunity(seen["chance"]))["success"], True, "success")
        await gone(read())

    await step("add and remove followers of an opportunity", followers)
    await step("delete an opportunity", delete)
