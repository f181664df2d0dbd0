// The official Node SDK against the sandbox: `node story.mjs calls`, `limits` or `served`.

import { agencyCalls, staffCalls } from "./agency.mjs";
import { businessCalls } from "./businesses.mjs";
import * as calendars from "./calendars.mjs";
import * as contacts from "./contacts.mjs";
import * as conversations from "./conversations.mjs";
import { enrolmentCalls } from "./enrolment.mjs";
import * as errors from "./errors.mjs";
import * as locations from "./locations.mjs";
import { noteCalls } from "./notes.mjs";
import { oauthCalls } from "./oauth.mjs";
import * as opportunities from "./opportunities.mjs";
import { pageThroughAll } from "./paging.mjs";
import { refreshOnce } from "./refresh.mjs";
import { end } from "./steps.mjs";
import { taskCalls } from "./tasks.mjs";

const calls = [
  contacts.contactCalls, contacts.tagAndFollowerCalls, contacts.deleteContact, taskCalls, noteCalls,
  locations.locationCalls, locations.customFieldCalls, locations.customValueCalls, businessCalls, enrolmentCalls,
  opportunities.opportunityCalls, opportunities.opportunitySearches, opportunities.opportunityEnd,
  conversations.conversationCalls, conversations.messageCalls,
  calendars.calendarCalls, calendars.appointmentCalls, calendars.appointmentNoteCalls, calendars.blockedTimeCalls,
  agencyCalls, staffCalls, oauthCalls, refreshOnce, pageThroughAll,
  errors.everyRefusal, errors.everyClass, errors.unreachable,
];

// What Rankr serves before the sandbox: contacts and all that hangs on them, and what the mirror holds beside them.
const served = [
  contacts.contactCalls, contacts.tagAndFollowerCalls, contacts.deleteContact, taskCalls, noteCalls,
  locations.locationCalls,
];

for (const act of { limits: [errors.limited], served }[process.argv[2]] ?? calls) await act();
end();
