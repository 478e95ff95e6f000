// A flood of departures is held: the provider notices nothing, exports have everybody, and the admin decides on each.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";
import { parse } from "csv-parse/sync";
import { Browser, Rollcall, checkPage, follow, picture, press, saved, setUp, story } from "./console.mjs";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const PEOPLE = 12;
const MAY_GO = 3;

const step = story();
let rollcall, browser, page;
const ids = [];
before(async () => {
  rollcall = await Rollcall.start({ ROLLCALL_LIMITS_ALERTS_CHECK_SECONDS: "1" });
  browser = await Browser.open();
  page = await browser.page(rollcall);
  await setUp(page, rollcall);
  for (let n = 0; n < PEOPLE; n++) {
    const email = `person${n}@example.com`;
    const made = await rollcall.scim("POST", "/Users", { schemas: [USER], userName: email, displayName: `Person ${n}`, active: true, emails: [{ value: email, primary: true }] });
    assert.equal(made.status, 201);
    ids.push(made.body.id);
  }
  const group = { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName: "Everybody", members: ids.map((value) => ({ value })) };
  assert.equal((await rollcall.scim("POST", "/Groups", group)).status, 201);
  // Whoever came within the guard's window may always go.
  rollcall.age("UPDATE resources SET created_at = created_at - 86400000000");
});
after(async () => {
  await browser?.close();
  await rollcall?.stop();
});

const menu = (name) => follow(page, page.locator(".side").getByRole("link", { name }));
const tab = (name) => follow(page, page.locator("nav.tabs").getByRole("link", { name }));
const exported = async () => {
  await menu("Target users");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download: All columns CSV" }).click()]);
  return parse(readFileSync(await file.path(), "utf8"), { columns: true }).map((it) => Number(it.email.match(/\d+/)[0])).sort((a, b) => a - b);
};
const active = async () => {
  const { body } = await rollcall.scim("GET", "/Users?count=100");
  return body.Resources.filter((it) => it.active).map((it) => Number(it.userName.match(/\d+/)[0])).sort((a, b) => a - b);
};
const everybody = Array.from({ length: PEOPLE }, (_, n) => n);
const without = (...gone) => everybody.filter((it) => !gone.includes(it));
const heldRow = (name) => page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });

step("the guard is set in the settings", async () => {
  await menu("Settings");
  const guard = page.getByRole("region", { name: "Guard" });
  await guard.getByLabel("People", { exact: true }).fill(String(MAY_GO));
  await guard.getByLabel("or % of all active").fill("0");
  await saved(page, guard.getByRole("button", { name: "Save" }), "Saved.");
  assert.equal(await guard.getByLabel("People", { exact: true }).inputValue(), String(MAY_GO));
});

step("a guard that is off says so and stays off while its numbers are changed, and a connection can go its own way", async () => {
  const guard = page.getByRole("region", { name: "Guard" });
  const holds = guard.getByRole("checkbox", { name: "Hold what goes beyond this" });
  assert.ok(await holds.isChecked());
  await holds.uncheck();
  await saved(page, guard.getByRole("button", { name: "Save" }), "Saved.");
  await guard.getByText("Off: nobody is held").waitFor();
  await guard.getByLabel("Within minutes").fill("90");
  await saved(page, guard.getByRole("button", { name: "Save" }), "Saved.");
  assert.ok(!(await holds.isChecked()));
  await checkPage(page, "settings, guard off");

  await menu("Connections");
  await follow(page, page.getByRole("link", { name: "default" }));
  await tab("Settings");
  await guard.getByText("Off: nobody is held").waitFor();
  await guard.getByText("As the organisation has it.").waitFor();
  assert.equal(await guard.getByLabel("Within minutes").inputValue(), "90");
  await holds.check();
  await guard.getByLabel("Within minutes").fill("30");
  await saved(page, guard.getByRole("button", { name: "Save" }), "Saved.");
  await guard.getByText("This connection has limits of its own.").waitFor();
  assert.ok(await holds.isChecked());
  await checkPage(page, "connection, its own guard");
  await saved(page, guard.getByRole("button", { name: "Do as the organisation does" }), "The connection has the organisation’s limits again.");
  assert.ok(!(await holds.isChecked()));
  assert.equal(await guard.getByLabel("Within minutes").inputValue(), "90");

  await menu("Settings");
  await holds.check();
  await guard.getByLabel("Within minutes").fill("60");
  await saved(page, guard.getByRole("button", { name: "Save" }), "Saved.");
});

step("a flood of deactivations and deletions succeeds for the provider and leaves everybody in exports", async () => {
  const off = { schemas: [PATCH], Operations: [{ op: "replace", value: { active: false } }] };
  for (const n of without(10, 11)) {
    const answer = await rollcall.scim("PATCH", `/Users/${ids[n]}`, off);
    assert.equal(answer.status, 200);
    assert.equal(answer.body.active, false);
  }
  assert.equal((await rollcall.scim("DELETE", `/Users/${ids[10]}`)).status, 204);
  assert.equal((await rollcall.scim("GET", `/Users/${ids[10]}`)).status, 404);
  assert.deepEqual(await active(), [11]);
  assert.deepEqual(await exported(), without(0, 1, 2));
});

step("home says that it needs somebody, and the page lists who is held", async () => {
  await page.goto("/t/default");
  await page.locator(".side .count.warn").first().waitFor();
  const figure = page.locator("a.figure").filter({ hasText: "Held" });
  assert.match(await figure.innerText(), /8\s[^]*waiting for your decision/);
  // The look at what goes wrong comes by every second.
  const needs = page.getByRole("region", { name: "Needs you" });
  for (let n = 0; n < 60 && !(await needs.count()); n++) await page.reload();
  assert.match(await needs.innerText(), /Departures are held/);
  await checkPage(page, "home, held");
  await picture(page, "home-held");
  await needs.getByRole("link", { name: "Look" }).click();
  await page.getByRole("heading", { name: "8 departures are held" }).waitFor();
  assert.equal(await page.getByRole("row").count(), 9);
  assert.match(await heldRow("Person 10").innerText(), /removed/);
  assert.match(await heldRow("Person 3").innerText(), /deactivated[^]*default/);
  await checkPage(page, "held");
  await picture(page, "held-flood");
  await page.getByRole("link", { name: "Person 3", exact: true }).click();
  await page.getByText("The identity provider says that this person has left.").waitFor();
  await page.getByRole("link", { name: "See", exact: false }).or(page.locator(".notice.warn a.btn")).first().click();
  await page.getByRole("heading", { name: "8 departures are held" }).waitFor();
});

step("the alert is told in the reader's language, and what is told is set on the same page", async () => {
  const profile = async (language) => {
    await page.goto("/t/default/profile");
    const form = page.locator("form").filter({ has: page.locator('select[name="language"]') });
    await form.locator("select").selectOption(language);
    await press(page, form.locator("button.main"));
  };
  await profile("de");
  await page.goto("/t/default/alerts");
  await page.getByText("8 Personen werden seit").waitFor();
  await checkPage(page, "alerts, German");
  await profile("en");
  await page.goto("/t/default/alerts");
  await page.getByText("8 people are held since").waitFor();
  const told = page.getByRole("region", { name: "Who is told" });
  await told.getByLabel("E-mail addresses").fill("it@example.com");
  await told.getByLabel("Language of the e-mails").selectOption("fr");
  await told.getByLabel("A live connection has gone quiet").check();
  await told.getByLabel("Hours that a live connection may be quiet").fill("48");
  await saved(page, told.getByRole("button", { name: "Save" }), "Saved.");
  assert.equal(await told.getByLabel("Language of the e-mails").inputValue(), "fr");
  assert.equal(await told.getByLabel("Hours that a live connection may be quiet").inputValue(), "48");
  assert.ok(await told.getByLabel("A live connection has gone quiet").isChecked());
  assert.ok(!(await told.getByLabel("Departures are held").isChecked()));
  await page.getByRole("link", { name: "Look" }).click();
  await page.getByRole("heading", { name: "8 departures are held" }).waitFor();
});

step("some are let go, others kept: SCIM and exports say so", async () => {
  for (const name of ["Person 3", "Person 4", "Person 10"]) await heldRow(name).getByRole("checkbox").check();
  await saved(page, page.getByRole("button", { name: "Let the chosen go" }), "Let go. They have left.");
  await page.getByRole("heading", { name: "5 departures are held" }).waitFor();
  for (const name of ["Person 5", "Person 6"]) await heldRow(name).getByRole("checkbox").check();
  await saved(page, page.getByRole("button", { name: "Keep the chosen" }), "Rejected. They are active again.");
  await page.getByRole("heading", { name: "3 departures are held" }).waitFor();
  assert.deepEqual(await exported(), without(0, 1, 2, 3, 4, 10));
  assert.deepEqual(await active(), [5, 6, 11]);
  assert.equal((await rollcall.scim("GET", `/Users/${ids[10]}`)).status, 404);
  assert.equal((await rollcall.scim("GET", `/Users/${ids[3]}`)).body.active, false);
  const kept = await rollcall.scim("GET", `/Users/${ids[5]}`);
  assert.equal(kept.body.groups[0].display, "Everybody");
});

step("nobody chosen decides nothing, and says so", async () => {
  await menu("People");
  await tab(/^Held/);
  assert.equal(await press(page, page.getByRole("button", { name: "Let the chosen go" })), 400);
  await page.locator("#problem").waitFor();
  await page.getByRole("heading", { name: "3 departures are held" }).waitFor();
});

step("the rest is kept at once, after a look at what that means", async () => {
  await page.getByText("Keep all", { exact: true }).click();
  await page.getByText("3 people stay active with their groups.").waitFor();
  await saved(page, page.getByRole("button", { name: "Keep 3 people" }), "Rejected. They are active again.");
  await page.getByText("Nothing is held").waitFor();
  assert.deepEqual(await exported(), without(0, 1, 2, 3, 4, 10));
  assert.deepEqual(await active(), [5, 6, 7, 8, 9, 11]);
  await menu("People");
  await tab(/^Leavers/);
  for (const n of [0, 1, 2, 3, 4]) await page.getByRole("link", { name: `Person ${n}`, exact: true }).waitFor();
  // A leaver is brought back by one press.
  await saved(page, heldRow("Person 3").getByRole("button", { name: "Restore" }), "The person is active again.");
  assert.ok((await exported()).includes(3));
  assert.deepEqual(page.mistakes, []);
});
