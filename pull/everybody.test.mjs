// Ten thousand people are read for the first time: progress is seen, the program is killed in the middle and goes on, and what changes at
// Okta stands in smart fields. Access tokens end meanwhile, and the organization's limits are kept.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { picture, saved, story } from "../browser/console.mjs";
import { Company, counts, isAsDescribed } from "./okta.mjs";

// Fewer where it is only the other database.
const PEOPLE = process.env.PULL_POSTGRES ? 4_000 : 10_000;
const PAGE = 200;
// While a page is read, and while one is applied by fifties.
const KILLED_AT = [0.3, 0.505, 0.71];
const step = story();
let company, page;
before(async () => {
  company = await Company.open({ people: PEOPLE, limit: 40, windowSeconds: 2 });
  page = company.page;
  // Renewed two minutes before its end, so each is good for two seconds.
  company.okta.signIn.accessSeconds = 122;
});
after(() => company?.close());

// What a run says of itself, line by line, until `enough`.
async function followed(run, enough) {
  const lines = [];
  const answer = await fetch(`${company.rollcall.base}/api/v1/pulls/Okta/runs/${run}/progress`, { headers: { authorization: `Bearer ${company.key}` } });
  let rest = "";
  for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
    const texts = (rest + part).split("\n");
    rest = texts.pop();
    lines.push(...texts.filter(Boolean).map((it) => JSON.parse(it)));
    if (enough(lines.at(-1))) break;
  }
  return lines;
}

step("everybody is read for the first time, and how far that has come is told", async () => {
  await company.create();
  await company.connect();
  const { running } = await company.until((it) => it.running?.seen > 0);
  assert.equal(running.kind, "full");
  const lines = await followed(running.id, (it) => it.seen >= PEOPLE / 4);
  const seen = lines.map((it) => it.seen);
  assert.ok(seen.length > 1 && seen.every((it, at) => at === 0 || it >= seen[at - 1]), String(seen));
  assert.ok(seen.at(-1) < PEOPLE, "it is under way still");
  const line = page.locator(".live-line");
  const told = async () => Number((await line.innerText()).match(/([\d,.]+) read/)?.[1].replace(/\D/g, "") ?? 0);
  const first = await told();
  while ((await told()) <= first) assert.ok(await line.isVisible());
  await picture(page, "okta-everybody");
});

// Killed, and begun again when whoever had the connection in hand is thought to be gone: three minutes later.
async function killed() {
  await company.rollcall.kill();
  company.age("UPDATE pulls SET lease_until = lease_until - 180000000");
  await company.rollcall.again();
}

step("it is killed while Okta renews its access, and goes on", async () => {
  const renewing = new Promise((done) => {
    company.okta.beforeTokens = () => {
      company.okta.beforeTokens = async () => {};
      done();
      return new Promise(() => {});
    };
  });
  await renewing;
  const { running } = await company.pull();
  await killed();
  await company.until((it) => it.running?.seen > running.seen);
});

step("it is killed in the middle, more than once, and goes on where it was each time", async () => {
  const { running: before } = await company.pull();
  for (const part of KILLED_AT) {
    await company.until((it) => it.running?.seen >= part * PEOPLE);
    await killed();
  }
  const shown = await company.settled();
  const last = shown.last_run;
  assert.deepEqual([shown.state, last.id, last.outcome, last.seen], ["connected", before.id, "done", PEOPLE]);
  assert.deepEqual(counts(shown), { created: PEOPLE });
  // The page that was read or applied just then is asked for again, and no other.
  const { pages } = company.okta.directory;
  assert.ok(pages <= PEOPLE / PAGE + KILLED_AT.length, `${pages} pages were read`);
});

step("nobody is lost and nobody is there twice", async () => {
  assert.equal(await company.people(), PEOPLE);
  const ids = new Set();
  for (let start = 1; start <= PEOPLE; start += 1_000) {
    const { body } = await company.rollcall.scim("GET", `/Users?attributes=externalId&count=1000&startIndex=${start}`);
    for (const it of body.Resources) ids.add(it.externalId);
  }
  assert.deepEqual([...ids].sort(), [...company.okta.directory.people.keys()].sort());
});

step("several access tokens came and went, and no request was one too many", async () => {
  const { counts, schemes } = company.okta.signIn;
  assert.ok(counts.refresh_token > 2, JSON.stringify(counts));
  assert.deepEqual([counts["invalid_grant"], counts.revoked, [...schemes]], [undefined, undefined, ["Bearer"]]);
  assert.equal(company.okta.directory.refused, 0);
});

step("what changes at Okta stands in the smart fields of the person's page", async () => {
  company.okta.directory.change(7, (it) => { it.profile.title = "Captain"; });
  company.okta.directory.change(8, (it) => { it.status = "DEPROVISIONED"; });
  company.okta.directory.add(PEOPLE);
  const requests = company.okta.directory.pages;
  const before = await company.pull();
  await page.goto(`/t/default/pulls/${before.id}`);
  await saved(page, page.getByRole("button", { name: "Sync now" }), "Asked for.");
  const shown = await company.until((it) => !it.running && !it.wanted && it.last_run.id !== before.last_run.id);
  assert.deepEqual([shown.last_run.kind, shown.last_run.outcome], ["changes", "done"]);
  // Okta's index of users may be some minutes late, so those who changed last are looked at once more.
  const { unchanged, ...others } = counts(shown);
  assert.deepEqual(others, { created: 1, changed: 1, deactivated: 1 });
  assert.ok(unchanged > 0 && unchanged < 20, `${unchanged} were looked at again`);
  assert.equal(company.okta.directory.pages, requests + 1);
  await page.goto("/t/default/people?search=user7%40example.com");
  await page.getByRole("link", { name: "Zoë Example 7" }).click();
  const field = page.locator("ul.values > li").filter({ has: page.locator(".value-name", { hasText: "Job position" }) }).first();
  assert.match(await field.innerText(), /Captain[\s\S]*title[\s\S]*Okta/);
  assert.equal((await company.person("user8@example.com")).active, false);
  assert.deepEqual(page.mistakes, []);
});

step("nothing was asked or answered but what Okta describes", async () => {
  isAsDescribed(company.okta, ["/oauth2/v1/token", "/api/v1/users"]);
});
