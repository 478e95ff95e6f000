// An ordinary company, made through the doors that everybody has: what the pictures of the manual show.
import assert from "node:assert/strict";
import { Directory, pull, settled } from "./directory.mjs";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const OURS = "urn:rollcall:scim:schemas:extension:2.0:User";
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const OKTA = "Okta SCIM Client 1.0.0";
const ENTRA = "Microsoft Azure AD SCIM/1.0";

// Given name, family name, title, department, city, who leads them; the first of a department leads it.
const PEOPLE = [
  ["Marijke", "de Vries", "Chief Executive Officer", "Management", "Amsterdam", null],
  ["Jonas", "Lindqvist", "Chief Technology Officer", "Engineering", "Berlin", "Marijke"],
  ["Claire", "Fontaine", "Chief Financial Officer", "Finance", "Paris", "Marijke"],
  ["Amara", "Okafor", "VP Sales", "Sales", "London", "Marijke"],
  ["Thomas", "Berger", "Head of People", "People", "Berlin", "Marijke"],
  ["Sofia", "Marchetti", "Head of Marketing", "Marketing", "Milan", "Marijke"],
  ["Pieter", "van Dijk", "Head of IT", "IT", "Amsterdam", "Jonas"],
  ["Yuki", "Tanaka", "Staff Engineer", "Engineering", "Berlin", "Jonas"],
  ["Lena", "Hoffmann", "Engineering Manager", "Engineering", "Berlin", "Jonas"],
  ["Mateusz", "Kowalski", "Senior Engineer", "Engineering", "Berlin", "Lena"],
  ["Priya", "Raman", "Senior Engineer", "Engineering", "London", "Lena"],
  ["Niels", "Jansen", "Engineer", "Engineering", "Amsterdam", "Lena"],
  ["Fatima", "El Amrani", "Engineer", "Engineering", "Amsterdam", "Lena"],
  ["Oliver", "Whitfield", "Site Reliability Engineer", "Engineering", "London", "Yuki"],
  ["Ines", "Almeida", "Designer", "Engineering", "Lisbon", "Lena"],
  ["Daniel", "Novak", "Account Executive", "Sales", "Berlin", "Amara"],
  ["Hannah", "Schmidt", "Account Executive", "Sales", "Berlin", "Amara"],
  ["Lucas", "Moreau", "Account Executive", "Sales", "Paris", "Amara"],
  ["Zoë", "Bakker", "Sales Engineer", "Sales", "Amsterdam", "Amara"],
  ["James", "O'Connor", "Sales Development", "Sales", "Dublin", "Amara"],
  ["Elif", "Yılmaz", "Sales Development", "Sales", "Berlin", "Amara"],
  ["Camille", "Dubois", "Controller", "Finance", "Paris", "Claire"],
  ["Henrik", "Nilsen", "Accountant", "Finance", "Oslo", "Claire"],
  ["Greta", "Vogel", "Accountant", "Finance", "Berlin", "Claire"],
  ["Noor", "Haddad", "Recruiter", "People", "Amsterdam", "Thomas"],
  ["Emma", "Larsen", "People Partner", "People", "Copenhagen", "Thomas"],
  ["Marco", "Ricci", "Content Lead", "Marketing", "Milan", "Sofia"],
  ["Julia", "Weber", "Event Manager", "Marketing", "Berlin", "Sofia"],
  ["Sven", "Eriksson", "Systems Administrator", "IT", "Stockholm", "Pieter"],
  ["Aisha", "Rahman", "Support Analyst", "IT", "London", "Pieter"],
];
// From the company that was bought, which has Entra ID.
const BOUGHT = [
  ["Ruth", "Keller", "Plant Manager", "Operations", "Zürich"],
  ["Beat", "Ammann", "Logistics Planner", "Operations", "Zürich"],
  ["Sandra", "Frei", "Buyer", "Operations", "Zürich"],
  ["Urs", "Zimmermann", "Technician", "Operations", "Winterthur"],
  ["Nadia", "Bianchi", "Technician", "Operations", "Lugano"],
  ["Kevin", "Roth", "Apprentice", "Operations", "Winterthur"],
];
const COUNTRY = { Amsterdam: ["NL", "nl-NL"], Berlin: ["DE", "de-DE"], Paris: ["FR", "fr-FR"], London: ["GB", "en-GB"], Dublin: ["IE", "en-IE"], Zürich: ["CH", "de-CH"], Winterthur: ["CH", "de-CH"], Lugano: ["CH", "it-CH"] };
const DIAL = { NL: "+31 20 794 60", DE: "+49 30 9018 20", FR: "+33 1 70 18 99 ", GB: "+44 20 7946 00", CH: "+41 44 668 18 " };

const two = (n) => String(n).padStart(2, "0");
const plain = (text) => text.normalize("NFD").replace(/[^a-zA-Z]/g, "").toLowerCase();
const address = ([given, family], domain) => `${plain(given)}.${plain(family)}@${domain}`;

function resource(person, n, domain, managerId) {
  const [given, family, title, department, city] = person;
  const email = address(person, domain);
  const [country, language] = COUNTRY[city] ?? [undefined, undefined];
  const body = {
    schemas: [USER, ENTERPRISE], userName: email, externalId: `00u${plain(family)}${two(n)}`, active: true, displayName: `${given} ${family}`, title,
    name: { givenName: given, familyName: family }, emails: [{ value: email, type: "work", primary: true }],
    phoneNumbers: DIAL[country] ? [{ type: "work", value: `${DIAL[country]}${two(n + 10)}` }, ...(n % 3 ? [] : [{ type: "mobile", value: `+49 1512 34567${two(n)}` }])] : [],
    addresses: [{ type: "work", primary: true, locality: city, country }], preferredLanguage: language,
    [ENTERPRISE]: { department, employeeNumber: `${1000 + n}`, organization: "Northwind Mills", ...(managerId && { manager: { value: managerId } }) },
  };
  if (n % 4 === 0) {
    body.schemas.push(OURS);
    body[OURS] = { pronouns: n % 8 ? "she/her" : "they/them", linkedin: `https://www.linkedin.com/in/${plain(family)}` };
  }
  return body;
}

const RULES = {
  exceptions: [{ name: "Apprentices", when: 'fields.job_title eq "Apprentice"' }],
  rules: [
    { key: "board", name: "The board", when: 'fields.job_title co "Chief"', signature: "card" },
    { key: "sales", name: "Sales and marketing", when: 'fields.department eq "Sales" or fields.department eq "Marketing"', signature: "photo" },
  ],
  default: "lines",
  campaigns: [{ key: "fair", name: "Autumn fair", signature: "card", layer: "below", when: 'fields.department eq "Sales"', time_zone: "Europe/Amsterdam", from: "2026-09-01T00:00", until: "2027-03-01T00:00", repeats: "never" }],
};
const TARGETS = {
  groups: { field: { key: "department", otherwise: "Everybody else" } },
  allowed_domains: ["northwind.example", "mills.example"],
  exclusions: [{ name: "The board", when: 'fields.job_title co "Chief"' }],
  held: [{ name: "Apprentices", when: 'fields.job_title eq "Apprentice"' }],
};

/// Everything of the company, into a Rollcall that is set up; `page` is of its owner, who is signed in.
export async function settle(rollcall, page) {
  const key = rollcall.command("token", "create", "--tenant", "default", "--name", "reports", "--scope", "api").out.trim();
  rollcall.key = key;
  const api = async (method, path, body, headers = {}) => {
    const answer = await fetch(`${rollcall.base}/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers }, body: body && JSON.stringify(body) });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return { body: text && answer.headers.get("content-type").endsWith("/json") ? JSON.parse(text) : text, etag: answer.headers.get("etag") };
  };
  const connections = (await api("GET", "/connections")).body;
  const okta = connections.find((it) => it.name === "default");
  await api("PATCH", `/connections/${okta.id}`, { name: "Okta" });
  const entra = (await api("POST", "/connections", { name: "Entra ID (Mills)", profile: "entra" })).body;
  const old = (await api("POST", "/tokens", { name: "Okta, 2025", connection: okta.id, expires_in_days: 12 })).body;
  const mills = (await api("POST", "/tokens", { name: "Mills", connection: entra.id, expires_in_days: 365 })).body;
  const speak = (agent, token) => async (method, path, body) => {
    const answer = await fetch(`${rollcall.base}/scim${path}`, { method, headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json", "user-agent": agent }, body: body && JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, id: answer.headers.get("x-request-id"), body: text ? JSON.parse(text) : null };
  };
  const viaOkta = speak(OKTA, old.secret);
  const viaEntra = speak(ENTRA, mills.secret);

  await api("GET", "/changes?limit=1");
  await speak(OKTA, "not-the-token")("GET", "/Users?startIndex=1&count=2");
  await viaOkta("GET", "/Users?startIndex=1&count=2");
  const ids = {};
  const made = async (by, person, n, domain) => {
    const answer = await by("POST", "/Users", resource(person, n, domain, ids[person[5]]));
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    ids[person[0]] = answer.body.id;
  };
  for (const [n, person] of PEOPLE.entries()) await made(viaOkta, person, n, "northwind.example");
  await viaEntra("GET", '/Users?filter=userName eq "7c2f0c64-test"');
  for (const [n, person] of BOUGHT.entries()) await made(viaEntra, person, n + 40, "mills.example");
  const members = (of) => of.map((person) => ({ value: ids[person[0]] }));
  const groups = {};
  for (const [name, of] of Object.entries({
    Engineering: PEOPLE.filter((it) => it[3] === "Engineering"), Sales: PEOPLE.filter((it) => it[3] === "Sales"), "Berlin office": PEOPLE.filter((it) => it[4] === "Berlin"),
    "All managers": PEOPLE.slice(0, 7), "Security champions": [PEOPLE[7], PEOPLE[13], PEOPLE[18], PEOPLE[28]],
  })) groups[name] = (await viaOkta("POST", "/Groups", { schemas: [GROUP], displayName: name, members: members(of) })).body.id;

  // What is made of them.
  const definition = (await api("GET", "/mapping")).body.definition;
  definition.signatures = (await api("GET", "/signatures/starters")).body;
  definition.assignment = RULES;
  definition.targets = TARGETS;
  const publish = async (note) => {
    const drafted = await api("PUT", "/mapping/draft", definition);
    await api("POST", "/mapping/draft/publish", { note }, { "if-match": drafted.etag });
  };
  await publish("Three signatures, and who gets which");
  definition.fields.find((it) => it.key === "work_phone").transforms = [{ phone: "international" }];
  definition.default_country = "NL";
  await publish("Telephone numbers in one form");
  definition.fields.find((it) => it.key === "job_title").labels.en = "Title";
  definition.fields.find((it) => it.key === "department").transforms = ["upper"];
  definition.fields.find((it) => it.key === "mobile_phone").sources = [];
  await api("PUT", "/mapping/draft", definition);

  // What happens over a day.
  const change = (by, name, value) => by("PATCH", `/Users/${ids[name]}`, { schemas: [PATCH], Operations: [{ op: "replace", value }] });
  await change(viaOkta, "Yuki", { title: "Principal Engineer" });
  await change(viaOkta, "Hannah", { title: "Senior Account Executive" });
  await change(viaOkta, "Emma", { active: false });
  await api("PUT", `/people/${ids.Yuki}/smart-fields/pronouns`, { value: "she/her", locked: true });
  await viaOkta("GET", "/Users?filter=userName");
  await viaOkta("POST", "/Users", resource(PEOPLE[9], 70, "northwind.example"));
  const refused = await viaOkta("POST", "/Users", resource(["Mateusz", "Kowalski", "Engineer", "Engineering", "Berlin"], 71, "northwind.example"));
  await viaOkta("POST", "/Users", { schemas: [USER], displayName: "Nobody" });
  await viaOkta("PATCH", `/Groups/${groups.Sales}`, { schemas: [PATCH], Operations: [{ op: "add", path: "members", value: [{ value: "0196f2aa-0000-7000-8000-000000000000" }] }] });
  await speak(ENTRA, mills.secret)("GET", "/User");
  await api("PUT", "/guard", { people_max: 2, percent_max: 1, window_minutes: 1, enabled: true });
  await api("PUT", "/alerts/settings", { emails: ["it@northwind.example"], webhook_url: null, muted: [], thresholds: { error_requests_min: 5, error_percent: 5 } });
  await api("POST", "/webhooks", { name: "Signatures", url: "https://signatures.northwind.example/hook" }).catch(() => null);
  // Whoever came within the guard's time may always go, so somebody has to have been here for longer.
  await new Promise((done) => setTimeout(done, 61_000));
  for (const [given] of BOUGHT) await change(viaEntra, given, { active: false });
  await change(viaOkta, "Aisha", { title: "Support Lead" });
  await viaOkta("GET", "/Users?startIndex=1&count=2");
  return { api, ids, groups, okta: okta.id, entra: entra.id, request: refused.id, viaOkta, change, key };
}

// From a harbour that the company works with, which has a directory of its own: pulled.
const HARBOUR = ["Anneke Smit", "Bram Visser", "Carla Mulder", "Dirk Bos", "Eva Meijer", "Floris Peters", "Greet Hendriks", "Hugo Dekker", "Iris Brouwer", "Joost de Wit", "Karin Dijkstra", "Lars Vos"];

/// The harbour's people, read from their directory: first two that cannot be, then four that are gone.
export async function harbour(rollcall, directory) {
  const somebody = (name, n) => {
    const [given, ...family] = name.split(" ");
    const email = `${plain(name)}@harbour.example`;
    return Directory.person(n, { userName: email, displayName: name, name: { givenName: given, familyName: family.join(" ") }, title: n % 3 ? "Pilot" : "Harbour Master", emails: [{ value: email, type: "work", primary: true }] });
  };
  directory.people = [...HARBOUR.map(somebody), somebody("Nobody", 90), somebody("Nobody Else", 91)];
  for (const it of directory.people.slice(-2)) it.userName = undefined;
  const source = { kind: "scim", url: `${directory.origin}/scim` };
  const { id } = await pull(rollcall, { name: "Harbour", source, token: directory.token, vanished: { people_max: 2, percent_max: 0 } });
  const run = (await settled(rollcall, id)).last_run.id;
  directory.people.splice(-2);
  directory.people[3].title = "Senior Pilot";
  await settled(rollcall, id, "changes");
  directory.people.splice(0, 4);
  const held = (await settled(rollcall, id, "full")).last_run.id;
  return { id, run, held };
}
