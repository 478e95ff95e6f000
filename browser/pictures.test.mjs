// Pictures of every screen for the manual, of an ordinary company: where PICTURES names a folder, and only there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, Rollcall, checkPage, picture, screens, setUp, signIn } from "./console.mjs";
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

const all = () => screens({
  connection: `/t/default/connections/${company.okta}`, person: company.ids.Yuki, group: company.groups.Sales, request: company.request, signature: `/t/default/signatures/photo?person=${company.ids.Hannah}`,
  pull: company.harbour.id, run: company.harbour.run, held: company.harbour.held,
});

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
    for (const [name, path] of Object.entries(all())) {
      if (only && !only.includes(name)) continue;
      await t.test(name, async () => {
        const answer = await here.goto(path, { waitUntil: "load" });
        assert.equal(answer.status(), 200, path);
        assert.equal(await here.getByText("⟦").count(), 0);
        await here.locator("[aria-busy='true']").first().waitFor({ state: "detached", timeout: 15_000 });
        await picture(here, `${name}-${mode}`);
        await checkPage(here, `${name}, ${mode}`);
      });
    }
    if (only && !only.includes("simulated")) return;
    await t.test("simulated", async () => {
      await here.goto(all().connect);
      await here.getByRole("button", { name: "Play Okta’s part" }).click();
      await here.getByRole("heading", { name: "Okta, played" }).waitFor();
      assert.equal(await here.locator(".needs > li.bad").count(), 0, await here.locator("main").innerText());
      await picture(here, `simulated-${mode}`);
      await checkPage(here, `simulated, ${mode}`);
    });
  });
}
