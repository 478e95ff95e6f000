// Every screen, light and dark, wide and narrow: usable by keyboard and screen reader, nothing over its side, nothing stopped by the
// content policy; with people in it whose names are as bad as names can be.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, Rollcall, checkKeyboard, checkPage, picture, saved, screens, setUp, signIn } from "./console.mjs";
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

const all = () => ({ ...screens({ ...rollcall, person: rollcall.people[0], request: rollcall.refused }), nothing: "/t/default/nothing" });

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
    for (const [name, path] of Object.entries(all())) {
      await t.test(name, async () => {
        const answer = await here.goto(path, { waitUntil: "load" });
        assert.equal(answer.status(), name === "nothing" ? 404 : 200, `${path}: ${await here.locator("main").innerText()}`);
        assert.equal(await here.locator(".notice.bad").count(), 0, await here.locator("main").innerText());
        assert.equal(await here.getByText("⟦").count(), 0);
        await here.locator("[aria-busy='true']").first().waitFor({ state: "detached", timeout: 15_000 });
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
  for (const path of Object.values(all()).slice(0, -1)) {
    const answer = await plain.goto(path);
    assert.equal(answer.status(), 200, path);
    assert.ok((await plain.locator("h1").innerText()).trim(), path);
  }
  await plain.goto("/t/default");
  await plain.locator(".side details.me summary").click();
  await plain.locator(".side").getByRole("button", { name: /sign out/i }).click();
  await plain.waitForURL(/sign-in/);
});

test("one gets everywhere by keyboard, and sees where one is", async () => {
  await page.goto("/t/default");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  const paths = all();
  for (const name of ["home", "people", "person", "connect", "connection-settings", "field", "signatures", "targets", "activity", "request", "settings"]) {
    await page.goto(paths[name], { waitUntil: "load" });
    await page.locator("[aria-busy='true']").first().waitFor({ state: "detached" });
    assert.ok(await checkKeyboard(page, name) > 15, name);
  }
});

test("the home page has a chart of the requests and one of the people, with what they say", async () => {
  await page.goto("/t/default");
  for (const [name, bar] of [[/requests/i, "rect.ok"], [/ active, .* inactive/, "rect.active"]]) {
    const chart = page.locator("main figure.chart").getByRole("img", { name });
    assert.match(await chart.getAttribute("aria-label"), /\d/);
    const tall = await chart.locator(bar).evaluateAll((bars) => Math.max(...bars.map((it) => it.getBoundingClientRect().height * it.getBoundingClientRect().width)));
    assert.ok(tall > 0, `${name}`);
  }
});

test("times are told in the zone of whoever reads them", async () => {
  await page.goto(all().request);
  const told = page.locator("main time[data-as=exact]").first();
  const at = new Date(await told.getAttribute("datetime"));
  const words = (timeZone, how) => new Intl.DateTimeFormat("en", { ...how, timeZone }).format(at);
  const short = { dateStyle: "medium", timeStyle: "short" };
  const exact = { dateStyle: "full", timeStyle: "medium" };
  assert.notEqual(words("Europe/Amsterdam", short), words("UTC", short));
  assert.equal(await told.innerText(), words("Europe/Amsterdam", short));
  assert.equal(await told.getAttribute("title"), words("Europe/Amsterdam", exact));
  assert.equal(await page.locator("main time:not([data-as])").first().getAttribute("title"), words("Europe/Amsterdam", exact));
});

test("a narrow page in German and in French", async () => {
  const here = await browser.page(rollcall, { viewport: { width: 360, height: 740 } });
  await signIn(here);
  await here.waitForURL(/\/t\/default/);
  const choose = async (label, language) => {
    await here.goto("/t/default/profile");
    await here.locator("#in-language").selectOption({ label: language });
    await here.locator("section[aria-labelledby=me] button").click();
    await here.locator("[role=status]").waitFor();
  };
  const words = {
    de: { language: "Deutsch", people: ["Personen", "Abteilung"], "connection-settings": ["Verbindung", "Trennen"], activity: ["Aktivität", "Abgelehnt"], draft: ["Der Entwurf", "Felder"] },
    fr: { language: "Français", people: ["Personnes", "Service"], "connection-settings": ["Connexion", "Déconnecter"], activity: ["Activité", "Refusées"], draft: ["Le brouillon", "Champs"] },
  };
  const english = {};
  for (const name of ["people", "connection-settings", "activity", "draft"]) {
    await here.goto(all()[name], { waitUntil: "load" });
    english[name] = await here.locator("main").innerText();
  }
  for (const [tag, { language, ...screens }] of Object.entries(words)) {
    await choose("language", language);
    for (const [name, said] of Object.entries(screens)) {
      await here.goto(all()[name], { waitUntil: "load" });
      assert.equal(await here.locator("html").getAttribute("lang"), tag);
      const text = await here.locator("main").innerText();
      for (const it of said) assert.ok(text.toLowerCase().includes(it.toLowerCase()) && !english[name].includes(it), `${tag}, ${name}: ${it} in ${text}`);
      await picture(here, `${name}-${tag}`);
      await checkPage(here, `${name}, ${tag}, 360 pixels`);
    }
  }
  await choose("language", "English");
  assert.equal(await here.locator("html").getAttribute("lang"), "en");
});
