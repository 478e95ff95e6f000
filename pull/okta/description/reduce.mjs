// Makes management.json and oauth.json anew: of what Okta publishes (https://github.com/okta/okta-management-openapi-spec) the operations
// that are asked for here, with everything that they are made of, and without texts and examples.
//
//   node reduce.mjs FOLDER    FOLDER is `dist/current` of that repository
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "@stoplight/yaml";

const ASKED = {
  management: {
    from: "management-oneOfInheritance.yaml",
    paths: ["/api/v1/users", "/api/v1/users/{id}", "/api/v1/meta/schemas/user/{schemaId}", "/api/v1/meta/types/user"],
    method: "get",
  },
  oauth: {
    from: "oauth-oneOfInheritance.yaml",
    paths: ["/.well-known/openid-configuration", "/oauth2/v1/authorize", "/oauth2/v1/keys", "/oauth2/v1/token", "/oauth2/v1/revoke"],
    method: ["get", "get", "get", "post", "post"],
  },
};
const TEXTS = ["description", "summary", "example", "examples", "externalDocs", "tags"];

// A response has to have a description; what stands below `properties` is named by whoever named it.
function bare(value, { named = false, inResponses = false } = {}) {
  if (Array.isArray(value)) return value.map((it) => bare(it));
  if (!value || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([key]) => named || !(TEXTS.includes(key) || key.startsWith("x-")));
  const entries = kept.map(([key, it]) => [key, bare(it, { named: !named && ["properties", "responses", "headers"].includes(key), inResponses: key === "responses" })]);
  const made = Object.fromEntries(entries);
  if (inResponses) for (const it of Object.values(made)) if (!it.$ref) it.description = "";
  return made;
}

function reduced({ from, paths, method }, folder) {
  const whole = parse(readFileSync(join(folder, from), "utf8"));
  const { title, version, license } = whole.info;
  const made = { openapi: whole.openapi, info: { title, version, license }, paths: {}, components: {} };
  const take = (reference) => {
    const [, , kind, name] = reference.split("/");
    const known = (made.components[kind] ??= {});
    if (name in known) return;
    known[name] = bare(whole.components[kind][name]);
    if (kind === "responses") known[name].description = "";
    follow(known[name]);
  };
  const follow = (value) => {
    if (!value || typeof value !== "object") return;
    for (const [key, it] of Object.entries(value)) {
      if (key === "$ref" && typeof it === "string") take(it);
      else if (key === "discriminator" && it.mapping) Object.values(it.mapping).forEach(take);
      else follow(it);
    }
  };
  paths.forEach((path, at) => {
    const { parameters, ...methods } = whole.paths[path];
    const name = Array.isArray(method) ? method[at] : method;
    made.paths[path] = { ...(parameters && { parameters: bare(parameters) }), [name]: bare(methods[name]) };
    for (const needed of methods[name].security ?? []) {
      for (const scheme of Object.keys(needed)) {
        const { flows, ...it } = bare(whole.components.securitySchemes[scheme]);
        (made.components.securitySchemes ??= {})[scheme] = { ...it, ...(flows && { flows: { authorizationCode: { ...flows.authorizationCode, scopes: {} } } }) };
      }
    }
  });
  follow(made.paths);
  return made;
}

for (const [name, asked] of Object.entries(ASKED)) {
  writeFileSync(new URL(`${name}.json`, import.meta.url), `${JSON.stringify(reduced(asked, process.argv[2]), null, 1)}\n`);
}
