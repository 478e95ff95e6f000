// What others try: floods, forged sessions, forms of other sites, other tenants' ids, two admins at once.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Browser, OWNER, Rollcall, setUp, signIn } from "./console.mjs";

let rollcall, browser, page;
before(async () => {
  rollcall = await Rollcall.start();
  browser = await Browser.open();
  page = await browser.page(rollcall);
  await setUp(page, rollcall);
});
after(async () => {
  await browser?.close();
  await rollcall?.stop();
});

test("a flood of wrong passwords is slowed down, and says so", async () => {
  const stranger = await browser.page(rollcall);
  await stranger.goto("/sign-in");
  const told = [];
  for (let n = 0; n < 8; n++) {
    await stranger.getByLabel("E-mail").fill("nobody@example.com");
    await stranger.getByLabel("Password").fill(`wrong password number ${n}`);
    const [answer] = await Promise.all([
      stranger.waitForResponse((it) => it.request().method() === "POST"),
      stranger.locator("main form button").first().click(),
    ]);
    told.push(answer.status());
    await stranger.getByRole("alert").waitFor();
  }
  // On a slow machine the pause may be over by the next try.
  assert.ok(told.includes(401) && told.includes(429), told.join());
});

test("a set-up link that has expired makes nobody an owner, and says what to do", async () => {
  const fresh = await Rollcall.start();
  try {
    const late = await browser.page(fresh);
    // The page was opened in time, and sent too late.
    await late.goto(fresh.setUp);
    await late.getByLabel("Organisation").fill("Acme");
    await late.getByLabel("Your name").fill(OWNER.name);
    await late.getByLabel("E-mail").fill(OWNER.email);
    await late.getByLabel("Password").fill("correct horse battery staple");
    fresh.age("UPDATE one_time_links SET expires_at = expires_at - 31 * 60000000 WHERE kind = 'set_up'");
    const [answer] = await Promise.all([late.waitForResponse((it) => it.request().method() === "POST"), late.locator("main form button").click()]);
    assert.ok(answer.status() >= 400 && answer.status() < 500, `${answer.status()}`);
    await late.goto(fresh.setUp);
    assert.match(await late.locator("main").innerText(), /can no longer be used[^]*rollcall admin set-up-link/);
    assert.equal(await late.getByLabel("Password").count(), 0);
    // Another one of the command line opens it.
    const another = fresh.command("admin", "set-up-link");
    assert.equal(another.code, 0, another.said);
    fresh.said = another.out;
    await setUp(late, fresh);
    assert.deepEqual(late.mistakes, []);
  } finally {
    await fresh.stop();
  }
});

test("a customer's link that has expired or was revoked opens no connection", async () => {
  const made = async () => {
    await page.goto("/t/default/connections");
    await page.getByRole("link", { name: "default" }).click();
    await page.getByRole("button", { name: "Make a set-up link" }).click();
    return page.getByLabel("Link", { exact: true }).inputValue();
  };
  const customer = await browser.page(rollcall);
  const expired = await made();
  await customer.goto(expired);
  await customer.getByRole("button", { name: "Make a secret token" }).waitFor();
  rollcall.age("UPDATE one_time_links SET expires_at = created_at - 1 WHERE kind = 'connection'");
  const [late] = await Promise.all([customer.waitForResponse((it) => it.request().method() === "POST"), customer.getByRole("button", { name: "Make a secret token" }).click()]);
  assert.ok(late.status() >= 400 && late.status() < 500, `${late.status()}`);
  assert.equal(await customer.locator("#secret").count(), 0);
  const again = await customer.goto(expired);
  assert.ok(again.status() >= 400, `${again.status()}`);
  await customer.getByText("Ask whoever sent it for another one.").waitFor();
  const revoked = await made();
  await page.goto("/t/default/connections");
  await page.getByRole("link", { name: "default" }).click();
  await page.getByRole("region", { name: "Let somebody else do it" }).getByRole("button", { name: "Revoke" }).first().click();
  await page.getByText("The link no longer works.").waitFor();
  assert.ok((await customer.goto(revoked)).status() >= 400);
});

test("a forged session opens nothing", async () => {
  const stranger = await browser.page(rollcall);
  const { hostname } = new URL(rollcall.base);
  await stranger.context().addCookies([{ name: "rollcall_session", value: `rcs_${"A".repeat(43)}`, domain: hostname, path: "/" }]);
  await stranger.goto("/t/default");
  assert.match(stranger.url(), /sign-in/);
});

test("another site's form does nothing", async () => {
  const evil = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end(`<form method="post" action="${rollcall.base}/t/default/call"><input name="_call" value="POST /tokens"><input name="_then" value="/"><input name="name" value="evil"><button>win a prize</button></form>`);
  }).listen(0, "localhost");
  await new Promise((done) => evil.once("listening", done));
  const signedIn = await browser.page(rollcall);
  await signIn(signedIn);
  await signedIn.waitForURL(/\/t\/default/);
  await signedIn.goto(`http://localhost:${evil.address().port}/`);
  const [answer] = await Promise.all([signedIn.waitForResponse((it) => it.url().endsWith("/call")), signedIn.getByRole("button").click()]);
  assert.equal(answer.status(), 403);
  evil.close();
  const tokens = rollcall.command("token", "list", "--json");
  assert.ok(!tokens.out.includes("evil"), tokens.out);
});

test("a form without its session's mark does nothing", async () => {
  await page.goto("/t/default/connections/new");
  const status = await page.evaluate(async () => {
    const body = new URLSearchParams({ _call: "POST /tokens", _then: "/", name: "evil", _csrf: "0".repeat(64) });
    return (await fetch("/t/default/call", { method: "POST", body })).status;
  });
  assert.equal(status, 403);
});

test("another tenant's pages are not there", async () => {
  assert.equal(rollcall.command("tenant", "create", "other", "--name", "Other").code, 0);
  const token = rollcall.command("token", "create", "--tenant", "other", "--name", "Okta").out.trim();
  const made = await rollcall.scim("POST", "/Users", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "theirs@example.com" }, token);
  assert.equal(made.status, 201);
  const invited = rollcall.command("admin", "invite", "ada@example.com", "--tenant", "default", "--role", "admin");
  assert.equal(invited.code, 0, invited.said);
  const link = invited.out.match(/\/invitation\/\S+/)[0];
  const admin = await browser.page(rollcall);
  await admin.goto(link);
  await admin.getByLabel("Your name").fill("Ada Lovelace");
  await admin.getByLabel("Password").fill("a long enough password");
  await admin.locator("main form button").click();
  await admin.waitForURL(/\/t\/default/);
  assert.equal((await admin.goto("/t/other")).status(), 404);
  assert.equal((await admin.goto(`/t/other/people/${made.body.id}`)).status(), 404);
  const page404 = await admin.goto(`/t/default/people/${made.body.id}`);
  assert.equal(page404.status(), 404);
  assert.ok(!(await admin.content()).includes("theirs@example.com"));
  assert.equal((await admin.goto("/t/default/admins")).status(), 200);
  assert.ok((await admin.locator("main").innerText()).includes("owner"));
});

test("two who edit at once: the second is told, and nothing of the first is lost", async () => {
  const other = await browser.page(rollcall);
  await signIn(other, OWNER.email);
  await other.waitForURL(/\/t\/default/);
  for (const it of [page, other]) await it.goto("/t/default/connections");
  const path = await page.getByRole("link", { name: "default" }).getAttribute("href");
  for (const it of [page, other]) await it.goto(`${path}?tab=settings`);
  const rename = async (it, name) => {
    const form = it.locator("form", { has: it.locator("input[name='name']") }).first();
    await form.locator("input[name='name']").fill(name);
    const [answer] = await Promise.all([it.waitForResponse((answer) => answer.request().method() === "POST"), form.getByRole("button").click()]);
    return answer.status();
  };
  assert.ok((await rename(page, "Okta production")) < 400);
  assert.equal(await rename(other, "Okta test"), 412);
  assert.ok((await other.locator("#problem").innerText()).length > 20);
  await page.goto(`${path}?tab=settings`);
  assert.equal(await page.locator("input[name='name']").first().inputValue(), "Okta production");
});

// Somebody who has the same page open as the owner, and is slower there.
async function besides(path) {
  const other = await browser.page(rollcall);
  await signIn(other, OWNER.email);
  await other.waitForURL(/\/t\/default/);
  for (const it of [page, other]) await it.goto(path);
  return other;
}
const sent = async (it, form) => {
  const [answer] = await Promise.all([it.waitForResponse((answer) => answer.request().method() === "POST"), form.getByRole("button", { name: "Save" }).first().click()]);
  return answer.status();
};

test("two who say at once who is told of alerts: the second sees both, and nobody is forgotten", async () => {
  const other = await besides("/t/default/alerts");
  const form = (it) => it.locator("form", { has: it.locator("#emails") });
  await form(page).locator("#emails").fill("security@example.com");
  assert.ok(await sent(page, form(page)) < 400);
  await form(other).locator("#emails").fill("it@example.com");
  assert.equal(await sent(other, form(other)), 409);
  await other.getByText("Somebody else changed this since the page was loaded.").waitFor();
  assert.match(await other.locator("#problem").innerText(), /What you typed[^]*it@example\.com/);
  // How it is now stands in the form, and is what the next attempt is made of.
  assert.equal(await form(other).locator("#emails").inputValue(), "security@example.com");
  await form(other).locator("#emails").fill("security@example.com\nit@example.com");
  assert.ok(await sent(other, form(other)) < 400);
  await page.goto("/t/default/alerts");
  assert.equal(await form(page).locator("#emails").inputValue(), "security@example.com\nit@example.com");
});

test("two who change a guard, a role or a value at once: the second is told", async () => {
  const role = (it) => it.getByRole("row").filter({ hasText: "ada@example.com" });
  const guard = (it) => it.getByRole("region", { name: "Guard" });
  const made = await rollcall.scim("POST", "/Users", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "cyd@example.com", title: "Pilot", active: true });
  const value = (it) => it.locator("li", { has: it.locator("#set-job_title") });
  const opened = (it) => it.locator("summary", { hasText: "Set by hand: Job" }).click();
  for (const [path, at, change, other] of [
    ["/t/default/admins", role, (it) => role(it).getByRole("combobox").selectOption("auditor"), (it) => role(it).getByRole("combobox").selectOption("owner")],
    ["/t/default/settings", guard, (it) => guard(it).getByLabel("People", { exact: true }).fill("7"), (it) => guard(it).getByRole("checkbox").uncheck()],
    [`/t/default/people/${made.body.id}`, value, async (it) => { await opened(it); await it.locator("#set-job_title").fill("Captain"); }, async (it) => { await opened(it); await it.locator("#set-job_title").fill("Admiral"); }],
  ]) {
    const second = await besides(path);
    await change(page);
    assert.ok(await sent(page, at(page)) < 400, path);
    await other(second);
    assert.equal(await sent(second, at(second)), 409, path);
    await second.getByText("Somebody else changed this since the page was loaded.").waitFor();
    assert.deepEqual(second.mistakes, []);
  }
  assert.match(rollcall.command("guard", "show").out, /7 +10 % +60 minutes +held/);
});
