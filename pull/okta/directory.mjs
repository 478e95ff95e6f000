// The people of an Okta organization and what its API answers of them: search, pages, limits, errors, as Okta documents them.
// Whether a request may ask is for the real provider to say (`access`).
import { createServer } from "node:http";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const EPOCH = Date.parse("2026-03-01T08:00:00.000Z");
const TITLES = ["Pilot", "Engineer", "Controller", "Head of People", null];
const DEPARTMENTS = ["Air", "Sales", "Finance", "Legal; \"Contracts\"", "Müller & Söhne"];
const NAMES = ["Ada", "Bea", "Cem", "Dora", "Émile", "Fátima", "Grace", "Zoë"];

const id = (number) => `00u${String(number).padStart(17, "0")}`;

// Somebody as Okta has them: nulls where nothing is, attributes of the organization's own, several changed in one moment.
export function person(number) {
  const login = `user${number}@example.com`;
  const changed = new Date(EPOCH + Math.floor(number / 3) * MINUTE).toISOString();
  return {
    id: id(number), status: number % 41 === 40 ? "PROVISIONED" : "ACTIVE", created: new Date(EPOCH).toISOString(), activated: null, statusChanged: null,
    lastLogin: null, lastUpdated: changed, passwordChanged: null, type: { id: "oty1a2b3c4d5e6f7g8h9" },
    profile: {
      login, email: login, firstName: NAMES[number % NAMES.length], lastName: `Example ${number}`, secondEmail: null,
      mobilePhone: number % 4 ? null : `+49 1512 ${String(3_456_700 + number)}`, title: TITLES[number % TITLES.length], department: DEPARTMENTS[number % DEPARTMENTS.length],
      city: "Berlin", countryCode: "DE", locale: "de_DE", employeeNumber: String(number), costCentre: `CC-${number % 7}`, badges: ["one", "two"],
    },
    _links: { self: { href: `https://acme.okta.com/api/v1/users/${id(number)}` } },
  };
}

const ERRORS = {
  E0000006: [403, "You do not have permission to perform the requested action"],
  E0000007: [404, "Not found: Resource not found"],
  E0000011: [401, "Invalid token provided"],
  E0000031: [400, "Invalid search criteria."],
  E0000047: [429, "API call exceeded rate limit due to too many requests."],
};

// What a search asks for, as a question about somebody: comparisons of lastUpdated, status and id, with `and` and `or`.
function question(search) {
  const one = (text) => {
    const [, name, operator, wanted] = /^(lastUpdated|status|id) (eq|gt|ge|lt|le) "([^"]*)"$/.exec(text.trim()) ?? [];
    if (!name) throw new Error("E0000031");
    const value = (it) => (name === "lastUpdated" ? Date.parse(it[name]) : it[name]);
    const bound = name === "lastUpdated" ? Date.parse(wanted) : wanted;
    const holds = { eq: (a, b) => a === b, gt: (a, b) => a > b, ge: (a, b) => a >= b, lt: (a, b) => a < b, le: (a, b) => a <= b }[operator];
    return (it) => holds(value(it), bound);
  };
  const all = search.split(" or ").map((part) => part.split(" and ").map(one));
  return (it) => all.some((part) => part.every((holds) => holds(it)));
}

export class Directory {
  constructor({ people = 0, limit = 600, windowSeconds = 60 } = {}) {
    this.people = new Map(Array.from({ length: people }, (_, number) => [id(number), person(number)]));
    this.limit = limit;
    this.windowSeconds = windowSeconds;
    this.used = { window: 0, requests: 0 };
    this.refused = 0;
    this.pages = 0;
    this.wait = async () => {};
  }

  // `origin`: where the API is for others. `access(request, scope)`: whether the provider's token opens it, else the headers of a refusal.
  async open(origin, access) {
    Object.assign(this, { origin, access });
    this.server = createServer((request, response) => this.#serve(request, response));
    await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  find(number) {
    return this.people.get(id(number));
  }

  add(number) {
    const made = { ...person(number), lastUpdated: new Date().toISOString() };
    this.people.set(made.id, made);
  }

  remove(number) {
    this.people.delete(id(number));
  }

  change(number, how) {
    const changed = this.find(number);
    how(changed);
    changed.lastUpdated = new Date().toISOString();
  }

  async #serve(request, response) {
    const url = new URL(request.url, this.origin);
    try {
      const headers = this.#counted();
      response.setHeaders(new Headers(headers));
      await this.wait(url);
      const scope = url.pathname.startsWith("/api/v1/meta/") ? "okta.schemas.read" : "okta.users.read";
      const refusal = await this.access(request, scope);
      if (refusal) {
        response.setHeaders(new Headers(refusal.headers));
        throw new Error(refusal.code);
      }
      this.#answer(url, response);
    } catch (error) {
      const [status, errorSummary] = ERRORS[error.message] ?? [500, "Internal Server Error"];
      const errorCode = error.message in ERRORS ? error.message : "E0000009";
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify({ errorCode, errorSummary, errorLink: errorCode, errorId: "oae1a2b3c4d5e6f7g8h9", errorCauses: [] }));
    }
  }

  #counted() {
    const now = Math.floor(Date.now() / SECOND);
    const window = Math.floor(now / this.windowSeconds);
    if (this.used.window !== window) this.used = { window, requests: 0 };
    this.used.requests += 1;
    const remaining = this.limit - this.used.requests;
    if (remaining < 0) {
      this.refused += 1;
      throw new Error("E0000047");
    }
    return {
      "x-rate-limit-limit": String(this.limit), "x-rate-limit-remaining": String(remaining), "x-rate-limit-reset": String((window + 1) * this.windowSeconds),
    };
  }

  #answer(url, response) {
    const json = (body) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    const [, one] = /^\/api\/v1\/users\/([^/]+)$/.exec(url.pathname) ?? [];
    if (url.pathname === "/api/v1/users") return json(this.#page(url, response));
    if (one && this.people.has(one)) return json(this.people.get(one));
    if (url.pathname === "/api/v1/meta/schemas/user/default") return json(schema(this.origin));
    throw new Error("E0000007");
  }

  #page(url, response) {
    this.pages += 1;
    const given = url.searchParams;
    const search = given.get("search");
    const limit = Math.min(Number(given.get("limit") ?? 200), 200);
    const listed = [...this.people.values()].filter(search ? question(search) : (it) => it.status !== "DEPROVISIONED");
    const key = (it) => (given.get("sortBy") === "lastUpdated" ? [it.lastUpdated, it.id] : [it.id, ""]);
    const less = ([a, b], [c, d]) => a < c || (a === c && b < d);
    listed.sort((one, other) => (less(key(one), key(other)) ? -1 : 1));
    const after = given.get("after");
    const place = after && this.#place(after);
    const rest = place ? listed.filter((it) => less(place, key(it))) : listed;
    const page = rest.slice(0, limit);
    const links = [`<${url.href}>; rel="self"`];
    if (rest.length > limit) {
      const next = new URL(url);
      next.searchParams.set("after", Buffer.from(JSON.stringify(key(page.at(-1)))).toString("base64url"));
      links.push(`<${next.href}>; rel="next"`);
    }
    response.setHeader("link", links);
    return page;
  }

  #place(after) {
    try {
      return JSON.parse(Buffer.from(after, "base64url").toString());
    } catch {
      throw new Error("E0000031");
    }
  }
}

function schema(origin) {
  const attribute = (title, more = {}) => ({ title, type: "string", scope: "NONE", mutability: "READ_WRITE", permissions: [{ principal: "SELF", action: "READ_ONLY" }], master: { type: "PROFILE_MASTER" }, ...more });
  return {
    id: `${origin}/meta/schemas/user/default`, $schema: "http://json-schema.org/draft-04/schema#", name: "user", title: "User", type: "object",
    lastUpdated: "2026-02-01T00:00:00.000Z", created: "2026-01-01T00:00:00.000Z",
    definitions: {
      base: { id: "#base", type: "object", properties: { login: attribute("Username", { required: true, minLength: 5, maxLength: 100 }) }, required: ["login"] },
      custom: { id: "#custom", type: "object", properties: { costCentre: attribute("Cost centre"), badges: attribute("Badges", { type: "array", items: { type: "string" } }) }, required: [] },
    },
    properties: { profile: { allOf: [{ $ref: "#/definitions/base" }, { $ref: "#/definitions/custom" }] } },
  };
}
