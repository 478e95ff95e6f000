// An Okta organization, a Rollcall that may pull from it, and an administrator of both with a browser.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { Browser, Rollcall, press, saved, setUp } from "../browser/console.mjs";
import { Organization } from "./okta/organization.mjs";
import { ADMIN, SCHEMAS, USERS } from "./okta/provider.mjs";

export const CLIENT = "0oa1b2c3d4e5f6g7h8i9";
// Application integrations beside the usual one: a scope was not granted, proofs of possession are demanded.
export const NO_USERS = "0oanousersnousersnou";
export const PROVES = "0oaprovesprovesprove";
const CLIENTS = { [CLIENT]: {}, [NO_USERS]: { scopes: ["openid", "profile", "offline_access", SCHEMAS] }, [PROVES]: { proves: true } };
export { SCHEMAS, USERS };

export class Company {
  static async open(options) {
    const it = new Company();
    try {
      await it.#open(options);
    } catch (error) {
      await it.close();
      throw error;
    }
    return it;
  }

  async #open(options) {
    this.okta = await Organization.listen(options);
    const database = ownDatabase();
    if (database) this.age = (statement) => psql(database, statement);
    this.rollcall = await Rollcall.start((base) => ({
      ROLLCALL_PUBLIC_URL: base, ROLLCALL_PULL_INSECURE_ORIGINS: this.okta.origin, ROLLCALL_PUSH_REACH: "machine", ROLLCALL_LIMITS_PULLS_CHECK_MILLISECONDS: "100",
      ...(database && { ROLLCALL_DATABASE_URL: database, ROLLCALL_SECRET_KEY: randomBytes(32).toString("base64") }),
    }));
    await this.okta.open(`${this.rollcall.base}/callbacks/okta`, CLIENTS);
    this.browser = await Browser.open();
    this.page = await this.browser.page(this.rollcall);
    await setUp(this.page, this.rollcall);
  }

  // What only time does.
  age(statement) {
    this.rollcall.age(statement);
  }

  async close() {
    await this.browser?.close();
    await this.rollcall?.stop();
    await this.okta?.close();
  }

  async api(method, path, body) {
    this.key ??= this.rollcall.command("token", "create", "--name", "tests", "--scope", "api").out.trim();
    const headers = { authorization: `Bearer ${this.key}`, "content-type": "application/json" };
    const answer = await fetch(`${this.rollcall.base}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith("{") ? JSON.parse(text) : text };
  }

  async done(method, path, body) {
    const answer = await this.api(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  // As the admin does in the console; `more` is what it has boxes for elsewhere.
  async create(more = {}, { name = "Okta", client = CLIENT } = {}) {
    await this.page.goto("/t/default/connections/new?kind=okta");
    await this.page.getByLabel("Name", { exact: true }).fill(name);
    await this.page.getByLabel("Client ID").fill(client);
    await this.page.getByLabel("Okta domain").fill(this.okta.origin);
    await saved(this.page, this.page.getByRole("button", { name: "Save and go on" }), "The connection is made.");
    return this.done("PATCH", `/pulls/${encodeURIComponent(name)}`, { every_minutes: 1440, ...more });
  }

  pull(name = "Okta") {
    return this.done("GET", `/pulls/${name}`);
  }

  // Presses the button, signs in at Okta if need be, and decides there: back is the connection's page.
  async connect(decide = allow, name = "Okta") {
    const { id } = await this.pull(name);
    await this.page.goto(`/t/default/pulls/${id}?tab=settings`);
    await press(this.page, this.page.getByRole("button", { name: /^(Connect Okta|Sign in again)$/ }));
    await this.atOkta(decide);
    await this.page.waitForURL((it) => it.pathname === `/t/default/pulls/${id}` && !it.search.includes("tab="));
  }

  async atOkta(decide = allow) {
    const isAtOkta = (url) => url.origin === this.okta.origin;
    // Whom Okta asks nothing is back at once.
    await this.page.waitForURL((it) => isAtOkta(it) || it.searchParams.has("refused"));
    if (!isAtOkta(new URL(this.page.url()))) return;
    const signIn = this.page.getByRole("button", { name: "Sign in" });
    const consent = this.page.getByRole("heading", { name: "Rollcall would like to access" });
    await signIn.or(consent).first().waitFor();
    if (await signIn.isVisible()) {
      await this.page.getByLabel("Username").fill(ADMIN.name);
      await this.page.getByLabel("Password").fill(ADMIN.password);
      await signIn.click();
      await consent.or(this.page.locator("main")).first().waitFor();
    }
    if (await consent.isVisible()) await decide(this.page);
    await this.page.waitForURL((it) => it.origin === this.rollcall.base);
  }

  // The connection, as soon as `is` holds of it.
  async until(is, name = "Okta", seconds = 120) {
    const end = Date.now() + seconds * 1_000;
    for (;;) {
      const shown = await this.pull(name);
      if (is(shown)) return shown;
      assert.ok(Date.now() < end, JSON.stringify(shown, null, 1));
      await pause(100);
    }
  }

  // Once nothing is under way any more.
  settled(name = "Okta") {
    return this.until((it) => !it.running && !it.wanted && !it.told && it.last_run, name);
  }

  async synced(kind, name = "Okta") {
    const { last_run: before } = await this.pull(name);
    await this.done("POST", `/pulls/${name}/sync`, { kind });
    return this.until((it) => !it.running && !it.wanted && it.last_run?.id !== before?.id, name);
  }

  async person(userName) {
    const { body } = await this.rollcall.scim("GET", `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`);
    return body.Resources[0];
  }

  async people() {
    const { body } = await this.rollcall.scim("GET", "/Users?count=0");
    return body.totalResults;
  }
}

// On the PostgreSQL that PULL_POSTGRES names each company has a database; else there is SQLite, as a server begins with.
const POSTGRES = process.env.PULL_POSTGRES;
const psql = (url, statement) => execFileSync(process.env.PSQL ?? "psql", ["-q", "-X", "-v", "ON_ERROR_STOP=1", "-c", statement, url]);
function ownDatabase() {
  if (!POSTGRES) return null;
  const name = `pulling_${randomBytes(8).toString("hex")}`;
  psql(POSTGRES, `CREATE DATABASE ${name}`);
  const url = new URL(POSTGRES);
  url.pathname = `/${name}`;
  return url.href;
}

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
export const allow = (page) => page.getByRole("button", { name: "Allow Access" }).click();
export const refuse = (page) => page.getByRole("button", { name: "Don't Allow" }).click();
export const without = (scope) => async (page) => {
  await page.getByLabel(scope).uncheck();
  await allow(page);
};
// What is not 0.
export const counts = ({ last_run }) => Object.fromEntries(Object.entries(last_run.counts).filter(([, count]) => count));

// Nothing that was asked of Okta, or answered, was otherwise than Okta describes.
export function isAsDescribed(okta, operations) {
  assert.deepEqual(okta.violations, []);
  const asked = [...okta.management.asked.keys(), ...okta.oauth.asked.keys()];
  for (const operation of operations) assert.ok(asked.includes(operation), `${operation} was not asked for: ${asked}`);
}
