// A day with the console, by clicking as an admin does: Okta's people arrive, a token is rotated while Okta pushes, a field is
// changed, a signature published, an export taken.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";
import { parse } from "csv-parse/sync";
import { Browser, Rollcall, checkPage, counted, follow, picture, saved, setUp, story } from "./console.mjs";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const OWNER_TOKEN = "Okta production";

// People of whom some have what a spreadsheet program would take for a formula.
const STAFF = [
  { name: ["Bea", "Sales"], title: "=1+1", department: "Sales", phone: "+49 30 901820" },
  { name: ["Cem", "Öztürk"], title: "@SUM(A1)", department: "Sales", phone: "+44 20 7946 0123" },
  { name: ["Dora", "de Vries"], title: "-2+3", department: "Legal; \"Contracts\", EU", phone: "+31 20 794 6018" },
  { name: ["Emil", "+Plus"], title: "Clerk\nof two lines", department: "\tTab", phone: "030 901820" },
  { name: ["Fay", "Finance"], title: "Chief Financial Officer", department: "Finance", phone: "＝1" },
];
const address = ({ name }) => `${name[0].toLowerCase()}@example.com`;
const pushed = (it) => ({
  schemas: [USER, ENTERPRISE], userName: address(it), displayName: it.name.join(" "), title: it.title, active: true,
  name: { givenName: it.name[0], familyName: it.name[1] },
  emails: [{ value: address(it), type: "work", primary: true }],
  phoneNumbers: [{ value: it.phone, type: "work" }],
  [ENTERPRISE]: { department: it.department },
});

const step = story();
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

const menu = (name) => follow(page, page.locator(".side").getByRole("link", { name, exact: true }));
const tab = (name) => follow(page, page.locator("nav.tabs").getByRole("link", { name }));
const heading = (name) => page.getByRole("heading", { level: 1, name }).waitFor();
const field = (label) => page.locator("ul.values > li").filter({ has: page.locator(".value-name", { hasText: label }) });
const openPerson = async (name) => {
  await menu("People");
  await page.getByLabel("Search").fill(name);
  await page.getByRole("button", { name: "Search" }).click();
  await page.waitForURL(/search=/);
  await page.getByRole("link", { name, exact: true }).click();
  await heading(name);
};

step("a connection gets its token, Okta is simulated, and the line says live who has come", async () => {
  await setUp(page, rollcall);
  await menu("Connections");
  await page.getByRole("link", { name: "default" }).click();
  await tab(/^Tokens/);
  const make = page.getByRole("region", { name: "New token" });
  await make.getByLabel("Name").fill(OWNER_TOKEN);
  await make.getByRole("button").click();
  rollcall.okta = await page.getByLabel("Secret token").inputValue();
  const base = await page.getByLabel("Base URL").inputValue();
  await page.getByLabel("I have stored it").check();
  await page.getByRole("link", { name: "Go on" }).click();
  await tab("Set up");
  await page.getByText("No request yet").waitFor();
  const words = (await page.locator("#simulate").innerText()).replace("$TOKEN", rollcall.okta).split(" ");
  assert.deepEqual(words.slice(0, 4), ["rollcall", "simulate", "okta", "--url"]);
  assert.equal(words[4], base);
  const played = rollcall.command(...words.slice(1));
  assert.equal(played.code, 0, played.out + played.said);
  await page.locator(".waiting.ok").getByText("People have arrived").waitFor();
  await page.locator(".waiting.ok").getByText("Okta").waitFor();
  await picture(page, "journey-live");
});

step("the person's page tells each field and where it came from, down to the request", async () => {
  await page.getByRole("link", { name: "See people" }).click();
  await page.getByRole("link", { name: "Ada Example" }).click();
  await heading("Ada Example");
  for (const [label, value, source] of [
    ["Job position", "Head of Computation", "title"],
    ["Department", "Engineering", "department"],
    ["Mobile phone number", "+44 7400 123456", "mobile"],
    ["City", "London", "locality"],
    ["Groups", "Rollcall demo", "groups"],
  ]) {
    const told = await field(label).first().innerText();
    assert.ok(told.includes(value) && told.includes(source), `${label}: ${told}`);
  }
  const title = field("Job position").first();
  assert.match(await title.innerText(), /from their record · default/);
  await title.getByRole("link").first().click();
  await page.getByRole("heading", { name: "What it changed" }).waitFor();
  assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /^(POST|PUT|PATCH) \/scim\/(v2\/)?Users/);
  await checkPage(page, "the request of a field");
});

step("a token is rotated while Okta pushes, and no push fails", async () => {
  const [bea, ...others] = STAFF;
  for (const it of others) assert.equal((await rollcall.scim("POST", "/Users", pushed(it), rollcall.okta)).status, 201);
  const { body: { id } } = await rollcall.scim("POST", "/Users", pushed(bea), rollcall.okta);
  const answers = [];
  let goesOn = true;
  const push = async (token, n) => {
    const patch = { schemas: [PATCH], Operations: [{ op: "replace", path: "nickName", value: `Bea ${n}` }] };
    const answer = n % 2 ? await rollcall.scim("PUT", `/Users/${id}`, pushed(bea), token) : await rollcall.scim("PATCH", `/Users/${id}`, patch, token);
    answers.push(answer.status);
  };
  const pushing = (async () => { for (let n = 0; goesOn; n++) await push(rollcall.okta, n); })();
  await menu("Connections");
  await page.getByRole("link", { name: "default" }).click();
  await tab(/^Tokens/);
  const old = page.getByRole("row").filter({ hasText: OWNER_TOKEN });
  await old.getByText("Rotate", { exact: true }).click();
  await old.getByLabel("The old one ends after").selectOption({ label: "1 hour" });
  await picture(page, "journey-rotate");
  await old.getByRole("button", { name: "Make the new token" }).click();
  rollcall.rotated = await page.getByLabel("Secret token").inputValue();
  assert.notEqual(rollcall.rotated, rollcall.okta);
  await page.getByText("The old token ends").waitFor();
  const before = answers.length;
  for (let n = 0; n < 10; n++) await push(rollcall.rotated, n);
  while (answers.length < before + 30) await push(rollcall.okta, answers.length);
  goesOn = false;
  await pushing;
  assert.ok(answers.length > 30 && answers.every((it) => it >= 200 && it < 300), answers.join());
  await page.getByLabel("I have stored it").check();
  await page.getByRole("link", { name: "Go on" }).click();
  const rows = page.getByRole("row").filter({ hasText: OWNER_TOKEN });
  await rows.nth(1).waitFor();
  for (const row of await rows.all()) {
    const told = await row.innerText();
    assert.match(told, /Live/);
    assert.match(told, /(second|now|minute)/);
    assert.match(told, /127\.0\.0\.1/);
  }
  await checkPage(page, "two tokens of one name");
  await picture(page, "journey-two-tokens");
});

step("the old token is revoked by typing its name; who still uses it is told why, and so is the admin", async () => {
  const ending = rollcall.okta.slice(-4);
  const old = page.getByRole("row").filter({ hasText: `…${ending}` });
  await old.getByText("Revoke", { exact: true }).click();
  const revoke = old.getByRole("button", { name: "Revoke the token" });
  await old.getByLabel(/^Type/).fill("Okta");
  assert.ok(await revoke.isDisabled());
  await old.getByLabel(/^Type/).fill(OWNER_TOKEN);
  await saved(page, revoke, "The token no longer works.");
  assert.match(await page.getByRole("row").filter({ hasText: `…${ending}` }).innerText(), /Revoked/);
  assert.equal((await rollcall.scim("GET", "/Users", undefined, rollcall.rotated)).status, 200);
  const refused = await rollcall.scim("GET", "/Users", undefined, rollcall.okta);
  assert.equal(refused.status, 401);
  await menu("Activity");
  await page.getByRole("link", { name: "Refused", exact: true }).click();
  await page.waitForURL(/outcome=refused/);
  const row = page.getByRole("row").filter({ hasText: "401" }).first();
  assert.match(await row.innerText(), /revoked/i);
  await row.getByRole("link").first().click();
  const cause = page.locator(".notice", { has: page.locator("code") });
  await cause.waitFor();
  const told = await cause.innerText();
  assert.match(told, new RegExp(`${ending}[^]*revoked`, "i"));
  assert.ok(told.split("\n").filter((it) => it.trim().length > 20).length >= 2, `no fix: ${told}`);
  await picture(page, "journey-revoked");
  await cause.getByRole("link").click();
  await page.getByRole("row").filter({ hasText: `…${ending}` }).waitFor();
});

step("a field is changed: seen on one person, compared for everybody, published, and taken back", async () => {
  const people = STAFF.length + 1;
  await menu("Fields");
  await page.getByRole("link", { name: "Department", exact: true }).click();
  await heading("Department");
  await page.getByLabel("What is made of the value").fill("upper");
  await saved(page, page.getByRole("button", { name: "Save as a draft" }), "Saved as a draft");
  const preview = page.getByRole("region", { name: "On one person" });
  await preview.getByLabel("Choose a person").pressSequentially("ada.ex");
  await preview.getByRole("button", { name: /^Ada Example/ }).and(preview.locator("#found :only-child > button")).click();
  await preview.locator("ins").waitFor();
  assert.equal(await preview.locator("del").innerText(), "Engineering");
  assert.equal(await preview.locator("ins").innerText(), "ENGINEERING");
  await picture(page, "journey-field-preview");
  await page.getByRole("link", { name: "See what it does, and publish" }).click();
  await counted(page);
  const does = page.getByRole("region", { name: "What it would do" });
  const figure = async (name) => (await does.locator("dl.figures > div").filter({ hasText: name }).locator("dd").innerText()).match(/^\d+/)[0];
  // Everybody but whoever has one in capitals already.
  assert.equal(await figure("Changed"), String(people));
  assert.equal(await figure("Lose a value"), "0");
  assert.ok((await does.innerText()).includes(`of ${people} people`));
  const samples = await does.locator("h3 a").allInnerTexts();
  assert.equal(samples.length, 5);
  const known = ["ada.example@example.com", ...STAFF.map(address)];
  assert.ok(samples.every((it) => known.includes(it)), samples.join());
  assert.ok((await does.innerText()).includes("SALES"));
  await checkPage(page, "the draft's differences");
  await picture(page, "journey-field-diff");
  await page.getByLabel("Note").fill("Departments in capitals");
  await saved(page, page.getByRole("button", { name: "Publish it for everybody" }), "Published");
  const versions = page.locator("ol.timeline > li");
  assert.match(await versions.first().innerText(), /Version 1[^]*in force[^]*grace@example\.com[^]*Departments in capitals/);
  await openPerson("Ada Example");
  assert.match(await field("Department").innerText(), /ENGINEERING[^]*by the field’s definition · grace@example\.com/);
  await menu("Fields");
  await tab("Versions");
  await saved(page, versions.last().getByRole("button", { name: "Go back to this" }), "It is a draft now.");
  await counted(page);
  assert.equal(await figure("Changed"), String(people));
  await page.getByLabel("Note").fill("As it was");
  await saved(page, page.getByRole("button", { name: "Publish it for everybody" }), "Published");
  assert.match(await versions.first().innerText(), /Version 2[^]*As it was/);
  await openPerson("Ada Example");
  assert.match(await field("Department").innerText(), /Engineering/);
});

step("an export is downloaded and parsed: who was pushed is in it, and nothing in it is a formula", async () => {
  await menu("Target users");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download: All columns CSV" }).click()]);
  assert.equal(file.suggestedFilename(), "target-users.csv");
  const text = readFileSync(await file.path(), "utf8");
  const rows = parse(text, { columns: true, record_delimiter: "\r\n" });
  assert.deepEqual(rows.map((it) => it.email).sort(), ["ada.example@example.com", ...STAFF.map(address)].sort());
  // RFC 4180 as the file is written, and a neutralised cell is what was pushed behind an apostrophe.
  const cell = (value) => (/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) ? `'${value}` : value);
  for (const it of STAFF) {
    const row = rows.find((row) => row.email === address(it));
    const wanted = { first_name: it.name[0], last_name: cell(it.name[1]), full_name: it.name.join(" "), job_title: cell(it.title), department: cell(it.department.trim()), work_phone: cell(it.phone) };
    assert.deepEqual(Object.fromEntries(Object.keys(wanted).map((key) => [key, row[key]])), wanted);
  }
  for (const row of rows) for (const [key, value] of Object.entries(row)) assert.doesNotMatch(value, /^\s*[=+\-@＝＋－＠]/, key);
  const ada = rows.find((it) => it.first_name === "Ada");
  assert.deepEqual([ada.job_title, ada.groups, ada.location, ada.country], ["Head of Computation", "Rollcall demo", "London, GB", "GB"]);
});

step("a tool's own file has what the tool asks for, and the check before says what is wrong", async () => {
  const card = page.getByRole("region", { name: "Gophish CSV" });
  await card.getByRole("link", { name: "Check: Gophish CSV" }).click();
  await card.getByText(/have a problem/).waitFor();
  await card.getByText(/^Who (that is|they are)/).click();
  assert.ok((await card.getByRole("link", { name: /@example\.com$/ }).count()) > 0, "whoever has one is named");
  assert.match(await card.innerText(), /apostrophe/);
  const [file] = await Promise.all([page.waitForEvent("download"), card.getByRole("link", { name: "Download: Gophish CSV" }).click()]);
  const rows = parse(readFileSync(await file.path(), "utf8"), { columns: true });
  assert.deepEqual(Object.keys(rows[0]), ["First Name", "Last Name", "Email", "Position"]);
  assert.equal(rows.find((it) => it.Email === "bea@example.com").Position, "'=1+1");
  assert.equal(rows.find((it) => it.Email === "emil@example.com").Position, "Clerk of two lines");
  assert.deepEqual(page.mistakes, []);
});
