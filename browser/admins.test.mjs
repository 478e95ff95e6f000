// Who works with the console: invited, given other roles, locked out and let in again, with one-time codes, by single sign-on; and
// whoever has a customer's set-up link, without an account.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before } from "node:test";
import { Browser, Rollcall, checkPage, press, saved, setUp, signIn, story } from "./console.mjs";
import { Directory } from "./directory.mjs";

const ADA = { name: "Ada Lovelace", email: "ada@example.com", password: "a long enough password" };
const LONGER = "an even longer password";

const step = story();
let rollcall, browser, page, ada, provider;
before(async () => {
  provider = await Directory.start();
  rollcall = await Rollcall.start(provider.settings);
  browser = await Browser.open();
  page = await browser.page(rollcall);
  await setUp(page, rollcall);
});
after(async () => {
  await browser?.close();
  await rollcall?.stop();
  provider?.stop();
});

// What an app shows for a secret so many steps of 30 seconds from now (RFC 6238).
function code(secret, steps = 0) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac("sha1", key).update(counter).digest();
  return String((digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const row = (email) => page.getByRole("row").filter({ hasText: email });
// Signs Ada in by her password and a code.
async function comes(password, code) {
  await ada.context().clearCookies();
  await signIn(ada, ADA.email, password);
  return codeAgain(code);
}
async function codeAgain(code) {
  await ada.getByLabel("One-time code", { exact: true }).fill(code);
  const [answer] = await Promise.all([ada.waitForResponse((it) => it.request().method() === "POST"), ada.locator("main form button").first().click()]);
  if (answer.status() < 400) await ada.waitForURL(/\/t\/default$/);
  return answer.status();
}

step("an admin is invited from the page, and accepts", async () => {
  await page.goto("/t/default/admins");
  const invite = page.getByRole("region", { name: "Invite somebody" });
  await invite.getByLabel("E-mail").fill(ADA.email);
  await invite.getByLabel("Role").selectOption("signature_editor");
  assert.equal(await press(page, invite.getByRole("button")), 200);
  const link = await page.getByLabel("Link", { exact: true }).inputValue();
  ada = await browser.page(rollcall);
  await ada.goto(link);
  assert.match(await ada.locator("main").innerText(), /grace@example\.com[^]*Signature editor/);
  assert.equal(await ada.getByLabel("E-mail").inputValue(), ADA.email);
  await ada.getByLabel("Your name").fill(ADA.name);
  await ada.getByLabel("Password").fill(ADA.password);
  await ada.locator("main form button").click();
  await ada.waitForURL(/\/t\/default$/);
  await ada.getByRole("heading", { name: /Ada Lovelace/ }).waitFor();
  await page.goto("/t/default/admins");
  assert.match(await row(ADA.email).innerText(), /Ada Lovelace/);
  // It is used up.
  const late = await browser.page(rollcall);
  await late.goto(link);
  await late.getByRole("alert").waitFor();
  assert.equal(await late.getByLabel("Password").count(), 0);
});

step("another role opens other things at once", async () => {
  const connections = () => ada.goto("/t/default/connections");
  await connections();
  assert.equal(await ada.getByRole("link", { name: "New connection" }).count(), 0);
  await row(ADA.email).getByRole("combobox").selectOption("admin");
  await saved(page, row(ADA.email).getByRole("button", { name: "Save" }), "Saved.");
  assert.equal(await row(ADA.email).getByRole("combobox").inputValue(), "admin");
  await connections();
  await ada.getByRole("link", { name: "New connection" }).waitFor();
  await checkPage(page, "admins");
});

step("one-time codes are switched on with an app, and then asked for", async () => {
  await ada.goto("/t/default/profile");
  const region = ada.getByRole("region", { name: "One-time codes" }).or(ada.locator("section[aria-labelledby=totp]"));
  await region.getByLabel("Password").fill(ADA.password);
  assert.equal(await press(ada, region.getByRole("button", { name: "Switch on" })), 200);
  ada.secret = await ada.locator("#totp-secret").inputValue();
  await checkPage(ada, "one-time codes");
  await ada.getByLabel("One-time code", { exact: true }).fill("000000" === code(ada.secret) ? "111111" : "000000");
  assert.ok(await press(ada, region.getByRole("button", { name: "Switch on" })) >= 400);
  await ada.goto("/t/default/profile");
  await region.getByLabel("Password").fill(ADA.password);
  await press(ada, region.getByRole("button", { name: "Switch on" }));
  ada.secret = await ada.locator("#totp-secret").inputValue();
  await ada.getByLabel("One-time code", { exact: true }).fill(code(ada.secret));
  assert.equal(await press(ada, region.getByRole("button", { name: "Switch on" })), 200);
  ada.recovery = await ada.locator("#codes li").allInnerTexts();
  assert.ok(ada.recovery.length >= 8, ada.recovery.join());

  // The code that was typed is used up; the app's next one is taken early.
  assert.equal(await comes(ADA.password, code(ada.secret, 1)), 303);
  await page.goto("/t/default/admins");
  assert.match(await row(ADA.email).innerText(), /On/);
});

step("without the telephone a recovery code opens the console, once", async () => {
  const [first, second] = ada.recovery;
  assert.equal(await comes(ADA.password, first), 303);
  assert.equal(await comes(ADA.password, first), 401);
  await ada.getByRole("alert").waitFor();
  assert.equal(await codeAgain(second), 303);
});

step("whoever is locked out is out at once, and comes in again with another password by a link", async () => {
  await page.goto("/t/default/admins");
  await row(ADA.email).getByText("Lock out", { exact: true }).first().click();
  await saved(page, row(ADA.email).getByRole("button", { name: "Lock out" }), "They cannot sign in any more.");
  assert.match(await row(ADA.email).innerText(), /Disabled/);
  await ada.goto("/t/default");
  assert.match(ada.url(), /sign-in/);
  await checkPage(page, "admins, one locked out");
  await saved(page, row(ADA.email).getByRole("button", { name: "Let in again" }), "They can sign in again.");

  await row(ADA.email).getByText("New password", { exact: true }).click();
  assert.equal(await press(page, row(ADA.email).getByRole("button", { name: "Make the link" })), 200);
  const link = await page.getByLabel("Link", { exact: true }).inputValue();
  assert.match(link, /\/reset\/rcl_/);
  await ada.goto(link);
  await ada.getByLabel("New password", { exact: true }).fill(LONGER);
  await ada.locator("main form button").click();
  await ada.waitForURL(/sign-in/);
  assert.equal(await comes(LONGER, ada.recovery[2]), 303);
});

step("what was done about accounts stands in the installation's log, for whom it belongs to", async () => {
  await page.goto("/t/default/audit");
  await page.getByRole("link", { name: "Installation", exact: true }).click();
  await page.waitForURL(/tab=installation/);
  assert.match(await page.locator("main").innerText(), /installation\.set_up/);
  await page.getByLabel("What", { exact: true }).fill("installation.set_up");
  await page.getByRole("button", { name: "Search" }).click();
  await page.waitForURL(/tab=installation.*action=installation\.set_up/);
  assert.equal(await page.locator(".timeline > li").count(), 1);
  await checkPage(page, "audit, installation");
  await ada.goto("/t/default/audit");
  await ada.locator(".timeline > li").first().waitFor();
  assert.equal(await ada.getByRole("link", { name: "Installation", exact: true }).count(), 0);
});

step("single sign-on is set in its form, and its button leads to the provider and back", async () => {
  await page.goto("/t/default/sso");
  const fill = async (issuer) => {
    await page.getByLabel("Issuer").fill(issuer);
    await page.getByLabel("Client ID").fill("rollcall");
    await page.getByLabel("Client secret").fill("s3cret-of-the-client");
    return press(page, page.getByRole("button", { name: "Save" }));
  };
  const refused = await fill("http://127.0.0.1:9");
  assert.ok(refused >= 400, `${refused}`);
  await page.locator("#problem").waitFor();
  assert.ok(!(await page.content()).includes("s3cret-of-the-client"));
  assert.ok(await fill(provider.origin) < 400, await page.locator("main").innerText());
  assert.equal(await page.getByLabel("Client secret").inputValue(), "");
  const stranger = await browser.page(rollcall);
  await stranger.goto("/sign-in");
  const asked = stranger.waitForRequest((it) => it.url().startsWith(`${provider.origin}/oauth2/v1/authorize`));
  await stranger.getByRole("button", { name: /^Sign in with/ }).click();
  const said = new URL((await asked).url()).searchParams;
  assert.equal(said.get("client_id"), "rollcall");
  assert.equal(said.get("redirect_uri"), `${rollcall.base}/sso/callback`);
  assert.ok(said.get("code_challenge") && said.get("nonce") && said.get("state"));
  await stranger.waitForURL(/\/sso\/callback/);
  assert.match(await stranger.locator("main").innerText(), /access_denied/);
  assert.deepEqual(stranger.mistakes, []);
  await page.getByText("Switch off single sign-on").first().click();
  await saved(page, page.getByRole("button", { name: "Switch off single sign-on" }), "Removed.");
});

step("a customer's own people make the secret token without an account, and it opens SCIM", async () => {
  await page.goto("/t/default/connections");
  await page.getByRole("link", { name: "default" }).click();
  await page.getByRole("button", { name: "Make a set-up link" }).click();
  const link = await page.getByLabel("Link", { exact: true }).inputValue();
  const customer = await browser.page(rollcall);
  await customer.goto(link);
  await checkPage(customer, "a customer's page");
  await customer.getByRole("region", { name: "Secret token" }).getByLabel("Name").fill("Their Okta");
  const [answer] = await Promise.all([customer.waitForResponse((it) => it.request().method() === "POST"), customer.getByRole("button", { name: "Make a secret token" }).click()]);
  assert.equal(answer.status(), 200);
  const token = await customer.locator("#secret").inputValue();
  const made = await rollcall.scim("POST", "/Users", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "theirs@example.com" }, token);
  assert.equal(made.status, 201);
  // Their page tells them that it came, and the owner's who made the token.
  await customer.goto(link);
  assert.match(await customer.locator(".live-line").innerText(), /People have arrived/);
  assert.equal(await customer.locator("#secret").count(), 0);
  await page.goto("/t/default/connections");
  await page.getByRole("link", { name: "default" }).click();
  await page.locator("nav.tabs").getByRole("link", { name: /tokens/i }).click();
  await page.getByText("Their Okta").waitFor();
  // The link opens this one connection, and no account.
  assert.match((await customer.goto("/t/default")).url(), /sign-in/);
  for (const it of [page, ada, customer]) assert.deepEqual(it.mistakes, []);
});
