import type { Endpoint } from "../../../kernel/service.ts";
import type { RunningLambda } from "../running-lambda.ts";
import type { ShardCheckpoint } from "./mapping-records.ts";
import type { Trouble } from "./trouble.ts";

const path = /^\/_aws\/lambda\/event-source-mappings\/([\da-f-]{36})\/shards$/;
const headers = { "content-type": "application/json" };

/**
 * `GET /_aws/lambda/event-source-mappings/<uuid>/shards`: how far a mapping is with each shard of its stream, and what fails there
 * now: `{"now": ..., "shards": [{"shardId", "sequenceNumber", "from", "closed", "troubles"}]}`. AWS does not tell.
 */
export const shardsEndpoint: Endpoint<RunningLambda> = {
  name: "lambda-event-source-shards",
  matches: (request) => request.method === "GET" && path.test(request.path),
  async handle({ state, now }, request) {
    const [, uuid = ""] = path.exec(request.path) ?? [];
    const mapping = state.mappings.all(state.reader).find((each) => each.uuid === uuid);
    if (!mapping) {
      return { status: 404, headers, body: JSON.stringify({ message: `There is no event source mapping ${uuid}.` }) };
    }
    const troubles = state.troubles(uuid);
    const shards = state.mappings
      .checkpoints(state.reader, uuid)
      .map((checkpoint) => describeShard(checkpoint, troubles.get(checkpoint.shardId) ?? []));
    for (const [shardId, found] of troubles) {
      if (!shards.some((shard) => shard.shardId === shardId)) shards.push(describeShard({ shardId }, found));
    }
    return { status: 200, headers, body: JSON.stringify({ now: new Date(now).toISOString(), shards }) };
  },
};

function describeShard({ shardId, sequenceNumber, from, closed }: ShardCheckpoint, troubles: readonly Trouble[]) {
  return {
    shardId,
    ...(sequenceNumber !== undefined && { sequenceNumber }),
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    ...(closed && { closed }),
    troubles: troubles.map((trouble) => ({
      ...trouble,
      at: new Date(trouble.at).toISOString(),
      approximateArrivalOfFirstRecord: new Date(trouble.approximateArrivalOfFirstRecord).toISOString(),
    })),
  };
}
