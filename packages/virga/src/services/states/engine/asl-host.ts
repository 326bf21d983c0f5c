import { createHash } from "node:crypto";
import type { HashAlgorithm, Host } from "@virga/asl";
import type { Ids } from "../../../kernel/ids.ts";
import type { TaskRunner } from "./task-runner.ts";

const nodeAlgorithms: Readonly<Record<HashAlgorithm, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** What the interpreter needs from the house. */
export function createAslHost(ids: Ids, runner: TaskRunner): Host {
  return {
    random: () => ids.random(),
    uuid: () => ids.uuid(),
    hash: (algorithm, text) => createHash(nodeAlgorithms[algorithm]).update(text).digest("hex"),
    checkTask: (resource, parameters) => runner.check(resource, parameters),
  };
}
