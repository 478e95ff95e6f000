// Single sign-on, as a browser does it: to a provider at another origin and back. The provider speaks OpenID Connect with a real key.
import assert from "node:assert/strict";
import { createHash, createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Browser, OWNER, Rollcall, checkPage, picture, saved, setUp } from "./console.mjs";

const CLIENT = { id: "rollcall", secret: randomUUID() };
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

const base64url = (it) => Buffer.from(it).toString("base64url");
function signed(claims) {
  const head = base64url(JSON.stringify({ alg: "ES256", typ: "JWT", kid: "k1" }));
  const text = `${head}.${base64url(JSON.stringify(claims))}`;
  return `${text}.${createSign("SHA256").update(text).sign({ key: privateKey, dsaEncoding: "ieee-p1363" }, "base64url")}`;
}

class Provider {
  static async listen() {
    const it = new Provider();
    it.codes = new Map();
    it.server = createServer(async (request, response) => {
      const parts = [];
      for await (const part of request) parts.push(part);
      it.#answer(request, new URLSearchParams(Buffer.concat(parts).toString()), response);
    });
    await new Promise((done) => it.server.listen(0, "localhost", done));
    it.issuer = `http://localhost:${it.server.address().port}`;
    return it;
  }

  #answer(request, form, response) {
    const { pathname, searchParams } = new URL(request.url, this.issuer);
    const json = (body, status = 200) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const { issuer } = this;
    switch (pathname) {
      case "/.well-known/openid-configuration":
        return json({ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`, response_types_supported: ["code"], subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["ES256"] });
      case "/keys":
        return json({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k1", alg: "ES256", use: "sig" }] });
      case "/authorize": {
        const code = randomUUID();
        this.codes.set(code, Object.fromEntries(searchParams));
        const back = new URL(searchParams.get("redirect_uri"));
        back.search = new URLSearchParams({ code, state: searchParams.get("state") });
        return response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><title>Acme</title><h1>Sign in at Acme</h1><a href="${back.href.replaceAll("&", "&amp;")}">Go on as ${OWNER.name}</a>`);
      }
      case "/token": {
        const asked = this.codes.get(form.get("code"));
        this.codes.delete(form.get("code"));
        const isClient = request.headers.authorization === `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString("base64")}`;
        const isProven = asked && createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url") === asked.code_challenge;
        if (!isClient || !isProven) return json({ error: "invalid_grant" }, 400);
        const now = Math.floor(Date.now() / 1_000);
        return json({ access_token: "unused", token_type: "Bearer", id_token: signed({ iss: issuer, aud: CLIENT.id, sub: "1", email: OWNER.email, email_verified: true, nonce: asked.nonce, iat: now, exp: now + 300 }) });
      }
      default:
        return response.writeHead(404).end();
    }
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
  }
}

let provider, rollcall, browser, page;
before(async () => {
  provider = await Provider.listen();
  rollcall = await Rollcall.start((base) => ({ ROLLCALL_PUBLIC_URL: base, ROLLCALL_PUSH_REACH: "machine" }));
  browser = await Browser.open();
  page = await browser.page(rollcall);
  await setUp(page, rollcall);
});
after(async () => {
  await browser?.close();
  await rollcall?.stop();
  provider?.close();
});

test("the owner says where admins sign in", async () => {
  await page.goto("/t/default/sso");
  await page.getByLabel("Issuer").fill(provider.issuer);
  await page.getByLabel("Client ID").fill(CLIENT.id);
  await page.getByLabel("Client secret").fill(CLIENT.secret);
  await saved(page, page.getByRole("button", { name: "Save" }), "Saved.");
});

test("one signs in there, and is back where one wanted to be", async () => {
  const somebody = await browser.page(rollcall);
  await somebody.goto("/t/default/people?search=ada");
  await checkPage(somebody, "sign-in with single sign-on");
  await picture(somebody, "sign-in-sso");
  await somebody.getByRole("button", { name: /^Sign in with/ }).click();
  await somebody.waitForURL((url) => url.origin === provider.issuer);
  await somebody.getByRole("link", { name: "Go on as" }).click();
  await somebody.waitForURL(/\/t\/default\/people\?search=ada$/);
  assert.deepEqual(somebody.mistakes, []);
});

test("whoever comes back with what the browser did not ask for gets nowhere", async () => {
  const somebody = await browser.page(rollcall);
  await somebody.goto("/sso/callback?code=made-up&state=made-up");
  assert.match(await somebody.locator("main").innerText(), /sign in/i);
  await somebody.goto("/t/default");
  assert.match(somebody.url(), /\/sign-in/);
});
