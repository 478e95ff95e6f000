// What the other tests rely on: whatever is not as Okta describes it is noted.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Described } from "./okta/described.mjs";

const GOOD = { "content-type": "application/json", authorization: "Bearer x" };
const FORM = { "content-type": "application/x-www-form-urlencoded" };
let upstream, answer;
before(async () => {
  upstream = createServer((_, response) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer)));
  await new Promise((done) => upstream.listen(0, "127.0.0.1", done));
});
after(() => upstream.close());

const described = (name) => Described.read(name, `http://127.0.0.1:${upstream.address().port}`, { checksSecurity: name === "management" });
const get = (url, headers = GOOD) => ({ method: "GET", url, headers, body: "" });
const token = (fields) => {
  const body = new URLSearchParams(fields).toString();
  return { method: "POST", url: "/oauth2/v1/token", headers: { ...FORM, "content-length": String(body.length) }, body };
};

async function noted(name, request, says) {
  const it = await described(name);
  answer = says;
  await it.pass(request);
  return it.violations.join("\n");
}

test("a request that is not as described is noted", async () => {
  assert.equal(await noted("management", get("/api/v1/users?limit=200&search=id%20pr"), []), "");
  for (const [request, words] of [
    [get("/api/v1/users?limits=200"), /no parameter limits/],
    [get("/api/v1/users?after=a&after=b"), /stands there twice/],
    [get("/api/v1/users?limit=many"), /limit must be integer/],
    [get("/api/v1/users", {}), /security/],
    [get("/api/v1/people"), /no such operation/],
  ]) assert.match(await noted("management", request, []), words);
});

test("a request for tokens has to have what its kind of grant needs", async () => {
  assert.equal(await noted("oauth", token({ grant_type: "refresh_token", refresh_token: "r", client_id: "c" }), { token_type: "Bearer" }), "");
  for (const fields of [{ grant_type: "refresh_token" }, { grant_type: "authorization_code", refresh_token: "r" }, { grant_type: "magic", code: "c" }]) {
    assert.match(await noted("oauth", token(fields), {}), /request/);
  }
});

test("an answer that is not as described is noted", async () => {
  for (const says of [{}, [{ id: 7 }], [{ status: "GONE" }], [{ lastUpdated: "yesterday" }], [{ profile: { login: "x" } }]]) {
    assert.match(await noted("management", get("/api/v1/users"), says), /answer body/, JSON.stringify(says));
  }
});
