// The official Node SDK against the sandbox: `node story.mjs calls` or `node story.mjs limits`.

import * as calls from "./calls.mjs";
import { everyRefusal, limited, unreachable } from "./errors.mjs";
import { pageThroughAll } from "./paging.mjs";
import { refreshOnce } from "./refresh.mjs";
import { end } from "./steps.mjs";

if (process.argv[2] === "limits") {
  await limited();
} else {
  await calls.contactCalls();
  await calls.tagAndFollowerCalls();
  await calls.taskCalls();
  await calls.noteCalls();
  await calls.neighbourCalls();
  await calls.oauthCalls();
  await refreshOnce();
  await pageThroughAll();
  await everyRefusal();
  await unreachable();
}
end();
