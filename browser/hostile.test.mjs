// Everything that others write is text: whatever a provider pushes, an admin types or a request carries, no page makes markup of it.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { Browser, Rollcall, press, setUp, story } from "./console.mjs";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
// Ends whatever it may stand in, and then tries markup, handlers, addresses and templates. `owned` marks what it would make.
const evil = (what) => `${what}"'></title></textarea></script></style><svg class=owned onload=__ran=1><img class=owned src=x onerror=__ran=1><a class=owned href=javascript:__ran=1>{{7*7}}</a>`;
const SHORT = "\"'><img class=owned src=x onerror=__ran=1>";

const step = story();
let rollcall, browser, page;
const known = {};
before(async () => {
  rollcall = await Rollcall.start({ ROLLCALL_LIMITS_ALERTS_CHECK_SECONDS: "1" });
  browser = await Browser.open();
  page = await browser.page(rollcall);
  await setUp(page, rollcall);
});
after(async () => {
  await browser?.close();
  await rollcall?.stop();
});

// No script ran, no element was made, nothing was stopped that would have.
async function isClean(name) {
  await page.locator("[aria-busy='true']").first().waitFor({ state: "detached" });
  for (const frame of page.frames()) {
    const found = await frame.evaluate(() => ({
      ran: window.__ran,
      made: [...document.querySelectorAll(".owned, [onload], [onerror], [onfocus], a[href^='javascript:' i], main script, bdi img")].map((it) => it.outerHTML),
    }));
    assert.equal(found.ran, undefined, name);
    assert.deepEqual(found.made, [], name);
  }
  assert.deepEqual(page.mistakes, [], name);
}

const attributes = () => ({
  displayName: evil("Display"), nickName: evil("Nick"), title: evil("Title"), userType: evil("Type"), preferredLanguage: SHORT, locale: SHORT, timezone: SHORT, profileUrl: `javascript:__ran=1//${SHORT}`,
  externalId: evil("External"),
  name: { formatted: evil("Formatted"), familyName: evil("Family"), givenName: evil("Given"), middleName: evil("Middle"), honorificPrefix: SHORT, honorificSuffix: SHORT },
  emails: [{ value: evil("mail"), display: evil("Mail"), type: "work", primary: true }, { value: `${SHORT}@example.com`, type: SHORT }],
  phoneNumbers: [{ value: evil("+49"), type: "work" }, { value: `tel:${SHORT}`, type: "mobile" }],
  addresses: [{ type: "work", primary: true, formatted: evil("At"), streetAddress: evil("Street"), locality: evil("City"), region: evil("Region"), postalCode: SHORT, country: SHORT }],
  ims: [{ value: evil("im"), type: "xmpp" }], photos: [{ value: `https://example.com/${SHORT}`, type: "photo" }, { value: "javascript:__ran=1", type: "thumbnail" }],
  entitlements: [{ value: evil("entitlement") }], roles: [{ value: evil("role"), display: evil("Role") }],
  [ENTERPRISE]: { employeeNumber: evil("No"), costCenter: evil("Cost"), organization: evil("Org"), division: evil("Division"), department: evil("Department"), manager: { value: "0", displayName: evil("Manager") } },
  "urn:rollcall:scim:schemas:extension:2.0:User": { pronouns: evil("They"), photoUrl: "javascript:__ran=1", bookingUrl: "javascript:__ran=1", linkedin: evil("In"), custom1: evil("Custom") },
});

step("a provider pushes it in every attribute, in names of attributes and of groups, and in what a request carries", async () => {
  const agent = { "user-agent": SHORT, "x-forwarded-for": `${SHORT}, 10.0.0.1`, forwarded: `for="${SHORT.replaceAll("\"", "")}"` };
  const made = [];
  for (const n of [1, 2, 3]) {
    const answer = await rollcall.scim("POST", "/Users", { schemas: [USER], userName: evil(`user${n}`), active: true }, undefined, agent);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    made.push(answer.body.id);
  }
  // One at a time: what is refused for its form does not keep out the rest.
  let kept = 0;
  for (const id of made) {
    for (const [path, value] of Object.entries(attributes())) {
      const patch = { schemas: [PATCH], Operations: [{ op: "replace", value: { [path]: value } }] };
      const answer = await rollcall.scim("PATCH", `/Users/${id}`, patch, undefined, agent);
      assert.ok(answer.status < 500, `${path}: ${JSON.stringify(answer.body)}`);
      if (answer.status < 300) kept += 1;
    }
  }
  assert.ok(kept >= 3 * 12, `${kept} kept`);
  const foreign = `urn:example:params:scim:schemas:extension:${SHORT}:2.0:User`;
  for (const body of [
    { schemas: [USER, foreign], userName: "extension@example.com", [foreign]: { [SHORT]: SHORT } },
    { schemas: [USER, "urn:okta:demo:1.0:user:custom"], userName: "names@example.com", "urn:okta:demo:1.0:user:custom": { [SHORT]: evil("value"), ["a<b>c"]: { [SHORT]: [SHORT] } } },
    { schemas: [USER], userName: "core@example.com", [SHORT]: evil("value"), "<img/src=x/onerror=__ran=1>": true },
  ]) assert.ok((await rollcall.scim("POST", "/Users", body, undefined, agent)).status < 500);
  const group = await rollcall.scim("POST", "/Groups", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName: evil("Group"), externalId: evil("G"), members: made.map((value) => ({ value, display: evil("Member") })) }, undefined, agent);
  assert.equal(group.status, 201);
  Object.assign(known, { people: made, group: group.body.id, requests: [] });
  for (const [method, path, token] of [
    ["GET", `/Users/${encodeURIComponent(SHORT)}`], ["GET", `/Users?filter=${encodeURIComponent(`userName eq "${SHORT.replaceAll("\"", "\\\"")}" and ${SHORT}`)}`],
    ["GET", `/${encodeURIComponent(SHORT)}?${encodeURIComponent(SHORT)}=1`], ["GET", "/Users", SHORT.replaceAll(" ", "")], ["POST", "/Users"],
  ]) {
    const answer = await rollcall.scim(method, path, method === "POST" ? { [SHORT]: SHORT } : undefined, token, agent);
    assert.ok(answer.status >= 400 && answer.status < 500, `${path}: ${answer.status}`);
    if (answer.headers.get("x-request-id")) known.requests.push(answer.headers.get("x-request-id"));
  }
});

step("admins type it wherever they give names", async () => {
  for (const args of [["token", "create", "--name", evil("Token")], ["guard", "set", "--people", "0", "--percent", "0"]]) {
    const done = rollcall.command(...args);
    assert.equal(done.code, 0, done.said);
  }
  const list = join(rollcall.folder, "list.csv");
  const quoted = (it) => `"${it.replaceAll("\"", "\"\"")}"`;
  writeFileSync(list, `email,first_name,last_name,${quoted(SHORT)}\nlist@example.com,${quoted(evil("First"))},${quoted(evil("Last"))},${quoted(SHORT)}\n`);
  const imported = rollcall.command("import", "target-users", list, "--source", SHORT);
  assert.equal(imported.code, 0, imported.said);
  const invited = rollcall.command("admin", "invite", "mallory@example.com", "--tenant", "default", "--role", "owner");
  const mallory = await browser.page(rollcall);
  await mallory.goto(invited.out.match(/\/invitation\/\S+/)[0]);
  await mallory.getByLabel("Your name").fill(`Mallory${SHORT}`);
  await mallory.getByLabel("Password").fill("a long enough password");
  await mallory.locator("main form button").click();
  await mallory.waitForURL(/\/t\/default/);
  page = mallory;
  const fill = async (path, fields, button) => {
    await page.goto(path);
    const form = page.locator("form", { has: page.locator(fields[0][0]) }).first();
    for (const [field, text] of fields) await form.locator(field).first().fill(text);
    const status = await press(page, form.getByRole("button", { name: button }));
    assert.ok(status < 400, `${path}: ${status} ${await page.locator("main").innerText()}`);
    await isClean(`what follows ${path}`);
  };
  await fill("/t/default/connections/new", [["[name='name']", evil("Connection")]], /./);
  known.connection = new URL(page.url()).pathname;
  await fill(`${known.connection}?tab=tokens`, [["#new-token-name", evil("Its token")]], /./);
  await fill("/t/default/settings", [["[name='name']", evil("Organisation")]], "Save");
  await fill("/t/default/fields/job_title", [["#label-en", `Label${SHORT}`], ["#label-de", `Etikett${SHORT}`], ["#target", "job_title"], ["#default", evil("Default")]], "Save as a draft");
  await fill("/t/default/new/field", [["#key", "mine"], ["#label-en", `Mine${SHORT}`], ["#sources", "path title"]], "Save as a draft");
  await fill("/t/default/new/signature", [["#name-lines", `Signature${SHORT}`], ["#key-lines", "house"]], /./);
  await fill("/t/default/signatures", [["#rule-name", `Rule${SHORT}`], ["#rule-key", "all"], ["#rule-when", `title co "${SHORT.replaceAll("\"", "\\\"")}"`]], "Save as a draft");
  await fill("/t/default/targets", [["#ex-name", `Exclusion${SHORT}`], ["#ex-when", `title eq "${SHORT.replaceAll("\"", "\\\"")}"`]], "Add to the draft");
  await fill("/t/default/mapping/draft", [["[name='note']", evil("Note")]], "Publish");
  await fill("/t/default/connectors", [["#w-name", `Hook${SHORT}`], ["#w-url", `https://hooks.example.com/${encodeURI(SHORT)}?"><img class=owned src=x onerror=__ran=1>`]], "New webhook");
  // Again, so that the pages of a draft have something to show.
  await fill("/t/default/fields/job_title", [["#label-en", `Draft${SHORT}`], ["#default", evil("Another")]], "Save as a draft");
  // One is held, one has left.
  rollcall.age("UPDATE resources SET created_at = created_at - 86400000000");
  const off = { schemas: [PATCH], Operations: [{ op: "replace", value: { active: false } }] };
  assert.equal((await rollcall.scim("PATCH", `/Users/${known.people[1]}`, off)).status, 200);
  rollcall.command("guard", "set", "--people", "50", "--percent", "50");
  assert.equal((await rollcall.scim("PATCH", `/Users/${known.people[2]}`, off)).status, 200);
});

step("no page makes markup of it", async (t) => {
  const base = "/t/default";
  const query = encodeURIComponent(evil("query"));
  const person = (n) => `${base}/people/${known.people[n]}`;
  await page.goto(`${base}/connections`);
  const first = new URL(await page.getByRole("link", { name: "default", exact: true }).getAttribute("href"), rollcall.base).pathname;
  const pages = [
    base, `${base}/connections`, ...["", "?tab=tokens", "?tab=received", "?tab=settings"].flatMap((it) => [first + it, known.connection + it]), `${first}?tab=${query}`, `${first}?provider=${query}`,
    `${base}/people`, `${base}/people?search=${query}`, `${base}/people?lacking=${query}&group=${query}&domain=${query}&state=${query}`, `${base}/people?group=${known.group}`, `${base}/people?after=${query}`,
    ...[0, 1, 2].flatMap((n) => ["", "?tab=signature", "?tab=target", "?tab=history", "?tab=raw"].map((it) => person(n) + it)), `${base}/people/${query}`,
    `${base}/held`, `${base}/leavers`, `${base}/imports`, `${base}/groups`, `${base}/groups?search=${query}`, `${base}/groups/${known.group}`, `${base}/groups/${query}`,
    `${base}/fields`, `${base}/fields/job_title`, `${base}/fields/mine`, `${base}/new/field?path=${query}&key=${query}`, `${base}/fields/job_title?person=${known.people[0]}`, `${base}/mapping/draft?person=${known.people[0]}`, `${base}/mapping/history`,
    `${base}/signatures`, `${base}/signatures/house?person=${known.people[0]}`, `${base}/signatures/${query}`, `${base}/signatures/house?language=${query}`, `${base}/campaigns`, `${base}/signatures/who-gets-what`,
    `${base}/targets`, `${base}/connectors`, `${base}/activity`, `${base}/activity?search=${query}&outcome=${query}`, `${base}/activity?outcome=refused`, ...known.requests.map((id) => `${base}/activity/${id}`), `${base}/events`, `${base}/deliveries`, `${base}/deliveries?webhook=${query}`,
    `${base}/alerts`, `${base}/settings`, `${base}/admins`, `${base}/sso`, `${base}/audit`, `${base}/audit?actor=${query}&action=${query}`, `${base}/stored`, `${base}/api`, `${base}/profile`,
    `${base}/${query}`, `/${query}`, `/sign-in?return_to=${query}`, `/invitation/${query}`, `/connect/${query}`, `/set-up/${query}`, `${base}?done=${query}`,
    ...["completeness", "mapping_diff", "lint?draft=true", "signature_summary?draft=true", "target_summary", `matches?filter=${query}`, `target_problems?format=${query}`, "target_problems?format=csv", "target_problems?format=lucy"].map((it) => `${base}/part/${it}`),
  ];
  let shown = 0;
  for (const path of pages) {
    const answer = await page.goto(path, { waitUntil: "load" });
    assert.ok(answer.status() < 500, `${path}: ${answer.status()}`);
    await isClean(path);
    if ((await page.content()).includes("&lt;img class=owned")) shown += 1;
  }
  t.diagnostic(`${pages.length} pages, ${shown} of which show it`);
  assert.ok(shown > 40, `only ${shown} show it`);
});

step("by clicking as well: what htmx puts into a page is text too", async () => {
  await Promise.all([page.waitForResponse((it) => it.url().includes("/live/requests")), page.goto("/t/default/activity")]);
  await rollcall.scim("GET", `/Users/${encodeURIComponent(SHORT)}`, undefined, undefined, { "user-agent": SHORT });
  await page.locator("tr.arrived").first().waitFor();
  await isClean("a request that arrives live");
  await page.locator("tr.arrived").first().getByRole("link").first().click();
  await page.getByRole("heading", { name: "What was sent" }).waitFor();
  await isClean("that request");
  await page.getByRole("button", { name: "Try again, dry" }).click();
  await page.getByRole("heading", { level: 1, name: "What would happen today" }).waitFor();
  await isClean("tried again");
  await page.goto("/t/default/targets");
  for (const name of ["All columns CSV", "Lucy CSV"]) await page.getByRole("link", { name: `Check: ${name}` }).click();
  for (const name of ["All columns CSV", "Lucy CSV"]) await page.getByRole("region", { name }).getByText(/have a problem|nothing wrong/).waitFor();
  await isClean("the checks of exports");
});
