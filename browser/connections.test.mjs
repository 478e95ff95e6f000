// Connections over which people are pushed, by clicking: whose people are whose, paused and resumed, test mode, an end; and a session that ends meanwhile.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Browser, OWNER, PASSWORD, Rollcall, checkPage, follow, picture, saved, setUp, story } from "./console.mjs";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";

const step = story();
let rollcall, browser, page;
const pages = {};
before(async () => {
  // One person is too many to look at everybody unasked.
  rollcall = await Rollcall.start({ ROLLCALL_LIMITS_HOME_LOOKS_AT_PEOPLE_MAX: "0" });
  browser = await Browser.open();
  page = await browser.page(rollcall);
  await setUp(page, rollcall);
});
after(async () => {
  await browser?.close();
  await rollcall?.stop();
});

const menu = (name) => follow(page, page.locator(".side").getByRole("link", { name, exact: true }));
const tab = (name) => follow(page, page.locator("nav.tabs").getByRole("link", { name }));
const open = async (name) => {
  await menu("Connections");
  await follow(page, page.locator("main").getByRole("link", { name, exact: true }));
};
const push = (name, token) => rollcall.scim("POST", "/Users", { schemas: [USER], userName: `${name}@example.com`, displayName: name, active: true }, token);
const state = () => page.locator(".page-head .state").innerText();
const line = (words) => page.locator(".live-line").getByText(words).waitFor();

step("what came over one connection did not come over another", async () => {
  pages.token = rollcall.command("token", "create", "--name", "Entra", "--connection", "Entra").out.trim();
  assert.equal((await push("ada")).status, 201);
  await open("default");
  await line("People have arrived");
  await open("Entra");
  await line("No request yet");
  assert.equal(await state(), "Waiting");
  assert.equal((await rollcall.scim("GET", "/Users", undefined, pages.token)).status, 200);
  await line("No person yet");
  assert.equal((await push("grace", pages.token)).status, 201);
  await line("People have arrived");
  await page.reload();
  assert.equal(await state(), "Live");
  await checkPage(page, "a second connection");
});

step("paused it says so, whatever it is sent; resumed it takes requests again", async () => {
  await saved(page, page.getByRole("button", { name: "Pause" }), "Paused.");
  assert.equal(await state(), "Paused");
  for (let n = 0; n < 3; n++) assert.equal((await push("alan", pages.token)).status, 503);
  await line("The connection is paused.");
  await page.reload();
  assert.equal(await state(), "Paused");
  await checkPage(page, "connection, paused");
  await picture(page, "connection-paused");
  await saved(page, page.getByRole("button", { name: "Resume" }), "takes requests again");
  assert.equal((await push("alan", pages.token)).status, 201);
  await page.reload();
  assert.equal(await state(), "Live");
});

step("in test mode requests are answered as if done, and nothing stays", async () => {
  await tab("Settings");
  await page.getByLabel("Test mode").check();
  await saved(page, page.locator("section[aria-labelledby=general]").getByRole("button", { name: "Save" }), "Saved.");
  await page.getByText("Test mode is on").waitFor();
  assert.equal((await push("barbara", pages.token)).status, 201);
  await menu("People");
  assert.equal(await page.getByRole("link", { name: "barbara" }).count(), 0);
  await page.getByRole("link", { name: "grace" }).waitFor();
  await open("Entra");
  await tab("Settings");
  await page.getByLabel("Test mode").uncheck();
  await saved(page, page.locator("section[aria-labelledby=general]").getByRole("button", { name: "Save" }), "Saved.");
  assert.equal(await page.getByText("Test mode is on").count(), 0);
});

step("it ends by its name, with its own people and nobody else's", async () => {
  await page.locator("section[aria-labelledby=end] summary").click();
  await page.getByText("Its people are those who came over this connection first").waitFor();
  await page.getByLabel("Its people").selectOption("deactivate");
  const end = page.getByRole("button", { name: "Disconnect Entra" });
  await page.getByLabel(/^Type/).fill("default");
  assert.ok(await end.isDisabled());
  await page.getByLabel(/^Type/).fill("Entra");
  await saved(page, end, "Disconnected.");
  assert.equal(await state(), "Disconnected");
  await tab("Set up");
  assert.equal(await state(), "Disconnected");
  assert.equal(await page.getByRole("button", { name: /Pause|Resume|Play/ }).count() + await page.locator(".live-line").count(), 0);
  assert.equal((await push("late", pages.token)).status, 401);
  await checkPage(page, "connection, disconnected");
  await picture(page, "connection-disconnected");
  const names = () => page.locator("tbody a.name").allInnerTexts();
  await page.goto("/t/default/people?state=inactive");
  for (let n = 0; n < 60 && (await names()).length < 2; n++) await page.reload();
  assert.deepEqual(await names(), ["alan", "grace"]);
  await page.goto("/t/default/people?state=active");
  assert.deepEqual(await names(), ["ada"]);
});

step("requests with a note are a chip of their own", async () => {
  await menu("Activity");
  const chips = page.getByRole("navigation", { name: "Outcome" }).getByRole("link");
  assert.deepEqual(await chips.allInnerTexts(), ["All", "OK", "With a note", "Refused", "Failed"]);
  const before = await page.locator("tbody tr").count();
  await follow(page, chips.filter({ hasText: "With a note" }));
  const rows = page.locator("tbody tr");
  const found = await rows.allInnerTexts();
  const known = await (await page.request.get("/t/default/activity?outcome=info")).text();
  assert.equal(found.length, known.split("class=\"method\"").length - 1);
  assert.ok(found.length < before, `${found.length} of ${before}`);
});

step("a page tells every call it is made of, what it loads later too", async () => {
  await page.goto("/t/default");
  await page.getByText("As a request").click();
  const calls = page.locator("#calls");
  const told = async () => [...(await calls.innerText()).matchAll(/api\/v1(\/[^"]*)"/g)].map(([, path]) => path);
  assert.deepEqual(await told(), ["/overview", "/alerts", "/requests/summary", "/connections", "/pulls", "/overview/counts"]);
  await page.getByRole("button", { name: "Look at everybody" }).click();
  await calls.getByText("/mapping/completeness").waitFor();
  assert.equal((await told()).length, 7);
  await checkPage(page, "home, with everybody looked at");
});

step("what waits to be asked for is a button, and no work that goes on", async () => {
  await page.goto("/t/default");
  const card = page.getByRole("region", { name: "Completeness" });
  assert.equal(await card.locator("[aria-busy='true']").count(), 0);
  assert.ok(!(await card.innerText()).includes("Looking at everybody"));
  await card.getByRole("button", { name: "Look at everybody" }).focus();
  await page.keyboard.press("Enter");
  await card.getByText(/of 1 /).first().waitFor();
  assert.equal(await card.locator("[aria-busy='true']").count(), 0);
});

step("whose session ended meanwhile signs in and is back on the page", async () => {
  await page.goto("/t/default?done=done-saved");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Look at everybody" }).click();
  await page.waitForURL(/\/sign-in\?return_to=/);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.locator("main form button").first().click();
  await page.waitForURL(/\/t\/default\?done=done-saved$/);
  await page.getByRole("heading", { level: 1, name: /Hello/ }).waitFor();
  assert.deepEqual(page.mistakes, []);
});
