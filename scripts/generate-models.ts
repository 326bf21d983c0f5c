/**
 * Turns AWS's published service models, as botocore carries them, into the tables that the protocols work from:
 * everything that shapes a request, an answer or a constraint, and no documentation.
 *
 *   node scripts/generate-models.ts --botocore DIR SERVICE...
 *
 * DIR is botocore's package folder (the one that holds `data/` and `__init__.py`), SERVICE a folder name in `data/`.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";

type Json = Record<string, unknown>;

const target = path.join(import.meta.dirname, "../packages/virga/src/protocol/generated");

const metadataTraits = [
  "apiVersion",
  "awsQueryCompatible",
  "endpointPrefix",
  "globalEndpoint",
  "jsonVersion",
  "protocol",
  "protocols",
  "serviceId",
  "signingName",
  "targetPrefix",
  "xmlNamespace",
];
const operationTraits = [
  "authtype",
  "endpoint",
  "httpChecksum",
  "httpChecksumRequired",
  "idempotent",
  "requestcompression",
  "unsignedPayload",
];
const shapeTraits = [
  "box",
  "document",
  "enum",
  "error",
  "event",
  "eventstream",
  "exception",
  "fault",
  "flattened",
  "locationName",
  "max",
  "min",
  "pattern",
  "payload",
  "required",
  "sensitive",
  "streaming",
  "timestampFormat",
  "type",
  "union",
  "xmlAttribute",
  "xmlNamespace",
];
const referenceTraits = [
  "eventpayload",
  "flattened",
  "hostLabel",
  "idempotencyToken",
  "jsonvalue",
  "location",
  "locationName",
  "resultWrapper",
  "shape",
  "streaming",
  "timestampFormat",
  "xmlAttribute",
  "xmlNamespace",
];

function pick(from: Json, traits: readonly string[]): Json {
  return Object.fromEntries(traits.filter((trait) => from[trait] !== undefined).map((trait) => [trait, from[trait]]));
}

/** A reference without traits is the shape's bare name. */
function compactReference(reference: Json): unknown {
  const traits = pick(reference, referenceTraits);
  return Object.keys(traits).length === 1 ? traits.shape : traits;
}

function compactShape(shape: Json): Json {
  const compact = pick(shape, shapeTraits);
  for (const part of ["member", "key", "value"]) {
    if (shape[part]) compact[part] = compactReference(shape[part] as Json);
  }
  if (shape.members) {
    const members = Object.entries(shape.members as Record<string, Json>);
    compact.members = Object.fromEntries(members.map(([name, member]) => [name, compactReference(member)]));
  }
  return compact;
}

function compactOperation(operation: Json): Json {
  const compact = pick(operation, operationTraits);
  const http = operation.http as Json;
  if (http.method !== "POST" || http.requestUri !== "/" || (http.responseCode ?? 200) !== 200) compact.http = http;
  if (operation.input) compact.input = compactReference(operation.input as Json);
  if (operation.output) compact.output = compactReference(operation.output as Json);
  const errors = (operation.errors ?? []) as Json[];
  if (errors.length > 0) compact.errors = errors.map((error) => error.shape);
  return compact;
}

function mapValues(from: Record<string, Json>, change: (value: Json) => Json): Json {
  return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, change(value)]));
}

/** Traits that the models have and AWS does not hold to: custom domains have dots, which the pattern of prefixes forbids. */
const wrongTraits: readonly { readonly service: string; readonly shape: string; readonly trait: string }[] = [
  { service: "cognito-idp", shape: "DomainType", trait: "pattern" },
];

function withoutWrongTraits(service: string, model: Json): Json {
  const shapes = model.shapes as Record<string, Json>;
  for (const { shape, trait } of wrongTraits.filter((wrong) => wrong.service === service))
    delete shapes[shape]?.[trait];
  return model;
}

function compactModel(model: Json): Json {
  return {
    metadata: pick(model.metadata as Json, metadataTraits),
    operations: mapValues(model.operations as Record<string, Json>, compactOperation),
    shapes: mapValues(model.shapes as Record<string, Json>, compactShape),
  };
}

/** Reads the newest version of a service's model; botocore stores them plain or gzipped, depending on its release. */
function readModel(botocore: string, service: string): Json {
  const folder = path.join(botocore, "data", service);
  const version = readdirSync(folder).sort().at(-1)!;
  const file = readdirSync(path.join(folder, version)).find((name) => /^service-2\.json(\.gz)?$/.test(name))!;
  const bytes = readFileSync(path.join(folder, version, file));
  return JSON.parse((file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8")) as Json;
}

function readBotocoreVersion(botocore: string): string {
  const source = readFileSync(path.join(botocore, "__init__.py"), "utf8");
  return /__version__ = '([^']+)'/.exec(source)?.[1] ?? "unknown";
}

function readme(version: string, services: readonly string[]): string {
  return `# Generated service models

Made from the service models of botocore ${version} (Copyright Amazon.com, Inc. or its affiliates; Apache License 2.0),
without their documentation. Don't edit these files; to renew them, or to add a service to the list, run

    node scripts/generate-models.ts --botocore DIR ${services.join(" ")}

where \`DIR\` is the folder of the installed Python package \`botocore\`. \`index.json\` has every service's metadata, so that
requests can be routed without reading the models. The files are named by the services' names in botocore's data
folder, but Step Functions is \`states\`, its name in endpoints, ARNs and policies.
`;
}

/** Services whose folder name is not the name under which AWS's endpoints, ARNs and policies know them. */
const serviceNames: Readonly<Record<string, string>> = { stepfunctions: "states" };

function main(): void {
  const { values, positionals } = parseArgs({ options: { botocore: { type: "string" } }, allowPositionals: true });
  if (!values.botocore || positionals.length === 0) {
    console.error("usage: node scripts/generate-models.ts --botocore DIR SERVICE...");
    process.exitCode = 2;
    return;
  }
  mkdirSync(target, { recursive: true });
  const index: Json = {};
  for (const service of positionals) {
    const name = serviceNames[service] ?? service;
    const model = withoutWrongTraits(service, compactModel(readModel(values.botocore, service)));
    index[name] = model.metadata;
    writeFileSync(path.join(target, `${name}.json`), `${JSON.stringify(model)}\n`);
  }
  writeFileSync(path.join(target, "index.json"), `${JSON.stringify(index, null, 1)}\n`);
  writeFileSync(path.join(target, "README.md"), readme(readBotocoreVersion(values.botocore), positionals));
}

main();
