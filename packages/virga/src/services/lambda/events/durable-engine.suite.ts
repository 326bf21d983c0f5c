// An engine with its state in the folder that is its argument. Prints its endpoint; then it waits to be killed.
import { join } from "node:path";
import { openFolderBlobStores } from "../../../kernel/store/blobs.ts";
import { openDurableStore } from "../../../kernel/store/durable-store.ts";
import { createRuntime } from "../../../runtime.ts";

const folder = process.argv[2]!;
const runtime = await createRuntime({
  store: await openDurableStore({ folder, durability: "process" }),
  blobs: await openFolderBlobStores({ folder: join(folder, "blobs"), durability: "process" }),
  workFolder: join(folder, "work"),
  report: ({ level, source, message }) => console.error(`${level} ${source}: ${message}`),
});
console.log(await runtime.listen({ port: 0 }));
