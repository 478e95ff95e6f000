// Every screen, light and dark, wide and narrow: usable by keyboard and screen reader, nothing over its side, nothing stopped by the
// content policy; with people in it whose names are as bad as names can be.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, Rollcall, checkPage, picture, setUp, signIn } from "./console.mjs";
import { Directory, pull, settled } from "./directory.mjs";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const HOSTILE = [
  ['<script>alert("name")</script>', "script@example.com"],
  ['"><img src=x onerror=alert(1)>', "image@example.com"],
  ["{{ 7 * 7 }}{% raw %}", "template@example.com"],
  ["ليلى بنت محمد العامرية", "layla@example.com"],
  ["Wolfeschlegelsteinhausenbergerdorff-Hohenstein-Schwarzenfels-von-und-zu-Niederrhein", "long@example.com"],
  ["javascript:alert(1)", "href@example.com"],
];

let rollcall, browser, page, directory;
before(async () => {
  directory = await Directory.start();
  directory.people = HOSTILE.map(([name], n) => Directory.person(n, { displayName: name, title: name }));
  directory.people.push(Directory.person("<i>x</i>", { userName: undefined }));
  rollcall = await Rollcall.start(directory.settings);
  browser = await Browser.open();
  page = await browser.page(rollcall);
  await setUp(page, rollcall);
  const people = [...HOSTILE, ...Array.from({ length: 60 }, (_, n) => [`Person ${n}`, `person${n}@example.com`])];
  const ids = [];
  for (const [name, email] of people) {
    const made = await rollcall.scim("POST", "/Users", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
      userName: email, displayName: name, title: name, name: { givenName: name, familyName: "Q" }, active: true,
      emails: [{ value: email, type: "work", primary: true }],
      phoneNumbers: [{ type: "work", value: "+31 20 794 6018" }],
      [ENTERPRISE]: { department: name },
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    ids.push(made.body.id);
  }
  rollcall.people = ids;
  const group = await rollcall.scim("POST", "/Groups", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName: "<b>Sales</b> & more", members: ids.slice(0, 20).map((value) => ({ value })) });
  rollcall.group = group.body.id;
  await rollcall.scim("PATCH", `/Users/${ids[1]}`, { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: [{ op: "replace", path: "title", value: "Analyst" }] });
  await rollcall.scim("PATCH", `/Users/${ids[8]}`, { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: [{ op: "replace", value: { active: false } }] });
  const refused = await rollcall.scim("GET", "/Users?filter=userName");
  rollcall.refused = refused.headers.get("x-request-id");
  const okta = { name: "<b>Okta</b>", source: { kind: "okta", domain: "acme.okta.com", client_id: "0oa1" } };
  rollcall.okta = (await pull(rollcall, okta)).id;
  const vanished = { people_max: 1, percent_max: 0 };
  const source = { kind: "scim", url: `${directory.origin}/scim` };
  rollcall.pull = (await pull(rollcall, { name: "Directory", source, token: directory.token, vanished })).id;
  rollcall.run = (await settled(rollcall, rollcall.pull)).last_run.id;
  directory.people.splice(0, 4);
  rollcall.held = (await settled(rollcall, rollcall.pull, "full")).last_run.id;
});
after(async () => {
  await browser?.close();
  await rollcall?.stop();
  directory?.stop();
});

const screens = () => {
  const base = "/t/default";
  const person = `${base}/people/${rollcall.people[0]}`;
  return {
    home: base,
    connections: `${base}/connections`,
    "connection-new": `${base}/connections/new`,
    "connection-new-okta": `${base}/connections/new?kind=okta`,
    "connection-new-scim": `${base}/connections/new?kind=scim`,
    "connection-new-payfit": `${base}/connections/new?kind=payfit`,
    "pull-new": `${base}/pulls/${rollcall.okta}`,
    pull: `${base}/pulls/${rollcall.pull}`,
    "pull-received": `${base}/pulls/${rollcall.pull}?tab=received`,
    "pull-settings": `${base}/pulls/${rollcall.pull}?tab=settings`,
    "pull-okta-settings": `${base}/pulls/${rollcall.okta}?tab=settings`,
    "pull-runs": `${base}/pulls/${rollcall.pull}/runs`,
    "pull-run": `${base}/pulls/${rollcall.pull}/runs/${rollcall.run}`,
    "pull-vanished": `${base}/pulls/${rollcall.pull}/runs/${rollcall.held}`,
    connect: rollcall.connection,
    "connect-entra": `${rollcall.connection}?provider=entra`,
    tokens: `${rollcall.connection}?tab=tokens`,
    received: `${rollcall.connection}?tab=received`,
    "connection-settings": `${rollcall.connection}?tab=settings`,
    people: `${base}/people`,
    "people-found": `${base}/people?search=person1`,
    "people-none": `${base}/people?search=nobody-at-all`,
    person,
    "person-signature": `${person}?tab=signature`,
    "person-target": `${person}?tab=target`,
    "person-history": `${person}?tab=history`,
    "person-raw": `${person}?tab=raw`,
    held: `${base}/held`,
    leavers: `${base}/leavers`,
    imports: `${base}/imports`,
    groups: `${base}/groups`,
    group: `${base}/groups/${rollcall.group}`,
    fields: `${base}/fields`,
    field: `${base}/fields/job_title`,
    "field-new": `${base}/new/field`,
    draft: `${base}/mapping/draft`,
    "fields-history": `${base}/mapping/history`,
    signatures: `${base}/signatures`,
    "signature-new": `${base}/new/signature`,
    campaigns: `${base}/campaigns`,
    "who-gets-what": `${base}/signatures/who-gets-what`,
    targets: `${base}/targets`,
    connectors: `${base}/connectors`,
    activity: `${base}/activity`,
    request: `${base}/activity/${rollcall.refused}`,
    changes: `${base}/events`,
    deliveries: `${base}/deliveries`,
    alerts: `${base}/alerts`,
    settings: `${base}/settings`,
    admins: `${base}/admins`,
    sso: `${base}/sso`,
    audit: `${base}/audit`,
    "audit-installation": `${base}/audit?tab=installation`,
    stored: `${base}/stored`,
    api: `${base}/api`,
    profile: `${base}/profile`,
    tenants: "/tenants",
    nothing: `${base}/nothing`,
  };
};

for (const [mode, options] of Object.entries({
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "light-narrow": { colorScheme: "light", viewport: { width: 390, height: 844 } },
  "dark-narrow": { colorScheme: "dark", viewport: { width: 390, height: 844 } },
})) {
  test(`every screen, ${mode}`, async (t) => {
    const here = await browser.page(rollcall, options);
    await signIn(here);
    await here.waitForURL(/\/t\/default/);
    if (!rollcall.connection) {
      await here.goto("/t/default/connections");
      rollcall.connection = new URL(await here.getByRole("link", { name: "default" }).getAttribute("href"), rollcall.base).pathname;
    }
    for (const [name, path] of Object.entries(screens())) {
      await t.test(name, async () => {
        const answer = await here.goto(path, { waitUntil: "load" });
        assert.equal(answer.status(), name === "nothing" ? 404 : 200, `${path}: ${await here.locator("main").innerText()}`);
        assert.equal(await here.locator(".notice.bad").count(), 0, await here.locator("main").innerText());
        assert.equal(await here.getByText("⟦").count(), 0);
        await here.locator("[aria-busy='true']").waitFor({ state: "detached", timeout: 15_000 });
        await picture(here, `${name}-${mode}`);
        await checkPage(here, `${name}, ${mode}`);
      });
    }
  });
}

test("every screen can be read without JavaScript", async () => {
  const plain = await browser.page(rollcall, { javaScriptEnabled: false });
  await signIn(plain);
  await plain.waitForURL(/\/t\/default/);
  for (const path of Object.values(screens()).slice(0, -1)) {
    const answer = await plain.goto(path);
    assert.equal(answer.status(), 200, path);
    assert.ok((await plain.locator("h1").innerText()).trim(), path);
  }
  await plain.goto("/t/default");
  await plain.locator(".side details.me summary").click();
  await plain.locator(".side").getByRole("button", { name: /sign out/i }).click();
  await plain.waitForURL(/sign-in/);
});

test("one gets everywhere by keyboard", async () => {
  await page.goto("/t/default");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  const reached = new Set();
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => ({ tag: document.activeElement.tagName, seen: document.activeElement.checkVisibility(), outline: getComputedStyle(document.activeElement).outlineStyle }));
    if (here.tag === "BODY") break;
    assert.ok(here.seen, JSON.stringify(here));
    reached.add(here.tag);
  }
  assert.ok(reached.has("A"), [...reached].join());
});
