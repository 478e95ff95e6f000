// Okta's org authorization server, played by the certified oidc-provider: Okta's paths, public clients with PKCE, refresh tokens that rotate,
// proofs of possession, consent that can be refused. What Okta says in words of its own is said so.
import { randomBytes, createHash } from "node:crypto";
import { EmbeddedJWK, calculateJwkThumbprint, exportJWK, generateKeyPair, jwtVerify } from "jose";
import { Provider } from "oidc-provider";

export const ADMIN = { name: "admin@acme.example", password: "an administrator of Okta's" };
export const USERS = "okta.users.read";
export const SCHEMAS = "okta.schemas.read";
const SCOPES = ["openid", "profile", "offline_access", USERS, SCHEMAS];
// How old a proof may be, in seconds.
const PROOF_SECONDS = 60;
const HOUR = 3_600;

// Okta's words for what oidc-provider says otherwise.
const WORDS = [
  [/DPoP proof JWT not provided/, "invalid_dpop_proof", "The DPoP proof JWT header is missing."],
  [/^(refresh token (not found|is expired|already used)|grant (not found|is expired))/, "invalid_grant", "The refresh token is invalid or expired."],
];

const escape = (text) => String(text).replace(/[&<>"]/g, (it) => `&#${it.charCodeAt(0)};`);
const page = (title, body) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}</html>`;

export class AuthorizationServer {
  // `clients`: client id by what is special about it (`scopes` that are granted, `proves`). `callback`: our address, as it is typed into Okta.
  static async open(origin, callback, clients) {
    const it = new AuthorizationServer();
    it.origin = origin;
    it.accessSeconds = HOUR;
    // How long a refresh token is good still that was used: who did not hear of the new one asks again (Okta's rotation grace period).
    it.leewaySeconds = 30;
    it.counts = {};
    it.grants = new Set();
    it.tokens = new Set();
    it.proofs = new Set();
    // By which schemes requests to the API came.
    it.schemes = new Set();
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    it.provider = new Provider(origin, {
      ...it.#settings({ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "org-1" }),
      clients: Object.entries(clients).map(([client_id, { scopes = SCOPES, proves = false }]) => ({
        client_id, redirect_uris: [callback], token_endpoint_auth_method: "none", grant_types: ["authorization_code", "refresh_token"], response_types: ["code"],
        scope: scopes.join(" "), dpop_bound_access_tokens: proves,
      })),
    });
    it.#listen();
    it.#grace();
    return it;
  }

  #settings(key) {
    return {
      jwks: { keys: [key] },
      routes: { authorization: "/oauth2/v1/authorize", token: "/oauth2/v1/token", jwks: "/oauth2/v1/keys", revocation: "/oauth2/v1/revoke", userinfo: "/oauth2/v1/userinfo", end_session: "/oauth2/v1/logout" },
      features: {
        devInteractions: { enabled: false },
        revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
        dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
      },
      scopes: SCOPES,
      claims: { profile: ["name", "preferred_username"] },
      conformIdTokenClaims: false,
      cookies: { keys: [randomBytes(32).toString("hex")] },
      clientBasedCORS: (_, origin, client) => client.redirectUris.some((uri) => new URL(uri).origin === origin),
      pkce: { required: () => true },
      rotateRefreshToken: true,
      ttl: { AccessToken: () => this.accessSeconds, AuthorizationCode: 300, IdToken: HOUR, RefreshToken: 7 * 24 * HOUR, Grant: 7 * 24 * HOUR, Interaction: HOUR, Session: HOUR },
      findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, name: "Olga Okta", preferred_username: ADMIN.name }) }),
      interactions: { url: (_, { uid }) => `/sign-in/${uid}` },
    };
  }

  #listen() {
    const count = (name) => { this.counts[name] = (this.counts[name] ?? 0) + 1; };
    this.provider.proxy = true;
    this.provider.on("grant.success", (ctx) => {
      this.grants.add(ctx.oidc.entities.Grant.jti);
      count(ctx.oidc.params.grant_type);
    });
    this.provider.on("access_token.saved", (token) => this.tokens.add(token));
    this.provider.on("grant.revoked", () => count("revoked"));
    // What is said of a grant is general, and why is for the operator.
    const details = new WeakMap();
    this.provider.on("grant.error", (ctx, error) => {
      details.set(ctx, error.error_detail ?? "");
      count(error.message);
    });
    this.provider.use(async (ctx, next) => {
      await next();
      const words = details.has(ctx) && WORDS.find(([theirs]) => theirs.test(details.get(ctx)));
      if (words) ctx.body = { error: words[1], error_description: words[2] };
    });
  }

  #grace() {
    const { RefreshToken } = this.provider;
    const find = RefreshToken.find.bind(RefreshToken);
    RefreshToken.find = async (...asked) => {
      const found = await find(...asked);
      if (found?.consumed && Date.now() / 1_000 - found.consumed < this.leewaySeconds) delete found.consumed;
      return found;
    };
  }

  // An administrator of Okta revokes what was given.
  async revoke() {
    const { AccessToken, RefreshToken, Grant } = this.provider;
    for (const grantId of this.grants) {
      for (const model of [AccessToken, RefreshToken]) await model.revokeByGrantId(grantId);
      await (await Grant.find(grantId))?.destroy();
    }
    this.grants.clear();
  }

  // Access tokens have come to their end, and nothing else has.
  async endAccess() {
    for (const token of this.tokens) await token.destroy();
    this.tokens.clear();
  }

  // Whether a request to the API has a token of ours with that scope, and a proof where the token is bound to a key; else what is answered.
  async access(request, scope) {
    const [scheme, value] = (request.headers.authorization ?? "").split(" ");
    this.schemes.add(scheme);
    const token = value && (await this.provider.AccessToken.find(value));
    const refused = (code, error) => ({ code, headers: { "www-authenticate": `${token?.jkt ? "DPoP" : "Bearer"} realm="${this.origin}", error="${error}"` } });
    if (!token || token.isExpired || scheme !== (token.jkt ? "DPoP" : "Bearer")) return refused("E0000011", "invalid_token");
    if (token.jkt && !(await this.#proven(request, value, token.jkt))) return refused("E0000011", "invalid_dpop_proof");
    return token.scopes.has(scope) ? null : refused("E0000006", "insufficient_scope");
  }

  async #proven(request, token, thumbprint) {
    try {
      const { payload, protectedHeader } = await jwtVerify(request.headers.dpop, EmbeddedJWK, { typ: "dpop+jwt", algorithms: ["ES256", "RS256"], requiredClaims: ["jti", "iat", "ath"], maxTokenAge: PROOF_SECONDS });
      const expected = { htm: request.method, htu: new URL(request.url, this.origin).href.split("?")[0], ath: createHash("sha256").update(token).digest("base64url") };
      const isOnce = !this.proofs.has(payload.jti);
      this.proofs.add(payload.jti);
      return isOnce && Object.entries(expected).every(([name, value]) => payload[name] === value) && (await calculateJwkThumbprint(protectedHeader.jwk)) === thumbprint;
    } catch {
      return false;
    }
  }

  // The pages that an administrator sees at Okta.
  async page(request, response, form) {
    const { prompt, params, uid, session } = await this.provider.interactionDetails(request, response);
    const html = (text) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(text);
    if (request.method === "POST") return this.#decided(request, response, form, { params, session });
    if (prompt.name === "login") {
      return html(page("Sign In", `<form method="post" action="/sign-in/${uid}"><p><label>Username <input name="name"></label><p><label>Password <input name="password" type="password"></label><p><button name="decision" value="sign-in">Sign in</button></form>`));
    }
    const scopes = params.scope.split(" ").map((it) => `<li><label><input type="checkbox" name="scope" value="${escape(it)}" checked> ${escape(it)}</label>`);
    return html(page("Rollcall would like to access", `<form method="post" action="/sign-in/${uid}"><ul>${scopes.join("")}</ul><button name="decision" value="allow">Allow Access</button> <button name="decision" value="refuse">Don't Allow</button></form>`));
  }

  async #decided(request, response, form, { params, session }) {
    const finished = (result) => this.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
    if (form.get("decision") === "refuse") return finished({ error: "access_denied", error_description: "The resource owner or authorization server denied the request." });
    if (form.get("decision") === "sign-in") {
      const known = form.get("name") === ADMIN.name && form.get("password") === ADMIN.password;
      return known ? finished({ login: { accountId: "00uadmin00000000000" } }) : response.writeHead(303, { location: request.url }).end();
    }
    const grant = new this.provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(form.getAll("scope").join(" "));
    const refused = params.scope.split(" ").filter((it) => !form.getAll("scope").includes(it));
    if (refused.length) grant.rejectOIDCScope(refused.join(" "));
    return finished({ consent: { grantId: await grant.save() } });
  }
}
