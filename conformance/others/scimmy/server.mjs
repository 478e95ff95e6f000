// SCIMMY and its routers as a server that keeps everything in memory: what its documentation asks an application to write, and no more.
//
//   node server.js --modules FOLDER --port PORT --token TOKEN
//
// FOLDER is the node_modules with express, scimmy and scimmy-routers. Filters are applied by SCIMMY's own Filter; sorting and paging by
// SCIMMY itself; of uniqueness and member references, which SCIMMY leaves to the application, the userName is kept unique.
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
    options: { modules: { type: "string" }, port: { type: "string" }, token: { type: "string" } },
});
const require = createRequire(path.join(path.resolve(options.modules), "anchor.js"));
const express = require("express");
const SCIMMY = require("scimmy").default ?? require("scimmy");
const SCIMMYRouters = require("scimmy-routers").default ?? require("scimmy-routers");

/** The handlers of one resource type over a Map of plain objects. */
function inMemory(same_name) {
    const kept = new Map();
    const find = (id) => {
        if (!kept.has(id)) {
            throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);
        }
        return structuredClone(kept.get(id));
    };
    return {
        egress: async (resource) => {
            if (resource.id) {
                return structuredClone(find(resource.id));
            }
            const all = [...kept.values()].map((one) => structuredClone(one));
            return resource.filter ? resource.filter.match(all) : all;
        },
        ingress: async (resource, data) => {
            const now = new Date().toISOString();
            const before = resource.id ? find(resource.id) : undefined;
            const value = JSON.parse(JSON.stringify(data));
            const id = before ? before.id : randomUUID();
            if (same_name && [...kept.values()].some((other) => other.id !== id && same_name(other, value))) {
                throw new SCIMMY.Types.Error(409, "uniqueness", "The name is taken");
            }
            const meta = { created: before ? before.meta.created : now, lastModified: now };
            kept.set(id, { ...value, id, meta });
            return structuredClone(kept.get(id));
        },
        degress: async (resource) => {
            find(resource.id);
            kept.delete(resource.id);
        },
    };
}

SCIMMY.Resources.declare(SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false), inMemory((one, other) => one.userName.toLowerCase() === other.userName.toLowerCase()));
SCIMMY.Resources.declare(SCIMMY.Resources.Group, inMemory());

const app = express();
app.use(
    "/scim/v2",
    new SCIMMYRouters({
        type: "bearer",
        docUri: "https://example.com/help/auth.html",
        handler: async (request) => {
            if (request.header("Authorization") !== `Bearer ${options.token}`) {
                throw new Error("Authorization not detected!");
            }
            return "tester";
        },
    }),
);
app.listen(Number(options.port), "127.0.0.1", () => console.log(`listening on ${options.port}`));
