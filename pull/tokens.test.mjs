// What was given at sign-in changes, ends and is bound to a key: refresh tokens that rotate, access that is revoked in the middle of a run, proofs
// of possession; and the same by commands.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { checkPage, story } from "../browser/console.mjs";
import { CLIENT, Company, PROVES, counts, isAsDescribed, pause } from "./okta.mjs";

const PEOPLE = 600;
const step = story();
let company, signIn, directory;
before(async () => {
  company = await Company.open({ people: PEOPLE });
  ({ signIn, directory } = company.okta);
  // Each refresh token is good once, and whoever uses one again loses everything.
  signIn.leewaySeconds = 0;
});
after(() => company?.close());

const SECOND = 1_000;
const nothingWasUsedTwice = () => assert.equal(signIn.counts.invalid_grant, undefined, JSON.stringify(signIn.counts));

step("access tokens end while a page is read, and each refresh token is used once", async () => {
  // Good for a second: it is renewed two minutes before its end.
  signIn.accessSeconds = 121;
  directory.wait = () => pause(1.2 * SECOND);
  await company.create();
  await company.connect();
  const shown = await company.settled();
  assert.deepEqual([shown.state, shown.last_run.outcome], ["connected", "done"]);
  assert.deepEqual(counts(shown), { created: PEOPLE });
  assert.ok(signIn.counts.refresh_token >= 3, JSON.stringify(signIn.counts));
  nothingWasUsedTwice();
  directory.wait = async () => {};
});

step("access that ends at once, by Okta's word, is renewed", async () => {
  await signIn.endAccess();
  const shown = await company.synced("changes");
  assert.equal(shown.last_run.outcome, "done");
  nothingWasUsedTwice();
});

step("an answer with tokens that is lost is asked for again, while Okta still takes the token before", async () => {
  signIn.leewaySeconds = 30;
  company.okta.loses = 1;
  await signIn.endAccess();
  const shown = await company.synced("changes");
  assert.deepEqual([shown.state, shown.last_run.outcome, company.okta.loses], ["connected", "done", 0]);
  nothingWasUsedTwice();
});

step("later than that Okta takes it for stolen and revokes all, and the connection says so", async () => {
  signIn.leewaySeconds = 0;
  company.okta.loses = 1;
  await signIn.endAccess();
  const shown = await company.synced("changes");
  assert.deepEqual([shown.state, shown.problem.code], ["needs_sign_in", "invalid_grant"]);
  assert.deepEqual([signIn.counts.invalid_grant, signIn.counts.revoked], [1, 1]);
  await company.connect();
  await company.until((it) => it.state === "connected" && !it.running && it.last_run.outcome === "done");
});

step("access that is revoked in the middle of a run ends it, says so, and everybody who was read stays", async () => {
  signIn.accessSeconds = 3_600;
  let pages = 0;
  directory.wait = async ({ pathname }) => { if (pathname === "/api/v1/users" && ++pages === 2) await signIn.revoke(); };
  const shown = await company.synced("full");
  assert.deepEqual([shown.state, shown.problem.code, shown.last_run.outcome], ["needs_sign_in", "invalid_grant", "failed"]);
  assert.match(shown.problem.detail, /Connect Okta again/);
  assert.equal(shown.last_run.seen, 200);
  assert.equal(await company.people(), PEOPLE);
  assert.equal((await company.api("POST", "/pulls/Okta/sync", {})).status, 409);
  directory.wait = async () => {};
});

step("signing in again has people read again", async () => {
  await company.connect();
  const shown = await company.until((it) => it.state === "connected" && !it.running && it.last_run.outcome === "done");
  assert.deepEqual([shown.problem, shown.last_run.kind, shown.last_run.seen], [null, "full", PEOPLE]);
  assert.equal(await company.people(), PEOPLE);
});

step("an application that demands proofs of possession gets them, with each nonce", async () => {
  signIn.schemes.clear();
  signIn.counts = {};
  await company.done("PATCH", "/pulls/Okta", { source: { kind: "okta", domain: company.okta.origin, client_id: PROVES } });
  assert.equal((await company.pull()).state, "new");
  await company.connect();
  await company.settled();
  const shown = await company.until((it) => it.state === "connected" && !it.running);
  assert.deepEqual([shown.last_run.outcome, shown.last_run.seen], ["done", PEOPLE]);
  assert.deepEqual([...signIn.schemes], ["DPoP"]);
  assert.ok(signIn.counts.use_dpop_nonce >= 1, JSON.stringify(signIn.counts));
  await signIn.endAccess();
  assert.equal((await company.synced("changes")).last_run.outcome, "done");
  assert.ok(signIn.counts.refresh_token >= 1, JSON.stringify(signIn.counts));
});

step("a token that is bound to a key opens nothing by itself", async () => {
  const { jti: token } = [...signIn.tokens].at(-1);
  assert.ok((await signIn.provider.AccessToken.find(token)).jkt, "it is bound");
  for (const scheme of ["Bearer", "DPoP"]) {
    const answer = await fetch(`${company.okta.origin}/api/v1/users?limit=1`, { headers: { authorization: `${scheme} ${token}` } });
    assert.equal(answer.status, 401, await answer.text());
  }
});

step("all of it goes by commands too", async () => {
  const said = (done) => {
    assert.equal(done.code, 0, done.out + done.said);
    return done.out;
  };
  const { rollcall } = company;
  said(rollcall.command("pull", "create", "--name", "By command", "--from", "okta", "--domain", company.okta.origin, "--client-id", CLIENT));
  await company.page.goto(said(rollcall.command("pull", "connect", "By command")).trim());
  await company.atOkta();
  // Whoever signs in need not be who began: they are asked.
  const confirm = company.page.getByRole("button", { name: "Connect", exact: true });
  await confirm.waitFor();
  await checkPage(company.page, "asked before Okta is connected");
  await confirm.click();
  await company.settled("By%20command");
  assert.match(said(await rollcall.meanwhile("pull", "sync", "By command", "--full")), new RegExp(`^done: ${PEOPLE} people read; `));
  const runs = JSON.parse(said(rollcall.command("pull", "runs", "By command", "--json")));
  assert.deepEqual(runs.map((it) => [it.kind, it.outcome, it.seen]), [["full", "done", PEOPLE], ["full", "done", PEOPLE]]);
  assert.match(said(rollcall.command("pull", "list")), /By command\s+okta\s+connected/);
});

step("nothing was asked or answered but what Okta describes", async () => {
  isAsDescribed(company.okta, ["/oauth2/v1/token", "/api/v1/users"]);
});
