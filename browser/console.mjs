// A Rollcall of its own for each test file, and a Chromium that looks at its console.
import { execFile, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { test } from "node:test";
import { chromium } from "playwright-core";

const PROGRAM = process.env.ROLLCALL ?? "target/debug/rollcall";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const PICTURES = process.env.PICTURES;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const PASSWORD = "correct horse battery staple";
export const OWNER = { name: "Grace Hopper", email: "grace@example.com", organisation: "Acme Incorporated" };

const freePort = () => new Promise((done) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});

// The server prints what its first start made: the set-up link among it. `environment` may depend on the server's own URL.
export class Rollcall {
  static async start(environment = {}) {
    const it = new Rollcall();
    it.folder = mkdtempSync(join(tmpdir(), "rollcall-browser."));
    it.base = `http://127.0.0.1:${await freePort()}`;
    const more = typeof environment === "function" ? environment(it.base) : environment;
    it.environment = { PATH: process.env.PATH, ROLLCALL_LISTEN: new URL(it.base).host, NO_PROXY: "127.0.0.1", ...more };
    it.said = "";
    await it.again();
    return it;
  }

  // Serves, from the same database as before.
  async again() {
    this.server = spawn(PROGRAM, ["serve"], { cwd: this.folder, env: this.environment });
    let said = "";
    const ready = new Promise((done, failed) => {
      const hear = (bytes) => {
        said += bytes;
        this.said += bytes;
        if (said.includes("serving")) done();
      };
      this.server.stdout.on("data", hear);
      this.server.stderr.on("data", hear);
      this.server.on("exit", (code) => failed(new Error(`the server ended (${code}): ${said}`)));
    });
    await ready;
  }

  // The path of the one-time link that sets the console up.
  get setUp() {
    const link = this.said.match(/\/set-up\/\S+/);
    assert.ok(link, this.said);
    return link[0];
  }

  get token() {
    return this.said.match(/Secret token\s+(\S+)/)[1];
  }

  // What only time does: a statement of SQL on the database below the server, which goes on.
  age(statement) {
    const program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=30); n = c.execute(sys.argv[2]).rowcount; c.commit(); print(n)";
    const done = spawnSync("python3", ["-c", program, join(this.folder, "rollcall.db"), statement], { encoding: "utf8" });
    assert.ok(done.status === 0 && Number(done.stdout) > 0, `${statement}: ${done.stdout}${done.stderr}`);
  }

  command(...args) {
    const done = spawnSync(PROGRAM, args, { cwd: this.folder, env: this.environment, encoding: "utf8" });
    return { code: done.status, out: done.stdout, said: done.stderr };
  }

  // The same for what takes long: the server's words are heard meanwhile.
  meanwhile(...args) {
    return new Promise((done, failed) => {
      execFile(PROGRAM, args, { cwd: this.folder, env: this.environment, encoding: "utf8" }, (error, out, said) => {
        if (error && typeof error.code !== "number") failed(error);
        else done({ code: error?.code ?? 0, out, said });
      });
    });
  }

  async scim(method, path, body, token = this.token, headers = {}) {
    const answer = await fetch(`${this.base}/scim${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json", ...headers },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null, headers: answer.headers };
  }

  // Ends it in the middle of whatever it does.
  async kill() {
    this.server.removeAllListeners("exit");
    const ended = new Promise((done) => this.server.on("exit", done));
    this.server.kill("SIGKILL");
    await ended;
  }

  async stop() {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class Browser {
  static async open() {
    const it = new Browser();
    it.chromium = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    return it;
  }

  // A page whose own mistakes fail the test: scripts that throw, and whatever the content policy stops.
  async page(rollcall, options = {}) {
    const context = await this.chromium.newContext({ baseURL: rollcall.base, viewport: { width: 1280, height: 860 }, locale: "en-GB", timezoneId: "Europe/Amsterdam", ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(Number(process.env.PATIENCE_MS ?? 60_000));
    page.mistakes = [];
    page.on("pageerror", (error) => page.mistakes.push(String(error)));
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) { const { url, lineNumber, columnNumber } = message.location(); page.mistakes.push(`${page.url()}: ${url}:${lineNumber}:${columnNumber}: ${message.text()}`); }
    });
    page.on("dialog", (dialog) => {
      page.mistakes.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    return page;
  }

  async close() {
    await this.chromium.close();
  }
}

// The steps of one story: what follows one that failed is not tried.
export function story() {
  let broken = "";
  return (name, step) => test(name, async (t) => {
    if (broken) return t.skip(`after: ${broken}`);
    try {
      await step(t);
    } catch (error) {
      broken = name;
      throw error;
    }
  });
}

// Does what leads to another page, until that page is there.
async function turned(page, act) {
  await page.locator("main").evaluate((it) => { it.dataset.before = "yes"; });
  const done = await act();
  await page.locator("main[data-before]").waitFor({ state: "detached" });
  return done;
}

// Clicks a link.
export const follow = (page, link) => turned(page, () => link.click());

// Presses a button that posts: the status of the answer.
export async function press(page, button) {
  const [answer] = await turned(page, () => Promise.all([page.waitForResponse((it) => it.request().method() === "POST"), button.click()]));
  return answer.status();
}

// Presses a button that posts, and reads what the page says was done.
export async function saved(page, button, words) {
  const status = await press(page, button);
  assert.ok(status < 400, `${status}: ${await page.locator("main").innerText()}`);
  await page.getByRole("status").filter({ hasText: words }).waitFor();
}

// What looks at everybody is loaded after the page.
export const counted = (page) => page.locator(".part[aria-busy='true']").first().waitFor({ state: "detached" });

// First start to home: what an owner does once.
export async function setUp(page, rollcall) {
  await page.goto(rollcall.setUp);
  await page.getByLabel("Organisation").fill(OWNER.organisation);
  await page.getByLabel("Your name").fill(OWNER.name);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.locator("main form button").click();
  await page.waitForURL(/\/t\/default$/);
}

export async function signIn(page, email = OWNER.email, password = PASSWORD) {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.locator("main form button").first().click();
}

// What a page says of itself that keeps somebody from using it: WCAG by axe-core, and whatever runs over its side.
export async function checkPage(page, name) {
  await page.evaluate(`${AXE};0`);
  const found = await page.evaluate(() => axe.run(document, { iframes: false, resultTypes: ["violations"] }));
  const serious = found.violations.filter((it) => ["serious", "critical"].includes(it.impact));
  assert.deepEqual(serious.map((it) => `${it.id}: ${it.nodes.map((node) => node.html).join(" ")}`), [], name);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${name} runs ${over} pixels over its side`);
  assert.deepEqual(page.mistakes, [], name);
}

// A picture for people to look at, where PICTURES names a folder.
export async function picture(page, name) {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  for (const frame of page.frames()) await frame.waitForLoadState("load");
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

// Every screen by its name, of what there is: `it` names the connection, person and so on that are looked at, and what it does not name has no screen.
export function screens(it) {
  const base = "/t/default";
  const person = it.person && `${base}/people/${it.person}`;
  const pull = it.pull && `${base}/pulls/${it.pull}`;
  const okta = it.okta && `${base}/pulls/${it.okta}`;
  const of = (address, more) => address && address + more;
  const all = {
    home: base, connections: `${base}/connections`, "connection-new": `${base}/connections/new`, "connection-new-okta": `${base}/connections/new?kind=okta`,
    "connection-new-scim": `${base}/connections/new?kind=scim`, "connection-new-payfit": `${base}/connections/new?kind=payfit`, "pull-new": okta, pull,
    "pull-received": of(pull, "?tab=received"), "pull-settings": of(pull, "?tab=settings"), "pull-okta-settings": of(okta, "?tab=settings"), "pull-runs": of(pull, "/runs"),
    "pull-run": of(pull, `/runs/${it.run}`), "pull-vanished": of(pull, `/runs/${it.held}`),
    connect: it.connection, "connect-entra": `${it.connection}?provider=entra`, tokens: `${it.connection}?tab=tokens`, received: `${it.connection}?tab=received`, "connection-settings": `${it.connection}?tab=settings`,
    people: `${base}/people`, "people-found": `${base}/people?search=person1`, "people-lacking": `${base}/people?lacking=pronouns&state=active`, "people-none": `${base}/people?search=nobody-at-all`,
    person, "person-signature": of(person, "?tab=signature"), "person-target": of(person, "?tab=target"), "person-history": of(person, "?tab=history"), "person-raw": of(person, "?tab=raw"),
    held: `${base}/held`, leavers: `${base}/leavers`, imports: `${base}/imports`, groups: `${base}/groups`, group: `${base}/groups/${it.group}`,
    fields: `${base}/fields`, field: `${base}/fields/job_title`, "field-new": `${base}/new/field`, draft: `${base}/mapping/draft`, "fields-history": `${base}/mapping/history`,
    signatures: `${base}/signatures`, signature: it.signature, "signature-new": `${base}/new/signature`, campaigns: `${base}/campaigns`, "who-gets-what": `${base}/signatures/who-gets-what`,
    targets: `${base}/targets`, connectors: `${base}/connectors`, activity: `${base}/activity`, request: `${base}/activity/${it.request}`, changes: `${base}/events`, deliveries: `${base}/deliveries`,
    alerts: `${base}/alerts`, settings: `${base}/settings`, admins: `${base}/admins`, sso: `${base}/sso`, audit: `${base}/audit`, "audit-installation": `${base}/audit?tab=installation`, stored: `${base}/stored`, api: `${base}/api`, profile: `${base}/profile`, tenants: "/tenants",
  };
  return Object.fromEntries(Object.entries(all).filter(([, path]) => path));
}

// What can be used of a page, as it stands: what is folded away is not, nor what another of its group stands for.
const USABLE = "a[href], button:not(:disabled), input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex='0']";

// By the Tab key alone: each stop is seen and has a mark around it, and everything that can be used is one.
export async function checkKeyboard(page, name) {
  const controls = await page.evaluate((usable) => {
    const all = [...document.querySelectorAll(usable)].filter((it) => it.checkVisibility({ visibilityProperty: true }));
    all.forEach((it, n) => { it.dataset.stop = n; });
    return all.length;
  }, USABLE);
  const reached = new Set();
  for (let n = 0; n < controls + 50; n++) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => {
      const it = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(it);
      return { html: it.outerHTML.slice(0, 160), stop: it.dataset.stop, body: it === document.body, seen: it.checkVisibility({ visibilityProperty: true }), marked: outlineStyle !== "none" && parseFloat(outlineWidth) > 0 };
    });
    if (here.body || (here.stop !== undefined && reached.has(here.stop))) break;
    assert.ok(here.seen, `${name}: one gets to what is not seen: ${here.html}`);
    assert.ok(here.marked, `${name}: nothing marks ${here.html}`);
    if (here.stop !== undefined) reached.add(here.stop);
  }
  const missed = await page.evaluate((reached) => [...document.querySelectorAll("[data-stop]")].filter((it) => !reached.includes(it.dataset.stop)).map((it) => it.outerHTML.slice(0, 160)), [...reached]);
  assert.deepEqual(missed, [], `${name}: not reached`);
  return controls;
}
