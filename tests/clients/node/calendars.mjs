// Calendars: free slots, appointments with their notes, blocked times.

import { location, sandbox, withToken } from "./sdk.mjs";
import { newContact } from "./people.mjs";
import { equal, gone, holds, step } from "./steps.mjs";

// In the version HighLevel publishes these calls with.
const { calendars, contacts } = withToken(sandbox.private_token, "2021-04-15");

const DAY = 86_400_000;
const now = Date.now();
let calendar, nora, appointment;

const at = (time) => new Date(time).getTime();
const same = (found, wanted, what) => equal(at(found), at(wanted), what);
const during30Days = () => ({
  locationId: location, calendarId: calendar.id, startTime: `${now}`, endTime: `${now + 30 * DAY}`,
});
const read = async () => (await calendars.getAppointment({ eventId: appointment.id })).event;

// From the day after tomorrow on: none of these begins while the story is told.
const freeSlots = async () => {
  const asked = { calendarId: calendar.id, startDate: now + 2 * DAY, endDate: now + 16 * DAY };
  const days = await calendars.getSlots(asked);
  return Object.values(days).flatMap((day) => day.slots ?? []).map(at);
};

export const calendarCalls = async () => {
  await step("list calendars and get one", async () => {
    const { calendars: all } = await calendars.getCalendars({ locationId: location });
    calendar = all.find(({ calendarType }) => calendarType === "personal");
    equal((await calendars.getCalendar({ calendarId: calendar.id })).calendar.id, calendar.id, "id");
  });
  await step("list groups of calendars", async () => {
    const { groups } = await calendars.getGroups({ locationId: location });
    holds(groups.some(({ id }) => id === calendar.groupId), "the calendar's group is listed");
  });
  await step("list free slots", async () => holds((await freeSlots()).length > 3, "there are some"));
};

export const appointmentCalls = async () => {
  await step("book a slot, which is then gone", async () => {
    nora = await newContact("Appointments");
    const startTime = (await freeSlots())[0];
    appointment = await calendars.createAppointment({
      calendarId: calendar.id, locationId: location, contactId: nora.id, title: "Check-up",
      startTime: new Date(startTime).toISOString(),
    });
    same(appointment.startTime, startTime, "start");
    holds(!(await freeSlots()).includes(startTime), "the slot is gone");
  });
  await step("get an appointment, also among the calendar's events and the contact's", async () => {
    equal((await read()).title, "Check-up", "title");
    const { events } = await calendars.getCalendarEvents(during30Days());
    holds(events.some(({ id }) => id === appointment.id), "listed in the calendar");
    const own = (await contacts.getAppointmentsForContact({ contactId: nora.id })).events;
    equal(own.map(({ id }) => id).join(), appointment.id, "appointments of the contact");
  });
  await step("move an appointment, which frees its slot", async () => {
    const before = at(appointment.startTime);
    const startTime = (await freeSlots())[2];
    const wanted = { startTime: new Date(startTime).toISOString(), title: "Cleaning" };
    await calendars.editAppointment({ eventId: appointment.id }, wanted);
    same((await read()).startTime, startTime, "start");
    equal((await read()).title, "Cleaning", "title");
    holds((await freeSlots()).includes(before), "the old slot is free");
  });
};

export const appointmentNoteCalls = async () => {
  let note;
  const here = () => ({ appointmentId: appointment.id, noteId: note.id });
  const notes = async () =>
    (await calendars.getAppointmentNotes({ appointmentId: appointment.id, limit: 20, offset: 0 })).notes;
  await step("add a note to an appointment", async () => {
    const body = "Bring the X-ray";
    note = (await calendars.createAppointmentNote({ appointmentId: appointment.id }, { body })).note;
    equal((await notes())[0].body, body, "newest note");
  });
  await step("update a note of an appointment", async () => {
    await calendars.updateAppointmentNote(here(), { body: "X-ray is here" });
    equal((await notes())[0].body, "X-ray is here", "body");
  });
  await step("delete a note of an appointment", async () => {
    equal((await calendars.deleteAppointmentNote(here())).success, true, "success");
    equal((await notes()).length, 0, "notes left");
  });
};

export const blockedTimeCalls = async () => {
  let blocked;
  const listed = async () =>
    (await calendars.getBlockedSlots(during30Days())).events.find(({ id }) => id === blocked.id);
  const during = (start, title) => ({
    calendarId: calendar.id, locationId: location, title, startTime: new Date(start).toISOString(),
    endTime: new Date(start + 900_000).toISOString(),
  });
  await step("block a time, which is then not free", async () => {
    const start = (await freeSlots())[0];
    blocked = await calendars.createBlockSlot(during(start, "Delivery"));
    equal((await listed()).title, "Delivery", "title");
    holds(!(await freeSlots()).includes(start), "the slot is not free");
  });
  await step("move a blocked time", async () => {
    const start = (await freeSlots())[3];
    await calendars.editBlockSlot({ eventId: blocked.id }, during(start, "Inventory"));
    equal((await listed()).title, "Inventory", "title");
    same((await listed()).startTime, start, "start");
    const free = await freeSlots();
    holds(free.includes(at(blocked.startTime)) && !free.includes(start), "the old slot is free, the new one is not");
  });
  await step("delete an event: a blocked time and an appointment", async () => {
    equal((await calendars.deleteEvent({ eventId: blocked.id }, {})).succeeded, true, "succeeded");
    equal(await listed(), undefined, "the blocked time");
    equal((await calendars.deleteEvent({ eventId: appointment.id }, {})).succeeded, true, "succeeded");
    await gone(read);
  });
};
