// An admin connects Okta: signs in there, refuses, misses a grant, and is told each time what to do; then everybody is read.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { checkPage, picture, story } from "../browser/console.mjs";
import { CLIENT, Company, NO_USERS, SCHEMAS, USERS, counts, isAsDescribed, refuse, without } from "./okta.mjs";

const PEOPLE = 30;
const step = story();
let company, page;
before(async () => {
  company = await Company.open({ people: PEOPLE });
  page = company.page;
});
after(() => company?.close());

const live = (words) => page.locator(".live-line").filter({ hasText: words }).waitFor();
const problem = async () => {
  const { state, problem } = await company.pull();
  return [state, problem?.code];
};
const application = (client_id) => company.done("PATCH", "/pulls/Okta", { source: { kind: "okta", domain: company.okta.origin, client_id } });

step("who refuses consent at Okta is told so on the connection's page", async () => {
  const made = await company.create();
  assert.deepEqual([made.state, made.callback_url], ["new", `${company.rollcall.base}/callbacks/okta`]);
  await live("Nobody has signed in yet");
  await company.connect(refuse);
  await live("Okta was told no");
  await checkPage(page, "consent was refused");
  await picture(page, "okta-refused");
  assert.deepEqual(await problem(), ["new", "access_denied"]);
});

step("an application without the grant is told with the screen where it is given", async () => {
  await application(NO_USERS);
  await company.connect();
  await live(/A scope is not granted[^]*Okta API Scopes[^]*okta\.users\.read/);
  assert.deepEqual(await problem(), ["new", "invalid_scope"]);
  await application(CLIENT);
});

step("who leaves out the scope at Okta is told so", async () => {
  await company.connect(without(USERS));
  await live(/Something is not granted in Okta[^]*Okta API Scopes/);
  assert.deepEqual(await problem(), ["new", "not_granted"]);
});

step("without the schema people are read all the same", async () => {
  await company.connect(without(SCHEMAS));
  await live("In step with Okta");
  const shown = await company.settled();
  assert.deepEqual([shown.state, shown.problem, shown.signed_in_as, shown.may_read_schemas], ["connected", null, "admin@acme.example", false]);
  assert.deepEqual(counts(shown), { created: PEOPLE });
  assert.equal((await company.done("GET", "/pulls/Okta/schema")).may_read, false);
});

step("a callback is good once, and for nobody else's sign-in", async () => {
  const callback = page.waitForRequest((it) => it.url().startsWith(`${company.rollcall.base}/callbacks/okta`));
  await company.connect();
  const used = (await callback).url();
  const forged = new URL(used);
  forged.searchParams.set("state", "A".repeat(43));
  for (const url of [used, forged.href]) {
    await page.goto(url);
    await page.getByRole("heading", { name: "This sign-in is over" }).waitFor();
  }
  await checkPage(page, "a callback that was used");
  const shown = await company.settled();
  assert.deepEqual([shown.state, shown.may_read_schemas], ["connected", true]);
});

step("what the organization added to its profile is named as there", async () => {
  const { attributes } = await company.done("GET", "/pulls/Okta/schema");
  assert.deepEqual(attributes.map((it) => [it.key, it.title, it.is_list]), [["costCentre", "Cost centre", false], ["badges", "Badges", true]]);
  const ada = await company.person("user8@example.com");
  assert.equal(ada["urn:rollcall:scim:schemas:extension:okta:2.0:User"].costCentre, "CC-1");
});

step("nothing was asked or answered but what Okta describes", async () => {
  isAsDescribed(company.okta, ["/.well-known/openid-configuration", "/oauth2/v1/authorize", "/oauth2/v1/token", "/oauth2/v1/keys", "/api/v1/users", "/api/v1/meta/schemas/user/{schemaId}"]);
});
