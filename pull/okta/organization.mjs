// An Okta organization made of real parts, at one origin as Okta's are: the certified OpenID provider (provider.mjs), Okta's published
// descriptions in the hands of Prism (described.mjs), and people behind them (directory.mjs).
import { createServer } from "node:http";
import { Described } from "./described.mjs";
import { Directory } from "./directory.mjs";
import { AuthorizationServer } from "./provider.mjs";

// Okta's description does not know that token_type can be DPoP, which its guide to DPoP shows.
const GAPS = [/POST \/oauth2\/v1\/token: answer body\.token_type/];

export class Organization {
  // Another site than 127.0.0.1, where Rollcall is: cookies are sent between them as between Okta and us.
  static async listen(options) {
    const it = new Organization();
    it.directory = new Directory(options);
    // Whether the API's answers are made up, and how many were.
    it.generates = false;
    it.generated = 0;
    // How many answers with tokens are lost on their way, and what happens before one goes there.
    it.loses = 0;
    it.beforeTokens = async () => {};
    it.server = createServer((request, response) => it.#serve(request, response).catch((error) => {
      it.broken.push(String(error.stack));
      response.writeHead(500).end();
    }));
    it.broken = [];
    await new Promise((done) => it.server.listen(0, "localhost", done));
    it.origin = `http://localhost:${it.server.address().port}`;
    return it;
  }

  // As an administrator of Okta makes application integrations, each with our address as its sign-in redirect URI.
  async open(callback, clients) {
    this.signIn = await AuthorizationServer.open(this.origin, callback, clients);
    this.behind = createServer(this.signIn.provider.callback());
    await new Promise((done) => this.behind.listen(0, "127.0.0.1", done));
    const users = await this.directory.open(this.origin, (request, scope) => this.signIn.access(request, scope));
    this.management = await Described.read("management", users, { checksSecurity: true });
    // Public clients show no secret, which the description does not know of.
    this.oauth = await Described.read("oauth", `http://127.0.0.1:${this.behind.address().port}`, { checksSecurity: false, gaps: GAPS });
  }

  // What was wrong with requests and answers, of all of them.
  get violations() {
    return [...this.management.violations, ...this.oauth.violations, ...this.broken];
  }

  close() {
    for (const server of [this.directory.server, this.server, this.behind]) {
      server?.close();
      server?.closeAllConnections();
    }
  }

  async #serve(request, response) {
    const body = await text(request);
    const { method, url } = request;
    const { pathname, searchParams } = new URL(url, this.origin);
    const headers = { ...request.headers, "x-forwarded-host": new URL(this.origin).host, "x-forwarded-proto": "http" };
    if (pathname.startsWith("/sign-in/")) return this.signIn.page(request, response, new URLSearchParams(body));
    if (pathname === "/oauth2/v1/authorize") {
      await this.oauth.look({ method, url, headers });
      // The application has it that whoever signs in is asked for consent.
      searchParams.set("prompt", "consent");
      request.url = `${pathname}?${searchParams}`;
    }
    if (pathname.startsWith("/oauth2/v1/authorize")) return this.signIn.provider.callback()(request, response);
    if (pathname === "/favicon.ico") return response.writeHead(404).end();
    const described = pathname.startsWith("/api/v1/") ? this.management : this.oauth;
    const asked = { method, url, headers, body };
    const isGenerated = this.generates && described === this.management;
    const answer = isGenerated ? await described.generated(asked, `${++this.generated}`) : await described.pass(asked);
    if (pathname === "/oauth2/v1/token") {
      await this.beforeTokens();
      if (this.loses > 0) {
        this.loses -= 1;
        return response.destroy();
      }
    }
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }
}

async function text(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}
