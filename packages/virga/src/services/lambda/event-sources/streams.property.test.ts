import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Invocation } from "../invocation.ts";
import { fails, returns } from "../scripted-functions.suite.ts";
import { type EventRecord, MappedCloud, streamIn } from "./event-sources.suite.ts";

/** What may happen to a stream and its reader. */
type Step =
  | { readonly kind: "put"; readonly keys: readonly number[] }
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "split" }
  | { readonly kind: "merge" }
  | { readonly kind: "kill" }
  /** The mapping is turned off for some seconds, and on again with so many lanes. */
  | { readonly kind: "change"; readonly seconds: number; readonly lanes: number };

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("put" as const), keys: fc.array(fc.nat(5), { maxLength: 12 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("split" as const, "merge" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("kill" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("change" as const),
      seconds: fc.nat(3),
      lanes: fc.constantFrom(1, 3, 10),
    }),
  },
);

const settings = fc.record({
  BatchSize: fc.integer({ min: 1, max: 7 }),
  MaximumBatchingWindowInSeconds: fc.constantFrom(0, 3),
  ParallelizationFactor: fc.constantFrom(1, 3, 10),
  MaximumRetryAttempts: fc.integer({ min: 0, max: 3 }),
  BisectBatchOnFunctionError: fc.boolean(),
  FunctionResponseTypes: fc.constantFrom([], ["ReportBatchItemFailures" as const]),
});

interface SeenRecord {
  readonly key: string;
  readonly text: string;
  readonly sequenceNumber: string;
}

function recordsOf({ payload }: Invocation): SeenRecord[] {
  const { Records } = JSON.parse(new TextDecoder().decode(payload)) as { readonly Records: EventRecord[] };
  return Records.map(({ kinesis: { partitionKey, sequenceNumber, data } }) => ({
    key: partitionKey,
    sequenceNumber,
    text: Buffer.from(data, "base64").toString("utf8"),
  }));
}

/** What the function processed, in the order in which it did; over restarts. */
class World {
  readonly processed: SeenRecord[] = [];
  readonly put: SeenRecord[] = [];
  readonly reported: { readonly start: string; readonly end: string; readonly size: number }[] = [];
  #invocations = 0;
  readonly #failures: readonly number[];
  readonly #reports: boolean;

  constructor(failures: readonly number[], reports: boolean) {
    this.#failures = failures;
    this.#reports = reports;
  }

  /** Fails as the seed says: not at all, with the whole batch, or from a record on. */
  answer(invocation: Invocation) {
    const records = recordsOf(invocation);
    const fate = this.#failures[this.#invocations++ % this.#failures.length] ?? 0;
    if (fate === 1) return fails("no");
    if (fate < 2 || !this.#reports) {
      this.processed.push(...records);
      return returns(null);
    }
    const from = fate % records.length;
    this.processed.push(...records.slice(0, from));
    return returns({ batchItemFailures: [{ itemIdentifier: records[from]!.sequenceNumber }] });
  }
}

describe("event source mappings of streams, whatever happens", () => {
  it("process or report every record, and keep the order of each key", async () => {
    const property = fc.asyncProperty(
      fc.array(steps, { minLength: 3, maxLength: 14 }),
      settings,
      fc.array(fc.nat(6), { minLength: 1, maxLength: 9 }),
      hold,
    );
    await fc.assert(property, { numRuns: 40 });
  });
});

async function hold(
  course: readonly Step[],
  input: { readonly FunctionResponseTypes: readonly string[] },
  failures: readonly number[],
): Promise<void> {
  const world = new World(failures, input.FunctionResponseTypes.length > 0);
  let mapped = await MappedCloud.start();
  try {
    mapped.functions.answer = (invocation) => world.answer(invocation);
    let stream = await streamIn(mapped, "s", 2);
    const queue = await mapped.queue("failures");
    const UUID = await mapped.map(stream.arn, {
      ...(input as object),
      StartingPosition: "TRIM_HORIZON",
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    });
    let count = 0;
    for (const step of course) {
      if (step.kind === "put") {
        const texts = step.keys.map((key) => `${key}:${count++}`);
        const keyOf = (text: string) => text.slice(0, 1);
        if (texts.length === 0) continue;
        const numbers = await stream.put(texts, keyOf);
        for (const [index, text] of texts.entries()) {
          world.put.push({ key: keyOf(text), text, sequenceNumber: numbers[index]! });
        }
      } else if (step.kind === "wait") await mapped.seconds(step.seconds);
      else if (step.kind === "kill") {
        mapped = await mapped.killed();
        stream = await streamIn(mapped, "s");
      } else if (step.kind === "change") {
        await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: false });
        await mapped.seconds(step.seconds);
        await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: true, ParallelizationFactor: step.lanes });
        await mapped.settle();
      } else if (step.kind === "split") await stream.split();
      else await stream.merge();
    }
    await mapped.seconds(3_600);
    const told = await stream.failures(queue.url);
    for (const { KinesisBatchInfo: info } of told) {
      world.reported.push({ start: info.startSequenceNumber, end: info.endSequenceNumber, size: info.batchSize });
    }
    check(world);
    assert.deepEqual(mapped.cloud.reports, []);
  } finally {
    await mapped.close();
  }
}

function check({ put, processed, reported }: World): void {
  const done = new Set(processed.map(({ sequenceNumber }) => sequenceNumber));
  const isReported = ({ sequenceNumber }: SeenRecord) => {
    const number = BigInt(sequenceNumber);
    return reported.some(({ start, end }) => number >= BigInt(start) && number <= BigInt(end));
  };
  for (const record of put) assert.ok(done.has(record.sequenceNumber) || isReported(record), `${record.text} is lost`);
  // First processed in the order in which they were put; a restart may give some again, from its checkpoint on, also such as were given
  // up before.
  for (const key of new Set(put.map((record) => record.key))) {
    const ofKey = processed.filter((record) => record.key === key && !isReported(record));
    const firsts = [...new Set(ofKey.map(({ text }) => text))];
    const numbers = firsts.map((text) => Number(text.slice(2)));
    assert.deepEqual(
      numbers,
      [...numbers].sort((one, other) => one - other),
      `order of key ${key}`,
    );
  }
}
