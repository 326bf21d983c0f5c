// kinesis-local, which keeps its streams in memory; it can't choose a free port or say that it listens.
import { createRequire } from "node:module";
import { connect } from "node:net";
import { dirname } from "node:path";
import { freePort } from "../processes.ts";

const port = await freePort();
process.env.KINESIS_MOCK_PLAIN_PORT = String(port);
process.env.KINESIS_MOCK_TLS_PORT = String(await freePort());
process.env.LOG_LEVEL = "ERROR";
process.env.SHARD_LIMIT = "1000";
const require = createRequire(import.meta.url);
// It reads its certificate from the current folder.
process.chdir(dirname(require.resolve("kinesis-local")));
require("kinesis-local");

function announce(): void {
  const socket = connect(port, "127.0.0.1", () => {
    socket.destroy();
    console.log(port);
  });
  socket.on("error", () => setTimeout(announce, 100));
}

announce();
