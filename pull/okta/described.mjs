// What Okta publishes of its API, in the hands of Prism: every request is held to it, and every answer.
import { readFileSync } from "node:fs";
import prism from "@stoplight/prism-http";

const SILENT = { child: () => SILENT };
for (const name of ["trace", "debug", "info", "success", "warn", "error", "fatal"]) SILENT[name] = () => {};
// What belongs to one connection, and what is not so any more once an answer was read.
const NOT_PASSED = ["connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding"];

// `{id}` of a path stands for one part of it.
const matcher = (path) => new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{[^}]+\}/g, "[^/]+")}$`);

// Okta says only in words that the kind of grant decides what a request for tokens has to have.
function withGrants(document) {
  const schemas = document.components.schemas;
  const { mapping } = schemas.TokenRequestOrgAs.discriminator;
  schemas.TokenRequestOrgAs = {
    anyOf: ["authorization_code", "refresh_token"].map((grant) => ({
      allOf: [{ type: "object", required: ["grant_type"], properties: { grant_type: { enum: [grant] } } }, { $ref: mapping[grant] }],
    })),
  };
  return document;
}

export class Described {
  // `upstream`: who answers. `gaps`: what is known to be missing in the description, each with why.
  static async read(name, upstream, { checksSecurity, gaps = [] }) {
    const it = new Described();
    const document = JSON.parse(readFileSync(new URL(`description/${name}.json`, import.meta.url), "utf8"));
    it.operations = await prism.getHttpOperationsFromSpec(name === "oauth" ? withGrants(document) : document);
    it.checks = { checkSecurity: checksSecurity, validateRequest: true, validateResponse: true, errors: false };
    it.upstream = new URL(upstream);
    it.prism = prism.createInstance({ ...it.checks, isProxy: true, upstream: it.upstream, mock: { dynamic: false } }, { logger: SILENT });
    it.gaps = gaps;
    it.violations = [];
    it.asked = new Map();
    return it;
  }

  operation(method, path) {
    return this.operations.find((it) => it.method === method.toLowerCase() && matcher(it.path).test(path));
  }

  // Held to the description and passed on to whoever answers.
  async pass(request) {
    return said(await this.#ask(request));
  }

  // Held to the description, and answered by what Prism makes up, the same for the same seed.
  async generated(request, seed) {
    return said(await this.#ask(request, { ...this.checks, isProxy: false, mock: { dynamic: true, code: 200, seed } }));
  }

  // Only held to the description: what a browser is led through is answered elsewhere.
  async look(request) {
    await this.#ask(request, { ...this.checks, validateResponse: false, isProxy: false, mock: { dynamic: true } });
  }

  async #ask({ method, url, headers, body }, config) {
    const { pathname, searchParams } = new URL(url, this.upstream);
    this.#unknown(method, pathname, searchParams);
    const input = { method: method.toLowerCase(), url: { path: pathname, query: query(searchParams) }, headers, body: body || undefined };
    const answered = await this.prism.request(input, this.operations, config)();
    this.#note(method, pathname, answered);
    return answered;
  }

  // OpenAPI lets everybody add parameters; a name that Okta does not know is a mistake of ours all the same.
  #unknown(method, path, searchParams) {
    const operation = this.operation(method, path);
    if (!operation) return this.violations.push(`${method} ${path}: there is no such operation`);
    this.asked.set(operation.path, (this.asked.get(operation.path) ?? 0) + 1);
    const known = (operation.request?.query ?? []).map((it) => it.name);
    for (const [name] of searchParams) if (!known.includes(name)) this.violations.push(`${method} ${path}: there is no parameter ${name}`);
    const twice = [...new Set(searchParams.keys())].filter((name) => searchParams.getAll(name).length > 1);
    for (const name of twice) this.violations.push(`${method} ${path}: the parameter ${name} stands there twice`);
  }

  #note(method, path, answered) {
    if (answered._tag === "Left") return this.violations.push(`${method} ${path}: ${answered.left.message}: ${JSON.stringify(answered.left.additional ?? "")}`);
    const { input, output } = answered.right.validations;
    for (const [side, found] of [["request", input], ["answer", output]]) {
      for (const it of found.filter(({ severity }) => severity === 0)) {
        const said = `${method} ${path}: ${side} ${(it.path ?? []).join(".")}: ${it.message}`;
        if (!this.gaps.some((gap) => gap.test(said))) this.violations.push(said);
      }
    }
  }
}

function said(answered) {
  if (answered._tag === "Left") return { status: answered.left.status ?? 502, headers: {}, body: answered.left.message };
  const { statusCode, headers: given = {}, body } = answered.right.output;
  const headers = Object.fromEntries(Object.entries(given).filter(([key]) => !NOT_PASSED.includes(key.toLowerCase())));
  return { status: statusCode, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
}

function query(searchParams) {
  const all = {};
  for (const name of searchParams.keys()) {
    const values = searchParams.getAll(name);
    all[name] = values.length === 1 ? values[0] : values;
  }
  return all;
}
