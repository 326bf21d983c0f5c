import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { attributesMd5, storedAttributes } from "./message-attributes.ts";
import { createQueueCloud } from "./sqs.suite.ts";

interface Held {
  readonly handle: string;
  readonly body: string;
  readonly group: string;
  readonly until: number;
}

const step = fc.oneof(
  fc.record({ do: fc.constant("send" as const), group: fc.constantFrom("a", "b", "c") }),
  fc.record({ do: fc.constant("receive" as const), most: fc.integer({ min: 1, max: 10 }) }),
  fc.record({ do: fc.constant("delete" as const), pick: fc.nat(20) }),
  fc.record({ do: fc.constant("release" as const), pick: fc.nat(20) }),
  fc.record({ do: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 7 }) }),
);

describe("any use of a FIFO queue", () => {
  it("gives each group's messages in order, one batch at a time, and none twice", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const q = await createQueueCloud();
        try {
          const url = await q.queue("q.fifo", { FifoQueue: "true", VisibilityTimeout: "5" });
          const left = new Map<string, string[]>([..."abc"].map((group) => [group, []]));
          let held: Held[] = [];
          let sent = 0;
          for (const each of steps) {
            const now = q.cloud.clock.now();
            held = held.filter(({ until }) => until > now);
            if (each.do === "send") {
              const body = String(sent++);
              left.get(each.group)!.push(body);
              const input = { QueueUrl: url, MessageGroupId: each.group, MessageDeduplicationId: body };
              await q.sqs.sendMessage({ ...input, MessageBody: body });
              await q.sqs.sendMessage({ ...input, MessageBody: "again" });
            } else if (each.do === "receive") {
              const input = { QueueUrl: url, MaxNumberOfMessages: each.most };
              const { Messages = [] } = await q.sqs.receiveMessage({ ...input, AttributeNames: ["All"] });
              const locked = new Set(held.map(({ group }) => group));
              const free = [...left].filter(([group]) => !locked.has(group));
              const available = free.reduce((sum, [, bodies]) => sum + bodies.length, 0);
              assert.equal(Messages.length, Math.min(each.most, available));
              for (const [group, bodies] of left) {
                const got = Messages.filter(({ Attributes }) => Attributes?.MessageGroupId === group);
                assert.ok(got.length === 0 || !locked.has(group), "a group in flight is locked");
                assert.deepEqual(
                  got.map(({ Body }) => Body),
                  bodies.slice(0, got.length),
                );
                for (const { ReceiptHandle: handle = "", Body: body = "" } of got) {
                  held.push({ handle, body, group, until: now + 5000 });
                }
              }
            } else if (each.do === "wait") await q.cloud.clock.advance(each.seconds * 1000);
            else if (held.length > 0) {
              const [one] = held.splice(each.pick % held.length, 1);
              const named = { QueueUrl: url, ReceiptHandle: one!.handle };
              if (each.do === "release") await q.sqs.changeMessageVisibility({ ...named, VisibilityTimeout: 0 });
              else {
                await q.sqs.deleteMessage(named);
                const bodies = left.get(one!.group)!;
                bodies.splice(bodies.indexOf(one!.body), 1);
              }
            }
          }
          const { Attributes } = await q.sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ["All"] });
          const inFlight = held.filter(({ until }) => until > q.cloud.clock.now()).length;
          const total = [...left.values()].reduce((sum, bodies) => sum + bodies.length, 0);
          assert.equal(Attributes?.ApproximateNumberOfMessagesNotVisible, String(inFlight));
          assert.equal(Attributes?.ApproximateNumberOfMessages, String(total - inFlight));
          assert.deepEqual(q.cloud.reports, []);
        } finally {
          await q.cloud.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("the MD5 of message attributes", () => {
  it("is that of names, types and values, each after its length, in the order of names", () => {
    const attribute = fc.record({ type: fc.constantFrom("String", "String.own"), text: fc.string({ minLength: 1 }) });
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,20}$/);
    fc.assert(
      fc.property(fc.dictionary(name, attribute, { minKeys: 1, maxKeys: 10 }), (given) => {
        const parts = Object.entries(given).toSorted(([left], [right]) => (left < right ? -1 : 1));
        const bytes = parts.flatMap(([key, { type, text }]) => {
          const sized = (part: string) => {
            const content = Buffer.from(part);
            return Buffer.concat([Buffer.from([0, 0, content.length >> 8, content.length & 255]), content]);
          };
          return [sized(key), sized(type), Buffer.from([1]), sized(text)];
        });
        assert.equal(attributesMd5(given), createHash("md5").update(Buffer.concat(bytes)).digest("hex"));
      }),
    );
  });

  it("is known for attributes that AWS answered", () => {
    const stored = storedAttributes({ attr1: { DataType: "Number", StringValue: "99.12" } })!;
    assert.equal(attributesMd5(stored), "d302007e9aa062660afc85fd0a482472");
  });
});
