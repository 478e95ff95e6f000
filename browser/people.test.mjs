// People, by clicking: found by state, domain and what they lack; what happened to one, from the difference to the request and its trial.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Browser, Rollcall, checkPage, follow, picture, press, setUp, story } from "./console.mjs";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const STAFF = [["ada", "example.com", "Analyst"], ["bea", "example.com", ""], ["cem", "example.org", ""], ["dan", "example.org", "Clerk"]];

const step = story();
let rollcall, browser, page;
const ids = {};
before(async () => {
  rollcall = await Rollcall.start();
  browser = await Browser.open();
  page = await browser.page(rollcall);
  await setUp(page, rollcall);
  for (const [name, domain, title] of STAFF) {
    const made = await rollcall.scim("POST", "/Users", { schemas: [USER], userName: `${name}@${domain}`, displayName: name, active: true, ...(title && { title }) });
    assert.equal(made.status, 201);
    ids[name] = made.body.id;
  }
  const change = (id, value) => rollcall.scim("PATCH", `/Users/${id}`, { schemas: [PATCH], Operations: [{ op: "replace", value }] });
  assert.equal((await change(ids.cem, { active: false })).status, 200);
  assert.equal((await change(ids.ada, { title: "Head of Computation" })).status, 200);
});
after(async () => {
  await browser?.close();
  await rollcall?.stop();
});

const menu = (name) => follow(page, page.locator(".side").getByRole("link", { name, exact: true }));
const tab = (name) => follow(page, page.locator("nav.tabs").getByRole("link", { name }));
const shown = async (...names) => {
  await page.waitForFunction((wanted) => [...document.querySelectorAll("tbody a.name")].map((it) => it.innerText).join() === wanted, names.join());
};
// Chooses, and waits for the page that follows from it.
const choose = async (label, value) => {
  await page.getByLabel(label, { exact: true }).selectOption(value);
  await page.waitForURL(new RegExp(`=${value}`));
};

step("people are found by state, by domain and by what they lack, all at once", async () => {
  await menu("People");
  await shown("ada", "bea", "cem", "dan");
  await choose("State", "inactive");
  await shown("cem");
  await choose("State", "active");
  await shown("ada", "bea", "dan");
  await page.getByLabel("Domain").fill("example.com");
  await page.keyboard.press("Enter");
  await shown("ada", "bea");
  await choose("Lacks", "job_title");
  await shown("bea");
  assert.equal(await page.getByLabel("Domain").inputValue(), "example.com");
  assert.equal(await page.getByLabel("State", { exact: true }).inputValue(), "active");
  await page.getByText("2 people were looked at for this page.").waitFor();
  await checkPage(page, "people who lack a field");
  await picture(page, "people-lacking");
  await page.getByLabel("Domain").fill("example.org");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Nobody is like that" }).waitFor();
  await page.getByRole("link", { name: "Clear" }).first().click();
  await shown("ada", "bea", "cem", "dan");
});

step("what happened to one is told with what differs, and leads to the request", async () => {
  await page.getByRole("link", { name: "ada", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "ada" }).waitFor();
  await tab("History");
  const latest = page.locator("ol.timeline > li").first();
  assert.equal(await latest.locator("del").innerText(), "Analyst");
  assert.equal(await latest.locator("ins").innerText(), "Head of Computation");
  await checkPage(page, "a person's history");
  await follow(page, latest.getByRole("link", { name: "Look at the request" }));
  assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /^PATCH \/scim\/Users\//);
  assert.equal(await page.getByRole("region", { name: "What it changed" }).locator("ins").innerText(), "Head of Computation");
});

step("the request is tried again, dry: it says what it would change, and changes nothing", async () => {
  const before = await rollcall.scim("GET", `/Users/${ids.ada}`);
  assert.ok(await press(page, page.getByRole("button", { name: "Try again, dry" })) < 400);
  await page.getByRole("heading", { level: 1, name: "What would happen today" }).waitFor();
  assert.match(await page.locator("main").innerText(), /200/);
  await checkPage(page, "tried again");
  await picture(page, "replayed");
  const after = await rollcall.scim("GET", `/Users/${ids.ada}`);
  assert.deepEqual(after.body, before.body);
  await page.getByRole("link", { name: "Back" }).click();
  await page.getByRole("button", { name: "Try again, dry" }).waitFor();
});

step("the resource is shown as SCIM shows it", async () => {
  await page.goto(`/t/default/people/${ids.ada}`);
  await tab("Raw");
  const raw = JSON.parse(await page.locator("#resource").innerText());
  const { body } = await rollcall.scim("GET", `/Users/${ids.ada}`);
  assert.deepEqual([raw.id, raw.userName, raw.title, raw.meta.version], [ids.ada, "ada@example.com", "Head of Computation", body.meta.version]);
  assert.deepEqual(page.mistakes, []);
});
