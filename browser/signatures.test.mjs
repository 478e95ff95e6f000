// A signature: begun, edited, checked, looked at as a person in light and dark, given by a rule, published, and two who edit at once.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Browser, OWNER, Rollcall, checkPage, counted, follow, picture, press, saved, setUp, signIn, story } from "./console.mjs";

const STAFF = [
  ["Ada Lovelace", "Chief Analyst", "Research", "+44 20 7946 0123"],
  ["Bob <b>Bold</b>", "Seller", "Sales", "+49 30 901820"],
  ["Cleo de Vries", "Seller", "Sales", "+31 20 794 6018"],
  ["Dan Kim", "Clerk", "Legal", "+33 1 70 18 99 00"],
];

const step = story();
let rollcall, browser, page;
before(async () => {
  rollcall = await Rollcall.start();
  browser = await Browser.open();
  page = await browser.page(rollcall);
  await setUp(page, rollcall);
  for (const [name, title, department, phone] of STAFF) {
    const email = `${name.split(" ")[0].toLowerCase()}@example.com`;
    const made = await rollcall.scim("POST", "/Users", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
      userName: email, displayName: name, title, active: true, emails: [{ value: email, primary: true }],
      phoneNumbers: [{ value: phone, type: "work" }],
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department },
    });
    assert.equal(made.status, 201);
  }
});
after(async () => {
  await browser?.close();
  await rollcall?.stop();
});

const menu = (name, it = page) => follow(it, it.locator(".side").getByRole("link", { name, exact: true }));
const tab = (name) => follow(page, page.locator("nav.tabs").getByRole("link", { name }));
const region = (name, it = page) => it.getByRole("region", { name, exact: true });
// What stands in the frame of that name, and the colours it stands in.
const frame = async (title, words, it = page) => {
  const within = it.frameLocator(`iframe[title="${title}"]`);
  await within.getByText(words).first().waitFor();
  return within.locator("body").evaluate((body) => ({
    text: body.innerText, back: getComputedStyle(body).backgroundColor, width: body.getBoundingClientRect().width, bold: body.querySelectorAll("b b").length, scripts: body.querySelectorAll("script, img[onerror]").length,
  }));
};

step("one is begun from a ready one, edited, and the check remarks what mail programs would break", async () => {
  await menu("Signatures");
  await page.getByText("No signature yet").waitFor();
  await page.locator("main").getByRole("link", { name: "New signature" }).first().click();
  const starter = page.getByRole("region", { name: /^Lines/ });
  await starter.getByRole("textbox", { name: "Name" }).fill("House style");
  await starter.getByRole("textbox", { name: "Key" }).fill("house");
  await saved(page, starter.getByRole("button", { name: "Begin with this" }), "Saved as a draft");
  await page.getByRole("link", { name: "House style" }).click();
  const editor = region("Templates");
  const html = editor.getByLabel("HTML");
  const ready = await html.inputValue();
  await html.fill(`${ready}\n<p style="float:left">At your service<img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="></p>`);
  await saved(page, editor.getByRole("button", { name: "Save as a draft" }), "Saved as a draft");
  await counted(page);
  const check = await region("Check").innerText();
  for (const it of ["A picture that is not from https", "A picture without words for it", "A layout that Outlook does not know"]) assert.ok(check.includes(it), check);
  await picture(page, "signature-lint");
  // A button puts a field where the cursor is.
  await html.fill(`${ready}\n<table cellpadding="0" cellspacing="0" border="0"><tr><td>At your service, `);
  await editor.locator("summary", { hasText: "Put in a field" }).first().click();
  await editor.getByRole("group", { name: "Put in a field" }).first().getByRole("button", { name: "department", exact: true }).click();
  await html.press("End");
  await html.pressSequentially("</td></tr></table>");
  assert.match(await html.inputValue(), /At your service, \{\{ department \}\}<\/td>/);
  // Whoever would leave it is asked, and the page's dialogs are answered with no.
  await page.getByRole("link", { name: "Deutsch" }).click();
  assert.deepEqual(page.mistakes.splice(0), ["dialog: What you typed on this page is not saved. Leave it all the same?"]);
  assert.match(await html.inputValue(), /At your service, \{\{ department \}\}<\/td>/);
  await saved(page, editor.getByRole("button", { name: "Save as a draft" }), "Saved as a draft");
  await counted(page);
  assert.ok(!(await region("Check").innerText()).includes("A picture"));
  await checkPage(page, "the signature's editor");
});

step("what is wrong in a template is told, and what was typed is still there", async () => {
  const editor = region("Templates");
  const html = editor.getByLabel("HTML");
  const good = await html.inputValue();
  await html.fill(`${good}{{ no_such_field }}`);
  assert.equal(await press(page, editor.getByRole("button", { name: "Save as a draft" })), 400);
  const told = await page.locator("#problem").innerText();
  assert.match(told, /no_such_field/);
  assert.equal(await html.inputValue(), `${good}{{ no_such_field }}`);
  await html.fill(good);
  await saved(page, editor.getByRole("button", { name: "Save as a draft" }), "Saved as a draft");
});

step("it is seen as a person in light and dark, wide and narrow", async () => {
  const looks = region("Preview");
  for (const [name, own] of [["Ada Lovelace", "Research"], ["Bob <b>Bold</b>", "Sales"]]) {
    await looks.getByLabel("Choose a person").fill(name.split(" ")[0]);
    await looks.locator("#found li:only-child").getByRole("button", { name }).click();
    await looks.locator("form p b").getByText(name, { exact: true }).waitFor();
    const seen = {};
    for (const title of ["Light", "Dark", "On a telephone", "On a telephone, dark"]) {
      seen[title] = await frame(title, `At your service, ${own}`);
      assert.ok(seen[title].text.includes(name), seen[title].text);
      assert.equal(seen[title].scripts, 0);
    }
    assert.equal(seen.Light.back, "rgb(255, 255, 255)");
    assert.equal(seen.Dark.back, "rgb(31, 31, 31)");
    assert.equal(seen["On a telephone, dark"].back, "rgb(31, 31, 31)");
    assert.ok(seen["On a telephone"].width <= 320 && seen.Light.width > 320, JSON.stringify(seen));
  }
  await picture(page, "signature-previews");
});

step("a draft that only adds a signature changes nobody, and says what it adds", async () => {
  await page.goto("/t/default/mapping/draft");
  await counted(page);
  const does = await region("What it would do").innerText();
  assert.ok(does.includes("Nobody’s values would change.") && /What the draft says otherwise\s+New: signature house/.test(does), does);
});

step("a rule gives it: its words are shown and whom it finds is counted", async () => {
  await menu("Signatures");
  const add = region("Add a rule");
  await add.getByLabel("Name").fill("Sellers");
  await add.getByLabel("Key").fill("sellers");
  await add.getByLabel("For whom").fill("fields.department eq \"Sales\" and fields.job_title co");
  assert.equal(await press(page, add.getByRole("button")), 400);
  await page.locator("#problem").waitFor();
  assert.equal(await add.getByLabel("Name").inputValue(), "Sellers");
  await add.getByLabel("For whom").fill("fields.department eq \"Sales\" and not (fields.job_title co \"chief\")");
  await saved(page, add.getByRole("button"), "Saved as a draft");
  const rules = region("Rules");
  const rule = rules.getByRole("listitem").filter({ hasText: "Sellers" });
  await rule.scrollIntoViewIfNeeded();
  await rule.getByText(/2 of 4/).waitFor();
  assert.match(await rule.innerText(), /fields\.department is Sales and fields\.job_title does not contain chief/);
  assert.match(await rule.innerText(), /Bob <b>Bold<\/b>|bob@example\.com/);
  await picture(page, "signature-rules");
  await tab("Who gets what");
  await counted(page);
  assert.match(await region("As it is").innerText(), /No signature[^]*4/);
  const draft = await region("With the draft").getByRole("row").filter({ hasText: "house" }).innerText();
  assert.match(draft, /The first rule that applies: Sellers\s+2\s/);
});

step("it is published, who-gets-what counts it, and the person's page shows it and why", async () => {
  await tab("Draft");
  await counted(page);
  await page.getByLabel("Note").fill("House style for sellers");
  await saved(page, page.getByRole("button", { name: "Publish it for everybody" }), "Published");
  await menu("Signatures");
  assert.match(await region("Signatures").innerText(), /House style[^]*Published/);
  await tab("Who gets what");
  await counted(page);
  const now = region("As it is");
  assert.match(await now.getByRole("row").filter({ hasText: "house" }).innerText(), /Sellers\s+2\s/);
  assert.match(await now.getByRole("row").filter({ hasText: "No signature" }).innerText(), /No rule applies[^]*\s2\s/);
  await picture(page, "signature-who");
  await menu("People");
  await page.getByRole("link", { name: "Cleo de Vries" }).click();
  await page.locator("nav.tabs").getByRole("link", { name: "Signature" }).click();
  assert.ok((await frame("Light", "At your service, Sales")).text.includes("Cleo de Vries"));
  assert.equal((await frame("Dark", "At your service, Sales")).back, "rgb(31, 31, 31)");
  assert.match(await region("Why this one").innerText(), /The first rule that applies: Sellers[^]*applies/);
  await checkPage(page, "a person's signature");
  const told = await page.locator("main").getByText("At your service").count();
  assert.equal(told, 0, "the signature's HTML is in its frame only");
  await menu("People");
  await page.getByRole("link", { name: "Dan Kim" }).click();
  await page.locator("nav.tabs").getByRole("link", { name: "Signature" }).click();
  assert.match(await region("Why this one").innerText(), /No rule applies/);
});

const secondAdmin = async () => {
  const other = await browser.page(rollcall);
  await signIn(other, OWNER.email);
  await other.waitForURL(/\/t\/default/);
  return other;
};
const openField = async (it, name) => {
  await menu("Fields", it);
  await it.getByRole("link", { name, exact: true }).click();
  await it.getByRole("heading", { level: 1, name }).waitFor();
};
const save = (it) => it.getByRole("button", { name: "Save as a draft" });

step("two edit one draft at once: the second is told, sees what the first did, and loses nothing of what they typed", async () => {
  const other = await secondAdmin();
  // The first draft of both.
  for (const it of [page, other]) await openField(it, "Nickname");
  await page.getByLabel("English").fill("Called");
  await saved(page, save(page), "Saved as a draft");
  await other.getByLabel("English").fill("What friends say");
  await other.getByLabel("Whoever has none gets").fill("nobody's darling");
  assert.equal(await press(other, save(other)), 409);
  const told = await other.locator("#problem").innerText();
  assert.match(told, /Grace Hopper|draft/);
  assert.ok(told.includes("What friends say") && told.includes("nobody's darling"), told);
  assert.equal(await other.getByLabel("English").inputValue(), "Called");
  await checkPage(other, "a conflict");
  await picture(other, "draft-conflict");
  // Looked at, it can be put in anew.
  await other.getByLabel("Whoever has none gets").fill("nobody's darling");
  assert.ok(await press(other, save(other)) < 400);
  // And the first one's next is refused in turn.
  await page.getByLabel("English").fill("Called (by friends)");
  assert.equal(await press(page, save(page)), 409);
  await page.goto("/t/default/fields/nickname");
  assert.equal(await page.getByLabel("English").inputValue(), "Called");
  assert.equal(await page.getByLabel("Whoever has none gets").inputValue(), "nobody's darling");
  // Publishing and throwing away are of the draft that was looked at.
  for (const it of [page, other]) await it.goto("/t/default/mapping/draft");
  assert.ok(await press(page, page.getByRole("button", { name: "Throw the draft away" })) < 400);
  assert.ok(await press(other, other.getByRole("button", { name: "Publish it for everybody" })) >= 400);
  await other.close();
});

step("whoever edits what was published in the meantime, or another draft, is told", async () => {
  const other = await secondAdmin();
  await other.goto("/t/default/fields/pronouns");
  // The first removes a field before it and publishes: every place behind has another number.
  await openField(page, "Nickname");
  await saved(page, page.getByRole("button", { name: "Remove the field" }), "Saved as a draft");
  const onDraft = await secondAdmin();
  await onDraft.goto("/t/default/fields/pronouns");
  await onDraft.getByLabel("English").fill("They");
  await page.getByLabel("Note").fill("No nicknames");
  await saved(page, page.getByRole("button", { name: "Publish it for everybody" }), "Published");
  await other.getByLabel("English").fill("Them");
  assert.ok([409, 412].includes(await press(other, save(other))));
  assert.match(await other.locator("#problem").innerText(), /Them/);
  // Another draft of the same revision is not the one that was looked at.
  await openField(page, "Website");
  await page.getByLabel("English").fill("Home page");
  await saved(page, save(page), "Saved as a draft");
  assert.ok([409, 412].includes(await press(onDraft, save(onDraft))));
  const draft = page.goto("/t/default/mapping/draft").then(() => page.locator("main").innerText());
  assert.ok(!(await draft).includes("They"));
  for (const key of ["website", "pronouns"]) {
    await page.goto(`/t/default/fields/${key}`);
    assert.equal(await page.getByLabel("English").inputValue(), { website: "Home page", pronouns: "Pronouns" }[key]);
  }
  for (const it of [other, onDraft]) await it.close();
});
