// Pictures of every screen for the manual, of an ordinary company: where PICTURES names a folder, and only there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, Rollcall, checkPage, picture, setUp, signIn } from "./console.mjs";
import { harbour, settle } from "./company.mjs";
import { Directory } from "./directory.mjs";

const skip = !process.env.PICTURES && "PICTURES names no folder";
let rollcall, browser, company, directory;
before(async () => {
  if (skip) return;
  directory = await Directory.start();
  rollcall = await Rollcall.start({ ...directory.settings, ROLLCALL_LIMITS_ALERTS_CHECK_SECONDS: "5" });
  browser = await Browser.open();
  const page = await browser.page(rollcall);
  await setUp(page, rollcall);
  company = await settle(rollcall, page);
  company.harbour = await harbour(rollcall, directory);
});
after(async () => {
  await browser?.close();
  await rollcall?.stop();
  directory?.stop();
});

const screens = () => {
  const base = "/t/default";
  const person = `${base}/people/${company.ids.Yuki}`;
  const okta = `${base}/connections/${company.okta}`;
  const pulled = `${base}/pulls/${company.harbour.id}`;
  return {
    home: base, connections: `${base}/connections`, "connection-new": `${base}/connections/new`, "connection-new-okta": `${base}/connections/new?kind=okta`, pull: pulled,
    "pull-settings": `${pulled}?tab=settings`, "pull-run": `${pulled}/runs/${company.harbour.run}`, "pull-vanished": `${pulled}/runs/${company.harbour.held}`, connect: okta, "connect-entra": `${okta}?provider=entra`, tokens: `${okta}?tab=tokens`, received: `${okta}?tab=received`,
    "connection-settings": `${okta}?tab=settings`, people: `${base}/people`, person, "person-signature": `${person}?tab=signature`, "person-target": `${person}?tab=target`,
    "person-history": `${person}?tab=history`, held: `${base}/held`, leavers: `${base}/leavers`, imports: `${base}/imports`, groups: `${base}/groups`,
    group: `${base}/groups/${company.groups.Sales}`, fields: `${base}/fields`, field: `${base}/fields/job_title`, draft: `${base}/mapping/draft`, "fields-history": `${base}/mapping/history`,
    signatures: `${base}/signatures`, signature: `${base}/signatures/photo?person=${company.ids.Hannah}`, "signature-new": `${base}/new/signature`, campaigns: `${base}/campaigns`,
    "who-gets-what": `${base}/signatures/who-gets-what`, targets: `${base}/targets`, connectors: `${base}/connectors`, activity: `${base}/activity`, request: `${base}/activity/${company.request}`,
    changes: `${base}/events`, deliveries: `${base}/deliveries`, alerts: `${base}/alerts`, settings: `${base}/settings`, admins: `${base}/admins`, sso: `${base}/sso`, audit: `${base}/audit`,
    stored: `${base}/stored`, api: `${base}/api`, profile: `${base}/profile`, tenants: "/tenants",
  };
};

const only = process.env.SCREENS?.split(",");
for (const [mode, options] of Object.entries({
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "light-narrow": { colorScheme: "light", viewport: { width: 390, height: 844 } },
  "dark-narrow": { colorScheme: "dark", viewport: { width: 390, height: 844 } },
})) {
  if (process.env.MODES && !process.env.MODES.split(",").includes(mode)) continue;
  test(`pictures, ${mode}`, { skip }, async (t) => {
    const here = await browser.page(rollcall, options);
    await signIn(here);
    await here.waitForURL(/\/t\/default/);
    for (const [name, path] of Object.entries(screens())) {
      if (only && !only.includes(name)) continue;
      await t.test(name, async () => {
        const answer = await here.goto(path, { waitUntil: "load" });
        assert.equal(answer.status(), 200, path);
        assert.equal(await here.getByText("⟦").count(), 0);
        await here.locator("[aria-busy='true']").first().waitFor({ state: "detached", timeout: 15_000 }).catch(() => null);
        await picture(here, `${name}-${mode}`);
        await checkPage(here, `${name}, ${mode}`);
      });
    }
    if (only && !only.includes("simulated")) return;
    await t.test("simulated", async () => {
      await here.goto(screens().connect);
      await here.getByRole("button", { name: "Play Okta’s part" }).click();
      await here.getByRole("heading", { name: "Okta, played" }).waitFor();
      assert.equal(await here.locator(".needs > li.bad").count(), 0, await here.locator("main").innerText());
      await picture(here, `simulated-${mode}`);
      await checkPage(here, `simulated, ${mode}`);
    });
  });
}
