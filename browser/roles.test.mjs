// What whoever looks may do: pages show no button that would be refused, and are read as well as before.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, PASSWORD, Rollcall, checkPage, picture, saved, setUp } from "./console.mjs";
import { Directory, pull, settled } from "./directory.mjs";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

let rollcall, browser, owner, directory, paths;
before(async () => {
  directory = await Directory.start();
  directory.people = Array.from({ length: 4 }, (_, n) => Directory.person(n));
  rollcall = await Rollcall.start(directory.settings);
  browser = await Browser.open();
  owner = await browser.page(rollcall);
  await setUp(owner, rollcall);
  const ids = [];
  for (const name of ["ada", "bob", "cyd"]) {
    const made = await rollcall.scim("POST", "/Users", { schemas: [USER], userName: `${name}@example.com`, displayName: name, active: true });
    ids.push(made.body.id);
  }
  const off = { schemas: [PATCH], Operations: [{ op: "replace", value: { active: false } }] };
  await rollcall.scim("PATCH", `/Users/${ids[0]}`, off);
  rollcall.command("guard", "set", "--people", "0", "--percent", "0");
  rollcall.age("UPDATE resources SET created_at = created_at - 86400000000");
  await rollcall.scim("PATCH", `/Users/${ids[1]}`, off);
  const source = { kind: "scim", url: `${directory.origin}/scim` };
  const { id } = await pull(rollcall, { name: "Directory", source, token: directory.token, vanished: { people_max: 0, percent_max: 0 } });
  await settled(rollcall, id);
  directory.people.splice(0, 2);
  const held = (await settled(rollcall, id, "full")).last_run.id;
  await owner.goto("/t/default/new/signature");
  await saved(owner, owner.getByRole("button", { name: "Begin with this" }).first(), "Saved as a draft.");
  await owner.goto("/t/default/connections");
  const connection = await owner.getByRole("link", { name: "default" }).getAttribute("href");
  await owner.goto("/t/default/signatures");
  const signature = await owner.locator("a[href*='/signatures/']").filter({ hasNot: owner.locator("svg") }).first().getAttribute("href");
  const requests = await rollcall.scim("GET", "/Users?filter=userName");
  const t = "/t/default";
  paths = [
    t, `${t}/connections`, `${t}/connections/new`, connection, `${connection}?tab=tokens`, `${connection}?tab=received`, `${connection}?tab=settings`,
    `${t}/pulls/${id}`, `${t}/pulls/${id}?tab=settings`, `${t}/pulls/${id}/runs/${held}`, `${t}/people`, `${t}/people/${ids[0]}`, `${t}/people/${ids[2]}`,
    `${t}/people/${ids[2]}?tab=signature`, `${t}/held`, `${t}/leavers`, `${t}/imports`, `${t}/fields`, `${t}/fields/job_title`, `${t}/new/field`, `${t}/mapping/draft`,
    `${t}/mapping/history`, `${t}/signatures`, signature, `${t}/new/signature`, `${t}/campaigns`, `${t}/targets`, `${t}/connectors`, `${t}/activity`,
    `${t}/activity/${requests.headers.get("x-request-id")}`, `${t}/deliveries`, `${t}/alerts`, `${t}/settings`, `${t}/audit`, `${t}/stored`, `${t}/profile`,
  ];
});
after(async () => {
  await browser?.close();
  await rollcall?.stop();
  directory?.stop();
});

async function comes(role) {
  const invited = rollcall.command("admin", "invite", `${role}@example.com`, "--role", role);
  assert.equal(invited.code, 0, invited.said);
  const page = await browser.page(rollcall);
  await page.goto(invited.out.match(/\/invitation\/\S+/)[0]);
  await page.getByLabel("Your name").fill(role);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.locator("main form button").click();
  await page.waitForURL(/\/t\/default/);
  return page;
}

// The calls that a page's buttons would make, and its links to pages that only make something.
const offered = (page) => page.evaluate(() => ({
  calls: [...document.querySelectorAll("main form[method='post'] [name='_call']")].map((it) => it.value),
  loose: [...document.querySelectorAll("main button:not([type='button'])")].filter((it) => !it.closest("form") && !it.matches(":disabled")).length,
  making: [...document.querySelectorAll("main a[href$='/new'], main a[href*='/new/']")].map((it) => it.getAttribute("href")),
}));

// Walks over all pages; answers every call that was offered.
async function walk(role, paths) {
  const page = await comes(role);
  const calls = new Set(), making = new Set();
  for (const path of paths) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 200, `${role}: ${path}`);
    const found = await offered(page);
    assert.equal(found.loose, 0, `${role}: ${path}`);
    for (const it of found.calls) calls.add(it.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}"));
    for (const it of found.making) making.add(it);
    await checkPage(page, `${role}: ${path}`);
    assert.ok(!(await page.locator("main").innerText()).includes("This part could not be loaded"), `${role}: ${path}`);
    if (path.includes("settings")) await picture(page, `${role}-${path.replace(/\W+/g, "-")}`);
  }
  return { page, calls: [...calls].sort(), making: [...making].sort() };
}

test("an auditor is offered nothing but their own account, and reads everything", async () => {
  const { page, calls, making } = await walk("auditor", paths);
  assert.deepEqual(calls, ["POST /session/totp", "PUT /session/password", "PUT /session/profile"]);
  assert.deepEqual(making, []);
  await page.goto("/t/default/settings");
  const guard = page.getByRole("region", { name: "Guard" });
  assert.equal(await guard.getByLabel("People", { exact: true }).inputValue(), "0");
  assert.ok(await guard.getByLabel("People", { exact: true }).isDisabled());
  await guard.getByText("You can look at this, not change it. Your role here: Auditor.").waitFor();
  assert.equal(await guard.getByRole("button").count(), 0);
  assert.deepEqual(await page.locator("nav.tabs").last().getByRole("link").allInnerTexts(), ["Organisation", "Audit log", "What we store"]);
});

test("a signature editor is offered what signatures are made of, and nothing else", async () => {
  const { page, calls, making } = await walk("signature_editor", paths.filter((path) => !path.endsWith("/audit")));
  assert.deepEqual(calls.map((it) => it.replace(/smart-fields\/\w+/, "smart-fields/{key}")).filter((it, n, all) => all.indexOf(it) === n), [
    "DELETE /mapping/draft", "POST /mapping/draft/publish", "POST /session/totp", "PUT /mapping/draft", "PUT /people/{id}/signature", "PUT /people/{id}/smart-fields/{key}",
    "PUT /session/password", "PUT /session/profile",
  ]);
  assert.ok(making.includes("/t/default/new/field") && !making.includes("/t/default/connections/new"), making.join());
  // And what is offered is taken.
  await page.goto("/t/default/mapping/draft");
  await saved(page, page.getByRole("button", { name: /^Publish/ }), "Published. It is in force now.");
});
