// People leave at Okta: one by one, in a flood, or with the connection itself.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { saved, story } from "../browser/console.mjs";
import { Company, counts, isAsDescribed } from "./okta.mjs";

const PEOPLE = 40;
const step = story();
let company, directory, page;
before(async () => {
  company = await Company.open({ people: PEOPLE });
  ({ page, okta: { directory } } = company);
});
after(() => company?.close());

const isActive = async (number) => (await company.person(`user${number}@example.com`)).active;
const activity = (...numbers) => Promise.all(numbers.map(isActive));
// Whoever came within the guard's window may always go.
const aDayPasses = () => company.age("UPDATE resources SET created_at = created_at - 86400000000");

step("who is deactivated or suspended at Okta is not active here, and comes back with the same id", async () => {
  await company.create({ vanished: { people_max: 2, percent_max: 0 } });
  await company.connect();
  await company.settled();
  aDayPasses();
  const before = await company.person("user1@example.com");
  directory.change(1, (it) => { it.status = "DEPROVISIONED"; });
  directory.change(2, (it) => { it.status = "SUSPENDED"; });
  directory.change(3, (it) => { it.status = "LOCKED_OUT"; });
  const gone = await company.synced("changes");
  assert.equal(counts(gone).deactivated, 2, JSON.stringify(gone.last_run));
  assert.deepEqual(await activity(1, 2, 3), [false, false, true]);
  directory.change(1, (it) => { it.status = "ACTIVE"; });
  const back = await company.synced("changes");
  assert.equal(counts(back).reactivated, 1, JSON.stringify(back.last_run));
  const after = await company.person("user1@example.com");
  assert.deepEqual([after.id, after.active], [before.id, true]);
});

step("who was deleted at Okta is deactivated by the next look at everybody", async () => {
  directory.remove(4);
  await company.synced("changes");
  assert.equal(await isActive(4), true);
  const shown = await company.synced("full");
  assert.deepEqual([shown.last_run.outcome, counts(shown).deactivated], ["done", 1]);
  assert.equal(await isActive(4), false);
});

step("a flood of them is held, until an admin releases it", async () => {
  for (let number = 10; number < 16; number++) directory.remove(number);
  const shown = await company.synced("full");
  const { id, outcome, vanished } = shown.last_run;
  assert.deepEqual([outcome, vanished.vanished, vanished.may], ["held", 6, 2]);
  assert.deepEqual(await activity(10, 15), [true, true]);
  await page.goto(`/t/default/pulls/${shown.id}`);
  await page.locator(".live-line").getByRole("link", { name: "Look" }).click();
  await page.getByRole("heading", { name: "6 people are gone from the source" }).waitFor();
  await page.getByText("Let them go", { exact: true }).click();
  await saved(page, page.getByRole("button", { name: "Deactivate 6 people" }), "Let go.");
  const ended = await company.until((it) => it.last_run?.id === id && it.last_run.outcome === "done");
  assert.equal(counts(ended).deactivated, 6);
  assert.match(ended.last_run.decided, /^released by /);
  assert.deepEqual(await activity(10, 15), [false, false]);
});

step("an empty answer for everybody takes nobody away", async () => {
  const all = directory.people;
  directory.people = new Map();
  const shown = await company.synced("full");
  assert.equal(shown.last_run.outcome, "held", JSON.stringify(shown.last_run));
  assert.equal(await isActive(20), true);
  directory.people = all;
  await company.done("POST", `/pulls/Okta/runs/${shown.last_run.id}/reject`);
  assert.equal((await company.synced("full")).last_run.outcome, "done");
});

step("a flood of deactivations is held by the guard", async () => {
  await company.done("PUT", "/connections/Okta/guard", { enabled: true, people_max: 3, percent_max: 0, window_minutes: 1 });
  for (let number = 20; number < 30; number++) directory.change(number, (it) => { it.status = "DEPROVISIONED"; });
  const shown = await company.synced("changes");
  assert.ok(counts(shown).held >= 7, JSON.stringify(shown.last_run.counts));
  const { held } = await company.done("GET", "/held");
  assert.equal(held.length, counts(shown).held);
  await company.done("POST", "/held/release", { all: true });
  assert.deepEqual([...new Set(await activity(20, 25, 29))], [false]);
});

step("the connection ends with its people, and so does what Okta gave", async () => {
  const { revoked = 0 } = company.okta.signIn.counts;
  await company.done("POST", "/connections/Okta/disconnect", { people: "deactivate", confirm: "Okta" });
  const shown = await company.until((it) => it.state === "disconnected");
  assert.equal(shown.signed_in_as, null);
  const end = Date.now() + 30_000;
  while (await isActive(30)) assert.ok(Date.now() < end, "somebody stays active");
  assert.equal(company.okta.signIn.counts.revoked, revoked + 1);
  assert.equal((await company.api("POST", "/pulls/Okta/connect")).status, 409);
});

step("another connection ends, and its people stay", async () => {
  await company.create({}, { name: "Okta again" });
  await company.connect(undefined, "Okta%20again");
  const shown = await company.settled("Okta%20again");
  assert.ok(counts(shown).reactivated > 10, JSON.stringify(shown.last_run.counts));
  assert.equal(await isActive(31), true);
  await company.done("POST", "/connections/Okta%20again/disconnect", { people: "keep", confirm: "Okta again" });
  await company.until((it) => it.state === "disconnected", "Okta%20again");
  assert.equal(await isActive(31), true);
});

step("nothing was asked or answered but what Okta describes", async () => {
  isAsDescribed(company.okta, ["/oauth2/v1/revoke", "/api/v1/users"]);
});
