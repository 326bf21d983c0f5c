// dynalite with its tables in the folder that is its argument.
import type { AddressInfo } from "node:net";
import dynalite from "dynalite";

const server = dynalite({ path: process.argv[2] as string, createTableMs: 0 });
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
