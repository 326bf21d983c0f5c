// kinesalite with its streams in the folder that is its argument.
import type { AddressInfo } from "node:net";
import kinesalite from "kinesalite";

const server = kinesalite({ path: process.argv[2] as string, createStreamMs: 0, shardLimit: 1000 });
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
