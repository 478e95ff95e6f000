// People and schemas that Prism makes up from Okta's description alone: whatever they are, each run ends in a clear state.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { story } from "../browser/console.mjs";
import { Company, isAsDescribed } from "./okta.mjs";

const RUNS = 12;
const step = story();
let company;
before(async () => {
  company = await Company.open();
  company.okta.generates = true;
});
after(() => company?.close());

step("whoever is made up is taken, or named as left out, and the run is done", async () => {
  await company.create();
  await company.connect();
  await company.settled();
  let created = 0;
  for (let run = 0; run < RUNS; run++) {
    const { state, problem, last_run: last } = await company.synced("full");
    const accounted = Object.values(last.counts).reduce((sum, it) => sum + it, 0);
    const told = JSON.stringify(last, null, 1);
    assert.deepEqual([state, problem], ["connected", null], told);
    assert.ok(["done", "held"].includes(last.outcome), told);
    assert.ok(accounted >= last.seen, told);
    assert.equal(last.problems.length + last.more_problems, last.counts.left_out + last.counts.failed, told);
    created += last.counts.created;
  }
  assert.ok(created > 0, "nobody was taken");
});

step("whatever schema is made up is read", async () => {
  for (let run = 0; run < RUNS; run++) {
    const { may_read, attributes } = await company.done("GET", "/pulls/Okta/schema");
    assert.equal(may_read, true);
    for (const it of attributes) assert.ok(it.key && it.title, JSON.stringify(it));
  }
});

step("nothing was asked but what Okta describes", async () => {
  isAsDescribed(company.okta, ["/api/v1/users", "/api/v1/meta/schemas/user/{schemaId}"]);
});
