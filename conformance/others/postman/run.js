// Plays Microsoft's Postman collection against a SCIM server and compares its failures with those expected.
//
//   SCIM_TOKEN=… node run.js --modules FOLDER --url http://host:port/scim [--expected FILE] [--counts FILE]
//
// FOLDER is the node_modules where newman is. The tenant must be empty: the collection counts what is there. With --expected, the
// failures must be exactly those of the file: an unexpected one fails the run, and so does an expected one that passes, so
// that the list stays true. --counts writes "passed failed expected".
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { parseArgs } = require("node:util");

const COLLECTION = path.join(__dirname, "../../third-party/azure-postman/PostmanCollection.json");

const { values: options } = parseArgs({
    options: { modules: { type: "string" }, url: { type: "string" }, expected: { type: "string" }, counts: { type: "string" } },
});
if (!options.modules || !options.url || !process.env.SCIM_TOKEN) {
    console.error("usage: SCIM_TOKEN=… node run.js --modules FOLDER --url URL [--expected FILE] [--counts FILE]");
    process.exit(2);
}
const newman = require(path.resolve(options.modules, "newman"));
const expected = options.expected ? JSON.parse(fs.readFileSync(options.expected, "utf8")) : { not_sent: [], failures: [] };

/** The collection without the requests that are not sent. */
function collection() {
    const whole = JSON.parse(fs.readFileSync(COLLECTION, "utf8"));
    const left_out = new Set(expected.not_sent.map((entry) => entry.request));
    const keep = (items, folder) =>
        items
            .filter((item) => !left_out.has(folder + item.name))
            .map((item) => (item.item ? { ...item, item: keep(item.item, `${folder}${item.name} / `) } : item));
    return { ...whole, item: keep(whole.item, "") };
}

/** What the collection's URLs are made of. */
function environment() {
    const url = new URL(options.url);
    const values = {
        Protocol: url.protocol.replace(":", ""),
        Server: url.hostname,
        Port: url.port ? `:${url.port}` : "",
        Api: url.pathname.replace(/^\/|\/$/g, ""),
        token: process.env.SCIM_TOKEN,
    };
    return { values: Object.entries(values).map(([key, value]) => ({ key, value })) };
}

/** "Folder / Request", and "#2" behind it where a folder has the name twice. */
function name_requests(executions) {
    const seen = new Map();
    return executions.map((execution) => {
        const parent = execution.item.parent();
        const folder = parent && parent.parent() ? `${parent.name} / ` : "";
        const name = folder + execution.item.name;
        seen.set(name, (seen.get(name) ?? 0) + 1);
        return seen.get(name) > 1 ? `${name} #${seen.get(name)}` : name;
    });
}

/** One line for each assertion, and for each request that could not be sent or whose script broke. */
function outcomes(run) {
    const names = name_requests(run.executions);
    const all = [];
    run.executions.forEach((execution, at) => {
        const answered = execution.response ? `answered ${execution.response.code}` : "no answer";
        const broken = [execution.requestError, ...(execution.testScript ?? []).map((script) => script.error)].filter(Boolean);
        for (const error of broken) {
            all.push({ request: names[at], assertion: "can be sent and looked at", error: error.message, answered });
        }
        for (const { assertion, error } of execution.assertions ?? []) {
            all.push({ request: names[at], assertion, error: error && error.message, answered });
        }
    });
    return all;
}

function compare(all) {
    const same = (one) => (other) => one.request === other.request && one.assertion === other.assertion;
    const failed = all.filter((outcome) => outcome.error);
    const unexpected = failed.filter((outcome) => !expected.failures.some(same(outcome)));
    const passed = all.filter((outcome) => !outcome.error);
    const stale = expected.failures.filter((entry) => !failed.some(same(entry)));
    for (const { request, assertion, error, answered } of unexpected) {
        console.log(`    FAILED ${request}: ${assertion} (${answered}): ${error}`);
    }
    for (const { request, assertion } of stale) {
        console.log(`    FAILED ${request}: ${assertion} is expected to fail and does not: take it off the list`);
    }
    for (const { request, assertion, reason } of expected.failures.filter((entry) => failed.some(same(entry)))) {
        console.log(`    as expected, fails ${request}: ${assertion}: ${reason}`);
    }
    for (const { request, reason } of expected.not_sent) {
        console.log(`    not sent: ${request}: ${reason}`);
    }
    const known = failed.length - unexpected.length;
    console.log(`    ${passed.length} of ${all.length} assertions hold, ${known} fail as expected, ${unexpected.length + stale.length} otherwise`);
    if (options.counts) {
        fs.writeFileSync(options.counts, `${passed.length} ${unexpected.length + stale.length} ${known}\n`);
    }
    return unexpected.length + stale.length === 0 && all.length > 0;
}

newman.run({ collection: collection(), environment: environment(), reporters: [], timeoutRequest: 60_000 }, (error, summary) => {
    if (error) {
        console.error(`newman: ${error.message}`);
        process.exit(2);
    }
    process.exit(compare(outcomes(summary.run)) ? 0 : 1);
});
