// Pull, by clicking: ways in, wrong domains at their box, a directory read live, who vanished held and let go, pause, settings, an end.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Browser, Rollcall, checkPage, picture, press, saved, setUp, story } from "./console.mjs";
import { Directory } from "./directory.mjs";

const PEOPLE = 40;
let rollcall, browser, page, directory, directoryPage;
before(async () => {
  directory = await Directory.start();
  directory.people = Array.from({ length: PEOPLE }, (_, n) => Directory.person(n));
  rollcall = await Rollcall.start({ ...directory.settings, ROLLCALL_LIMITS_ALERTS_CHECK_SECONDS: "1" });
  browser = await Browser.open();
  page = await browser.page(rollcall);
  await setUp(page, rollcall);
});
after(async () => {
  await browser?.close();
  await rollcall?.stop();
  directory?.stop();
});

const step = story();
const main = () => page.locator("main");
const live = () => page.locator(".live-line");
const way = (name) => page.getByRole("navigation", { name: "How people come" }).getByRole("link", { name });
const tab = (name) => page.locator("main .tabs").getByRole("link", { name }).click();
const figure = (name) => page.locator("dl.figures > div").filter({ hasText: name }).locator("dd");
const settled = (words) => live().filter({ hasText: words }).waitFor();

step("a new connection is push or pull, and Okta’s steps have our values", async () => {
  await page.goto("/t/default/connections");
  await page.getByRole("link", { name: "New connection" }).click();
  await way(/^Push/).waitFor();
  await page.getByRole("button", { name: "Make the connection" }).waitFor();
  await way(/Pull from Okta/).click();
  await page.getByRole("heading", { name: "In Okta, step by step" }).waitFor();
  assert.equal(await page.getByLabel("Sign-in redirect URIs").inputValue(), `${rollcall.base}/callbacks/okta`);
  for (const words of ["Create App Integration", "OIDC - OpenID Connect", "Single-Page Application", "Authorization Code", "Refresh Token", "Okta API Scopes"]) await main().getByText(words, { exact: true }).first().waitFor();
  await checkPage(page, "pull from Okta");
  await picture(page, "pull-okta");
});

step("a wrong domain is refused at its box, and what was typed stays", async () => {
  for (const [domain, words] of [
    ["acme.0kta.com", "looks like a domain of Okta’s"],
    ["okta.internal", "private network"],
    ["127.0.0.1", "an IP address"],
    ["acme.okta.com:8443", "Leave out the colon"],
    ["login.acme.example", "tick the box below"],
  ]) {
    await page.getByLabel("Okta domain").fill(domain);
    await page.getByLabel("Client ID").fill("0oa1b2c3d4");
    assert.equal(await press(page, page.getByRole("button", { name: "Save and go on" })), 400, domain);
    const box = page.getByLabel("Okta domain");
    assert.equal(await box.inputValue(), domain);
    assert.equal(await box.getAttribute("aria-invalid"), "true");
    const said = await page.locator(`#${await box.getAttribute("aria-describedby")}`).innerText();
    assert.ok(said.includes(words), `${domain}: ${said}`);
    assert.equal(await page.getByLabel("Client ID").inputValue(), "0oa1b2c3d4");
  }
  await checkPage(page, "pull from Okta, refused");
  await picture(page, "pull-okta-refused");
  await page.getByLabel("Okta domain").fill("https://acme.okta.com/admin/dashboard");
  await saved(page, page.getByRole("button", { name: "Save and go on" }), "The connection is made.");
  await page.getByRole("button", { name: "Connect Okta" }).waitFor();
  await settled("Nobody has signed in yet");
  assert.match(await main().innerText(), /acme\.okta\.com/);
  assert.equal(await page.getByText("/scim/v2").count(), 0);
  await checkPage(page, "pull, new");
  await picture(page, "pull-new");
});

step("a pull has its own page, wherever one comes from", async () => {
  const id = page.url().match(/\/pulls\/([^?]+)/)[1];
  await page.goto(`/t/default/connections/${id}?tab=settings`);
  assert.equal(new URL(page.url()).pathname, `/t/default/pulls/${id}`);
  await page.getByRole("heading", { name: "How people are read" }).waitFor();
  await page.getByLabel("Minutes between runs").fill("15");
  await page.getByLabel("STAGED").check();
  await page.getByText("Who is believed where somebody is pushed too").click();
  await page.getByLabel("title", { exact: true }).selectOption("pull");
  await saved(page, page.locator("section[aria-labelledby=how]").getByRole("button", { name: "Save" }), "Saved.");
  await page.getByText("Who is believed where somebody is pushed too").click();
  assert.equal(await page.getByLabel("title", { exact: true }).inputValue(), "pull");
  assert.equal(await page.getByLabel("Minutes between runs").inputValue(), "15");
  assert.ok(await page.getByLabel("STAGED").isChecked());
  await checkPage(page, "pull, settings");
  await picture(page, "pull-settings");
  await saved(page, page.locator("section[aria-labelledby=how]").getByRole("button", { name: "Save" }), "Saved.");
  assert.equal(await press(page, page.getByRole("button", { name: "Make an address for it" })), 200);
  assert.match(await page.getByLabel("URL", { exact: true }).inputValue(), /\/hooks\/okta\/default\./);
  assert.ok((await page.getByLabel("Authentication secret").inputValue()).length > 30);
  await page.getByText("user.lifecycle.deactivate", { exact: true }).waitFor();
  await checkPage(page, "event hook");
  await picture(page, "pull-hook");
});

step("who is turned away at Okta is back on the connection’s page, which says what to do", async () => {
  await page.goto("/t/default/connections/new?kind=okta");
  await page.getByLabel("Name", { exact: true }).fill("Okta of the subsidiary");
  await page.getByLabel("Client ID").fill("0oa5");
  await page.getByLabel("Okta domain").fill(directory.origin);
  await saved(page, page.getByRole("button", { name: "Save and go on" }), "The connection is made.");
  const here = new URL(page.url()).pathname;
  let used;
  page.on("request", (it) => { if (it.url().includes("/callbacks/okta?")) used = it.url(); });
  await page.getByRole("button", { name: "Connect Okta" }).click();
  await page.waitForURL(`**${here}?refused=access_denied`);
  await settled("Okta was told no");
  directory.refusal = "invalid_scope";
  await page.getByRole("button", { name: "Connect Okta" }).click();
  await page.waitForURL(`**${here}?refused=invalid_scope`);
  await settled(/A scope is not granted[^]*Okta API Scopes[^]*okta\.users\.read/);
  await checkPage(page, "pull, turned away");
  await picture(page, "pull-turned-away");
  await page.goto(used);
  await page.getByRole("heading", { name: "This sign-in is over" }).waitFor();
  assert.equal((await page.goto(here)).status(), 200);
  assert.deepEqual(page.mistakes, []);
});

step("a directory is asked with its address and token, judged at their boxes", async () => {
  await page.goto("/t/default/connections/new?kind=scim");
  await page.getByLabel("Name").fill("Directory");
  await page.getByLabel("Base URL").fill("http://10.0.0.1/scim");
  await page.getByLabel("Token").fill("secret-word");
  assert.equal(await press(page, page.getByRole("button", { name: "Make the connection" })), 400);
  assert.equal(await page.getByLabel("Base URL").getAttribute("aria-invalid"), "true");
  assert.ok(!(await page.content()).includes("secret-word"), "a token is not sent back");
  await page.getByLabel("Base URL").fill(`${directory.origin}/scim`);
  await page.getByLabel("Token").fill("Bearer x");
  assert.equal(await press(page, page.getByRole("button", { name: "Make the connection" })), 400);
  assert.equal(await page.getByLabel("Token").getAttribute("aria-invalid"), "true");
  await checkPage(page, "pull from a SCIM server, refused");
  await picture(page, "pull-scim-refused");
});

step("everybody is read, and one sees how far it has come", async () => {
  directory.pageMilliseconds = 1_500;
  directory.people.push({ ...Directory.person(PEOPLE), userName: undefined });
  await page.getByLabel("Token").fill(directory.token);
  await saved(page, page.getByRole("button", { name: "Make the connection" }), "The connection is made.");
  directoryPage = new URL(page.url()).pathname;
  await settled(/People are being read[^]*[123]0 read/);
  await checkPage(page, "pull, running");
  await picture(page, "pull-running");
  await settled("In step with a SCIM server");
  directory.pageMilliseconds = 0;
  // The list of runs is loaded anew by itself.
  const row = main().getByRole("row").filter({ hasText: "Everybody" });
  await row.first().waitFor();
  assert.match(await row.first().innerText(), /Done[^]*41[^]*40/);
  await checkPage(page, "pull, in step");
  await picture(page, "pull");
  const found = await rollcall.scim("GET", "/Users?filter=userName%20sw%20%22colleague%22");
  assert.equal(found.body.totalResults, PEOPLE);
});

step("a source that is away is told while its run waits for it", async () => {
  directory.away = true;
  await page.goto(directoryPage);
  await saved(page, page.getByRole("button", { name: "Sync now" }), "Asked for.");
  await live().filter({ hasText: /The source does not answer[^]*tried again/ }).waitFor({ timeout: 60_000 });
  await checkPage(page, "pull, waiting for its source");
  await picture(page, "pull-away");
  directory.away = false;
  await live().filter({ hasText: "In step with" }).waitFor({ timeout: 120_000 });
});

step("who could not be taken stands in the run, with why", async () => {
  await main().getByRole("row").last().getByRole("link").click();
  await page.getByRole("heading", { name: "Who was not taken, and why" }).waitFor();
  assert.equal(await figure("Created").innerText(), String(PEOPLE));
  assert.equal(await figure("Left out").innerText(), "1");
  await main().getByText("A user of the SCIM server has no userName.").waitFor();
  await checkPage(page, "a run");
  await picture(page, "pull-run");
  directory.people.pop();
});

step("who vanished is held when they are many, shown by name, and kept or let go", async () => {
  const gone = directory.people.splice(0, 25);
  await page.goto(directoryPage);
  await saved(page, page.getByRole("button", { name: "Read everybody" }), "Asked for.");
  await settled("Waits for you");
  // The look at what goes wrong comes by every second.
  await page.goto("/t/default");
  const needs = page.getByRole("region", { name: "Needs you" });
  for (let n = 0; n < 60 && !(await needs.count()); n++) await page.reload();
  await needs.getByRole("link", { name: "Look" }).first().click();
  await page.waitForURL(`**${directoryPage}`);
  await live().getByRole("link", { name: "Look" }).click();
  await page.getByRole("heading", { name: "25 people are gone from the source" }).waitFor();
  assert.equal(await main().locator("tbody tr").filter({ hasText: "Colleague" }).count(), 25);
  await checkPage(page, "vanished");
  await picture(page, "pull-vanished");
  await page.getByText("Keep them", { exact: true }).click();
  await saved(page, page.getByRole("button", { name: "Keep them active" }), "They stay active.");
  assert.equal((await rollcall.scim("GET", "/Users?filter=active%20eq%20true%20and%20userName%20sw%20%22colleague%22")).body.totalResults, PEOPLE);
  await saved(page, page.getByRole("button", { name: "Read everybody" }), "Asked for.");
  await settled("Waits for you");
  await live().getByRole("link", { name: "Look" }).click();
  await page.getByText("Let them go", { exact: true }).click();
  await saved(page, page.getByRole("button", { name: "Deactivate 25 people" }), "Let go.");
  await settled("In step");
  assert.equal((await rollcall.scim("GET", "/Users?filter=active%20eq%20true%20and%20userName%20sw%20%22colleague%22")).body.totalResults, PEOPLE - 25);
  directory.people.unshift(...gone);
  await saved(page, page.getByRole("button", { name: "Sync now" }), "Asked for.");
  await main().getByRole("row").filter({ hasText: "Who changed" }).filter({ hasText: "25" }).first().waitFor();
});

step("a field can be made of what comes", async () => {
  await page.goto(`${directoryPage}?tab=received`);
  await main().getByText("displayName", { exact: true }).first().waitFor();
  await checkPage(page, "pull, what comes");
  await page.goto("/t/default/new/field");
  await page.getByText(/attributes that connections have/).click();
  await picture(page, "field-known");
  await page.getByRole("button", { name: "Put in a field: title", exact: true }).click();
  assert.match(await page.locator("#sources").inputValue(), /path title\n/);
  await checkPage(page, "field editor, with attributes");
});

step("paused, nobody is read; resumed, they are", async () => {
  await page.goto(directoryPage);
  await saved(page, page.getByRole("button", { name: "Pause" }), "Paused. Nobody is read");
  await settled("Nobody is read.");
  assert.equal(await page.getByRole("button", { name: "Sync now" }).count(), 0);
  await checkPage(page, "pull, paused");
  await picture(page, "pull-paused");
  await saved(page, page.getByRole("button", { name: "Resume" }), "People are read again.");
  await page.getByRole("button", { name: "Sync now" }).waitFor();
});

step("a token that is taken no more is told here and on the home page, with what to do", async () => {
  directory.token = "another-token";
  await saved(page, page.getByRole("button", { name: "Sync now" }), "Asked for.");
  await settled("The token is not taken any more");
  await checkPage(page, "pull, needs a token");
  await picture(page, "pull-problem");
  await page.goto("/t/default");
  const needs = page.getByRole("region", { name: "Needs you" });
  for (let n = 0; n < 60 && !(await needs.filter({ hasText: "Directory" }).count()); n++) await page.reload();
  await page.goto("/t/default/connections");
  assert.match(await main().getByRole("row").filter({ hasText: "Directory" }).innerText(), /Token needed[^]*Pull[^]*SCIM server/);
  assert.match(await main().getByRole("row").filter({ hasText: "default" }).innerText(), /Push/);
  await checkPage(page, "connections");
  await picture(page, "connections-pull");
  await page.goto(`${directoryPage}?tab=settings`);
  await page.getByText("Change what is asked").click();
  await page.getByLabel("Token").fill(directory.token);
  await saved(page, page.locator("section[aria-labelledby=source]").getByRole("button", { name: "Save" }), "Saved.");
  await tab("Overview");
  await settled("In step");
});

step("it ends as one chooses", async () => {
  await tab("Settings");
  await page.locator("#end ~ details summary").click();
  await page.getByLabel("Its people").selectOption("deactivate");
  const end = page.getByRole("button", { name: "Disconnect Directory" });
  assert.ok(await end.isDisabled());
  await page.getByLabel("Type “Directory” to confirm").fill("Directory");
  await saved(page, end, "Disconnected.");
  await settled("Disconnected");
  assert.equal(await page.getByRole("button", { name: /Sync now|Pause|Connect/ }).count(), 0);
  for (let n = 0; n < 100; n++) {
    const left = await rollcall.scim("GET", "/Users?filter=active%20eq%20true%20and%20userName%20sw%20%22colleague%22");
    if (left.body.totalResults === 0) return assert.deepEqual(page.mistakes, []);
    await new Promise((done) => setTimeout(done, 200));
  }
  assert.fail("its people are still active");
});
