// A directory that is pulled from: a SCIM server with people in it, which gives few at a time and takes its time. It is also an Okta
// organization, as far as one comes there when everybody who signs in is turned away.
import assert from "node:assert/strict";
import { createServer } from "node:http";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

export class Directory {
  constructor() {
    this.people = [];
    this.token = "directory-token";
    this.pagePeople = 10;
    this.pageMilliseconds = 0;
    this.away = false;
    this.refusal = "access_denied";
  }

  static async start() {
    const it = new Directory();
    it.server = createServer((request, response) => it.answer(request, response));
    await new Promise((done) => it.server.listen(0, "127.0.0.1", done));
    it.origin = `http://127.0.0.1:${it.server.address().port}`;
    return it;
  }

  // What a Rollcall needs to be told, so that it may ask here.
  get settings() {
    return { ROLLCALL_PULL_INSECURE_ORIGINS: this.origin, ROLLCALL_PUSH_REACH: "machine", ROLLCALL_LIMITS_PULLS_CHECK_MILLISECONDS: "200" };
  }

  // Somebody, as the directory has them.
  static person(n, more = {}) {
    const email = `colleague${n}@directory.example`;
    return {
      schemas: [USER], id: `d-${String(n).padStart(4, "0")}`, userName: email, active: true, displayName: `Colleague ${n}`, title: n % 2 ? "Pilot" : "Engineer",
      name: { givenName: "Colleague", familyName: `${n}` }, emails: [{ value: email, type: "work", primary: true }], ...more,
    };
  }

  async answer(request, response) {
    const say = (status, body) => response.writeHead(status, { "content-type": "application/scim+json" }).end(JSON.stringify(body));
    if (this.away) return response.writeHead(503, { "retry-after": "8" }).end();
    const url = new URL(request.url, this.origin);
    if (url.pathname === "/.well-known/openid-configuration") return say(200, { issuer: this.origin, authorization_endpoint: `${this.origin}/oauth2/v1/authorize`, token_endpoint: `${this.origin}/oauth2/v1/token`, jwks_uri: `${this.origin}/oauth2/v1/keys` });
    if (url.pathname === "/oauth2/v1/authorize") {
      const back = new URL(url.searchParams.get("redirect_uri"));
      back.search = new URLSearchParams({ error: this.refusal, state: url.searchParams.get("state") });
      return response.writeHead(302, { location: back }).end();
    }
    if (request.headers.authorization !== `Bearer ${this.token}`) return say(401, { status: "401", detail: "The token is not known." });
    if (url.pathname === "/scim/ServiceProviderConfig") return say(200, { filter: { supported: false, maxResults: this.pagePeople }, patch: { supported: true } });
    if (url.pathname !== "/scim/Users") return say(404, { status: "404", detail: "There is nothing here." });
    const start = Number(url.searchParams.get("startIndex") ?? 1);
    const count = Math.min(Number(url.searchParams.get("count") ?? this.pagePeople), this.pagePeople);
    await new Promise((done) => setTimeout(done, this.pageMilliseconds));
    say(200, { schemas: [LIST], totalResults: this.people.length, startIndex: start, itemsPerPage: count, Resources: this.people.slice(start - 1, start - 1 + count) });
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

async function api(rollcall, method, path, body) {
  rollcall.key ??= rollcall.command("token", "create", "--tenant", "default", "--name", "pulls", "--scope", "api").out.trim();
  const answer = await fetch(`${rollcall.base}/api/v1${path}`, { method, headers: { authorization: `Bearer ${rollcall.key}`, "content-type": "application/json" }, body: body && JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

// Makes a connection that pulls.
export const pull = (rollcall, body) => api(rollcall, "POST", "/pulls", body);

// The connection once nothing is under way; after a run of that kind, if one is named.
export async function settled(rollcall, id, kind) {
  const before = kind && (await api(rollcall, "GET", `/pulls/${id}`)).last_run?.id;
  if (kind) await api(rollcall, "POST", `/pulls/${id}/sync`, { kind });
  for (let n = 0; n < 600; n++) {
    const now = await api(rollcall, "GET", `/pulls/${id}`);
    if (now.last_run && !now.running && !now.wanted && now.last_run.id !== before) return now;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail("the run has no end");
}
