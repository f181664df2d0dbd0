"""Tasks of a contact, and those of the location."""

from people import any_user, new_contact
from sdk import location, sandbox, with_token
from steps import equal, gone, step

ghl = with_token(sandbox["private_token"])
contacts, locations = ghl.contacts, ghl.locations


async def task_calls():
    seen = {}

    async def read():
        return (await contacts.get_task(seen["paul"], seen["task"]))["task"]

    async def create():
        seen["paul"] = await new_contact("Tasks")
        wanted = {"title": "Call Paul", "dueDate": "2027-01-05T15:00:00Z", "completed": False,
                  "assignedTo": await any_user()}
        task = (await contacts.create_task(seen["paul"], wanted))["task"]
        equal(task["assignedTo"], wanted["assignedTo"], "whose it is")
        seen["task"] = task["id"]

    async def get():
        equal(len((await contacts.get_all_tasks(seen["paul"]))["tasks"]), 1, "tasks")
        equal((await read())["title"], "Call Paul", "title")

    async def change():
        await contacts.update_task(seen["paul"], seen["task"], {"title": "Ring Paul"})
        equal((await read())["title"], "Ring Paul", "title")
        await contacts.update_task_completed(seen["paul"], seen["task"], {"completed": True})
        equal((await read())["completed"], True, "completed")

    async def search():
        answer = await locations.task_search(location, {"contactId": [seen["paul"]], "completed": True})
        equal([task["_id"] for task in answer["tasks"]], [seen["task"]], "tasks found")

    async def delete():
        await contacts.delete_task(seen["paul"], seen["task"])
        equal((await contacts.get_all_tasks(seen["paul"]))["tasks"], [], "tasks left")
        await gone(read())

    await step("create a task", create)
    await step("list and get tasks", get)
    await step("update and complete a task", change)
    await step("find it among the tasks of the location", search)
    await step("delete a task", delete)
