// Tasks of a contact, and those of the location.

import { location, sandbox, withToken } from "./sdk.mjs";
import { anyUser, newContact } from "./people.mjs";
import { equal, gone, step } from "./steps.mjs";

const { contacts, locations } = withToken(sandbox.private_token);

export const taskCalls = async () => {
  let nora, task;
  const here = () => ({ contactId: nora.id, taskId: task.id });
  const read = async () => (await contacts.getTask(here())).task;
  await step("create a task", async () => {
    nora = await newContact("Tasks");
    const user = await anyUser();
    const wanted = { title: "Call Nora", dueDate: "2027-01-05T15:00:00Z", completed: false, assignedTo: user.id };
    task = (await contacts.createTask({ contactId: nora.id }, wanted)).task;
    equal(task.title, "Call Nora", "title");
    equal(task.assignedTo, user.id, "whose it is");
  });
  await step("list and get tasks", async () => {
    equal((await contacts.getAllTasks({ contactId: nora.id })).tasks.length, 1, "tasks");
    equal((await read()).id, task.id, "task");
  });
  await step("update a task", async () => {
    equal((await contacts.updateTask(here(), { title: "Ring Nora" })).task.title, "Ring Nora", "title");
    equal((await read()).title, "Ring Nora", "title read back");
  });
  await step("complete a task", async () => {
    equal((await contacts.updateTaskCompleted(here(), { completed: true })).task.completed, true, "completed");
    equal((await read()).completed, true, "completed, read back");
  });
  await step("find it among the tasks of the location", async () => {
    const answer = await locations.taskSearch({ locationId: location }, { contactId: [nora.id], completed: true });
    equal(answer.tasks[0]._id, task.id, "_id");
  });
  await step("delete a task", async () => {
    await contacts.deleteTask(here());
    equal((await contacts.getAllTasks({ contactId: nora.id })).tasks.length, 0, "tasks left");
    await gone(read);
  });
};
