// cognito-local with its pools in the folder that is its argument, and without its log.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";

const require = createRequire(import.meta.url);
const { createDefaultServer } = require("cognito-local") as typeof import("cognito-local");
const pino = createRequire(require.resolve("cognito-local"))("pino") as (options: object) => never;

const folder = process.argv[2] as string;
mkdirSync(folder, { recursive: true });
process.chdir(folder);
process.env.HOST = "127.0.0.1";
process.env.PORT = "0";
const server = await createDefaultServer(pino({ level: "silent" }));
const listening = await server.start();
console.log((listening.address() as AddressInfo).port);
