// Very many people: every page shows a part of them, leads on by keyboard, and comes soon. 20,000 while it is a debug build that is
// tried; HUGE_PEOPLE=100000 for more (some two minutes more), HUGE_PEOPLE=400 by hand.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { Browser, Rollcall, checkPage, counted, follow, picture, setUp, story } from "./console.mjs";

const PEOPLE = Number(process.env.HUGE_PEOPLE ?? 20_000);
// Lines of a table, and elements of a page, whatever there is to show.
const ROWS_MAX = 250;
const ELEMENTS_MAX = 6_000;
const MEMBERS_AT_ONCE = 1_000;
const GROUP = "Everybody & all";

const step = story();
let rollcall, browser, page;
before(async () => {
  // Home is to take them for very many, however many they are.
  rollcall = await Rollcall.start({ ROLLCALL_LIMITS_HOME_LOOKS_AT_PEOPLE_MAX: String(PEOPLE - 1) });
  browser = await Browser.open();
  page = await browser.page(rollcall);
  await setUp(page, rollcall);
  const line = (n) => `person${String(n).padStart(6, "0")}@example.com,Given${n % 997},Family${String(n).padStart(6, "0")},${n % 10 ? "Clerk" : ""},Department ${n % 40},Given${n % 997} person${String(n).padStart(6, "0")}`;
  const list = join(rollcall.folder, "people.csv");
  writeFileSync(list, `email,first_name,last_name,job_title,department,full_name\n${Array.from({ length: PEOPLE }, (_, n) => line(n)).join("\n")}\n`);
  const imported = await rollcall.meanwhile("import", "target-users", list);
  assert.equal(imported.code, 0, imported.said);
  const made = await rollcall.scim("POST", "/Groups", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName: GROUP });
  for (let at = 1; at <= PEOPLE; at += MEMBERS_AT_ONCE) {
    const { body } = await rollcall.scim("GET", `/Users?attributes=id&startIndex=${at}&count=${MEMBERS_AT_ONCE}`);
    const add = { op: "add", path: "members", value: body.Resources.map(({ id }) => ({ value: id })) };
    const answer = await rollcall.scim("PATCH", `/Groups/${made.body.id}?excludedAttributes=members`, { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: [add] });
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
  }
});
after(async () => {
  await browser?.close();
  await rollcall?.stop();
});

const number = new Intl.NumberFormat("en").format(PEOPLE);
const menu = (name) => follow(page, page.locator(".side").getByRole("link", { name, exact: true }));
const names = () => page.locator("tbody a.name").allInnerTexts();
async function isBounded(name) {
  await counted(page);
  const { rows, elements } = await page.evaluate(() => ({ rows: document.querySelectorAll("tr, main li, option").length, elements: document.querySelectorAll("*").length }));
  assert.ok(rows <= ROWS_MAX, `${name}: ${rows} lines`);
  assert.ok(elements <= ELEMENTS_MAX, `${name}: ${elements} elements`);
  assert.equal(await page.locator(".notice.bad").count(), 0, await page.locator("main").innerText());
}
// On to the next page as somebody without a mouse goes there.
async function onward() {
  const before = await names();
  await page.getByRole("link", { name: "Next page" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((first) => document.querySelector("tbody a.name")?.innerText !== first, before[0]);
  return before;
}

step("the list of people shows a page, and the pages behind it", async () => {
  await menu("People");
  await page.getByText(`${number} people`).first().waitFor();
  await isBounded("people");
  const seen = new Set();
  for (let n = 0; n < 5; n++) for (const it of await onward()) { assert.ok(!seen.has(it), `${it} twice`); seen.add(it); }
  assert.ok(seen.size >= 100, `${seen.size} seen`);
  await isBounded("people, far behind");
  await checkPage(page, "people, far behind");
  await picture(page, "huge-people");
  await page.getByRole("link", { name: "First page" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "First page" }).waitFor({ state: "detached" });
});

step("one of them is found, by keyboard, and so are those who lack something", async () => {
  const last = `person${String(PEOPLE - 1).padStart(6, "0")}`;
  await page.getByLabel("Search").focus();
  await page.keyboard.type(last);
  await page.keyboard.press("Enter");
  await page.waitForURL(/search=/);
  await page.waitForFunction(() => document.querySelectorAll("tbody a.name").length === 1);
  assert.match((await names())[0], new RegExp(last, "i"));
  // One in ten lacks it, and every one of them is on one of the pages; those who are not are on pages without anybody.
  await page.goto("/t/default/people?lacking=job_title&state=active");
  await isBounded("who lacks a position");
  const lack = new Set(await names());
  assert.ok(lack.size > 10);
  if (PEOPLE > 2_000) {
    await onward();
    for (const it of await names()) { assert.ok(!lack.has(it), `${it} twice`); lack.add(it); }
    await isBounded("who lacks a position, the next page");
    await page.goto("/t/default/people?lacking=department&state=active");
    await page.getByText("Nobody of the").waitFor();
    await page.getByRole("link", { name: "Next page" }).waitFor();
    await isBounded("who lacks what nobody lacks");
  }
  await page.goto("/t/default/people");
  const ofGroup = page.getByLabel("Group").locator("option", { hasText: GROUP });
  await page.getByLabel("Group").selectOption(await ofGroup.getAttribute("value"));
  await page.waitForURL(/group=./);
  await isBounded("people of the group");
  assert.ok((await names()).length > 10);
});

step("a group of all of them shows a page of members, and the pages behind it", async () => {
  await menu("Groups");
  const row = page.getByRole("row").filter({ hasText: GROUP });
  assert.ok((await row.innerText()).includes(number));
  await row.getByRole("link").click();
  await page.getByText(`${number} members`).waitFor();
  await isBounded("the group");
  const seen = new Set();
  for (let n = 0; n < 3; n++) for (const it of await onward()) { assert.ok(!seen.has(it), `${it} twice`); seen.add(it); }
  await isBounded("the group, far behind");
  await checkPage(page, "the group, far behind");
  await page.locator("tbody a.name").first().click();
  await page.getByRole("link", { name: GROUP }).waitFor();
  await isBounded("a member");
});

for (const [name, title] of [["Home", /Hello/], ["Fields", "Fields"], ["Target users", "Target users"], ["Activity", "Activity"], ["Signatures", "Signatures"], ["Settings", "Settings"]]) {
  step(`${name} counts them all and shows few`, async () => {
    await menu(name);
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    await isBounded(name);
    if (name === "Home") {
      const card = page.getByRole("region", { name: "Completeness" });
      assert.ok(!(await card.innerText()).includes("Looking at everybody"));
      await card.getByRole("button", { name: "Look at everybody" }).click();
      await card.getByText(new RegExp(`of ${number} `)).first().waitFor();
      await isBounded("Home, with everybody looked at");
    }
    if (["Home", "Target users"].includes(name)) assert.ok((await page.locator("main").innerText()).includes(number), name);
    await picture(page, `huge-${name.toLowerCase().replace(" ", "-")}`);
  });
}

step("a draft is compared for all of them, and the pages of what changed lead on", async () => {
  await menu("Fields");
  await page.getByRole("link", { name: "Job position", exact: true }).click();
  await page.getByLabel("Whoever has none gets").fill("Somebody");
  await page.getByRole("button", { name: "Save as a draft" }).click();
  await page.getByRole("link", { name: "See what it does, and publish" }).click();
  await page.getByRole("heading", { name: "The draft" }).waitFor();
  await isBounded("the draft");
  const does = await page.getByRole("region", { name: "What it would do" }).innerText();
  assert.ok(does.includes(new Intl.NumberFormat("en").format(PEOPLE / 10)) && does.includes(`of ${number} people`), does);
  await page.goto("/t/default/activity");
  await isBounded("activity");
  assert.deepEqual(page.mistakes, []);
});
