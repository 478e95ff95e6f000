// From the first start to Okta's green tick, as an admin does it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, OWNER, PASSWORD, Rollcall, checkPage, picture, setUp, signIn } from "./console.mjs";

let rollcall, browser, page;
before(async () => {
  rollcall = await Rollcall.start();
  browser = await Browser.open();
  page = await browser.page(rollcall);
});
after(async () => {
  await browser?.close();
  await rollcall?.stop();
});

test("the set-up link makes the owner, once", async () => {
  const { setUp: link } = rollcall;
  await page.goto(link);
  await checkPage(page, "set-up");
  await picture(page, "set-up");
  await page.getByLabel("Organisation").fill(OWNER.organisation);
  await page.getByLabel("Your name").fill(OWNER.name);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password").fill("short");
  await page.locator("main form button").click();
  await page.getByRole("alert").waitFor();
  assert.match(await page.getByRole("alert").innerText(), /12/);
  assert.equal(await page.getByLabel("E-mail").inputValue(), OWNER.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.locator("main form button").click();
  await page.waitForURL(/\/t\/default$/);
  await checkPage(page, "home, empty");
  await picture(page, "home-empty");
  const stranger = await browser.page(rollcall);
  const again = await stranger.goto(link);
  assert.ok((await stranger.content()).includes("rollcall admin set-up-link"), `${again.status()}`);
});

test("nothing is shown without a session, and one leads back to where one was", async () => {
  const stranger = await browser.page(rollcall);
  await stranger.goto("/t/default/people?search=ada");
  assert.match(stranger.url(), /\/sign-in\?return_to=/);
  await checkPage(stranger, "sign-in");
  await picture(stranger, "sign-in");
  await stranger.getByLabel("E-mail").fill(OWNER.email);
  await stranger.getByLabel("Password").fill("wrong horse battery staple");
  await stranger.locator("main form button").first().click();
  await stranger.getByRole("alert").waitFor();
  await stranger.getByLabel("Password").fill(PASSWORD);
  await stranger.locator("main form button").first().click();
  await stranger.waitForURL(/\/t\/default\/people\?search=ada$/);
});

test("a token is made, and shown once", async () => {
  await page.goto("/t/default/connections");
  await checkPage(page, "connections");
  await page.getByRole("link", { name: "default" }).click();
  await page.getByRole("link", { name: /^Tokens/ }).first().click();
  await page.waitForURL(/tab=tokens/);
  await page.locator("#new-token-name").fill("Okta production");
  await page.locator("form", { has: page.locator("#new-token-name") }).getByRole("button").click();
  await page.locator("#secret").waitFor();
  page.secret = await page.locator("#secret").inputValue();
  await checkPage(page, "token, once");
  await picture(page, "token-created");
  assert.equal((await rollcall.scim("GET", "/Users?startIndex=1&count=2", undefined, page.secret)).status, 200);
  await page.goBack({ waitUntil: "load" });
  await page.locator("#new-token-name").waitFor();
  assert.ok(!(await page.content()).includes(page.secret));
});

test("the page says live that Okta tested the credentials, and that the first person arrived", async () => {
  const fresh = await Rollcall.start();
  try {
    const watching = await browser.page(fresh);
    await setUp(watching, fresh);
    await watching.goto("/t/default/connections");
    await watching.getByRole("link", { name: "default" }).click();
    await watching.locator(".waiting").waitFor();
    await checkPage(watching, "waiting");
    await picture(watching, "connect-waiting");
    await fresh.scim("GET", "/Users?startIndex=1&count=2");
    await watching.locator(".waiting.ok").waitFor({ timeout: 15_000 });
    const simulated = fresh.command("simulate", "okta", "--url", `${fresh.base}/scim`, "--token", fresh.token);
    assert.equal(simulated.code, 0, simulated.said);
    await watching.locator(".waiting.ok").getByText("People have arrived").waitFor({ timeout: 15_000 });
    await checkPage(watching, "connected");
    await picture(watching, "connect-live");
    // A second connection waits for its own first request, however many people came over the first.
    const second = fresh.command("token", "create", "--name", "Entra", "--connection", "Entra").out.trim();
    await watching.goto("/t/default/connections");
    await watching.getByRole("link", { name: "Entra" }).click();
    await watching.getByText("No request yet").waitFor();
    await fresh.scim("GET", "/Users?startIndex=1&count=2", undefined, second);
    await watching.locator(".waiting.ok").getByText("tested the credentials").waitFor({ timeout: 15_000 });
    await fresh.scim("GET", "/Users", undefined, second);
    await watching.locator(".waiting.ok").getByText("No person yet").waitFor({ timeout: 15_000 });
    await watching.goto("/t/default/connections");
    await watching.getByRole("link", { name: "default" }).click();
    await fresh.scim("GET", "/Users", undefined, `${fresh.token}x`);
    await watching.locator(".waiting.bad").waitFor({ timeout: 15_000 });
    await picture(watching, "connect-refused");
  } finally {
    await fresh.stop();
  }
});
