// 1,050 contacts and more, each seen once, by list and by search.

import { location, sandbox, withToken } from "./sdk.mjs";
import { equal, holds, step } from "./steps.mjs";

const { contacts } = withToken(sandbox.private_token);

export const pageThroughAll = async () => {
  await step("the list pages through every contact once", async () => {
    const seen = new Set();
    let cursor = {};
    for (let page = 0; page < 40; page += 1) {
      const answer = await contacts.getContacts({ locationId: location, limit: 100, ...cursor });
      answer.contacts.forEach(({ id }) => seen.add(id));
      if (answer.contacts.length < 100) break;
      cursor = { startAfter: answer.meta.startAfter, startAfterId: answer.meta.startAfterId };
    }
    holds(seen.size >= 1050, `${seen.size} contacts are at least 1,050`);
  });
  await step("search pages through every contact once", async () => {
    const seen = new Set();
    let total = 0;
    let searchAfter;
    for (let page = 0; page < 40; page += 1) {
      const answer = await contacts.searchContactsAdvanced({ locationId: location, pageLimit: 100, searchAfter });
      answer.contacts.forEach(({ id }) => seen.add(id));
      total = answer.total;
      if (answer.contacts.length < 100) break;
      searchAfter = answer.contacts.at(-1).searchAfter;
    }
    equal(seen.size, total, "contacts seen");
  });
};
