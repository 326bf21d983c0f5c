import { isObject, type JsonObject } from "../compare/structure.ts";
import { CaseFailure } from "../corpus/outcome.ts";
import { invocations } from "./function-log.ts";
import { type Scenario, unknown } from "./scenario.ts";

type Check = (scenario: Scenario, match: RegExpExecArray) => Promise<boolean>;

const settling = 10_000;
const checks: readonly (readonly [RegExp, Check])[] = [
  [/^(\w+) is a number of seconds since 1970/, async ({ seen }, [, name = ""]) => areSeconds(membersOf(seen, name))],
  [
    /^the second (\w+) is more than (\d+) seconds after the first$/,
    async ({ seen }, [, name = "", seconds]) => {
      const [first, second] = membersOf(seen, name) as number[];
      return second! - first! > Number(seconds);
    },
  ],
  [
    /^at least (\d+) seconds passed between sending and the second attempt$/,
    async ({ sent, received }, [, seconds]) =>
      (received.at(-1)?.at ?? 0) - (sent.at(-1)?.at ?? 0) >= Number(seconds) * 1000,
  ],
  [
    /^one invocation with one record; the body is the exact text of the first message$/,
    async ({ seen, sent }) => {
      const [event, ...more] = Object.values(seen).at(-1) as { readonly Records?: readonly JsonObject[] }[];
      return more.length === 0 && event?.Records?.length === 1 && event.Records[0]?.body === sent[0]?.body;
    },
  ],
  [
    /^there is exactly one object; its key starts with (\S+)\/<UUID of the mapping>\/<shardId>\/<YYYY/,
    async (scenario, [, prefix]) => hasFailureKey(scenario, prefix!),
  ],
  [/^the object appears in the bucket$/, async (scenario) => appears(scenario)],
  [/^still only the first invocation$/, (scenario) => hasInvocations(scenario, 1, "exactly")],
  [
    /^still (\d+) invocations, all with the same aws_request_id, in one log stream$/,
    async (scenario, [, count]) => {
      const found = await invocations(scenario, scenario.functions[0]!);
      const are = (name: "requestId" | "stream") => new Set(found.map((each) => each[name])).size === 1;
      return found.length === Number(count) && are("requestId") && are("stream");
    },
  ],
  [
    /^(at least|exactly)? ?(\d+|one) invocations?\b/,
    (scenario, [, how, count]) => hasInvocations(scenario, count === "one" ? 1 : Number(count), how),
  ],
];

/** Whether something holds that was verified when the case was recorded, but not recorded. */
export async function check(scenario: Scenario, that: string): Promise<void> {
  for (const [pattern, holds] of checks) {
    const match = pattern.exec(that);
    if (!match) continue;
    if (!(await holds(scenario, match))) throw new CaseFailure(`It does not hold that ${that}`);
    return;
  }
  unknown("check", that);
}

/** The values of all members of that name. */
function membersOf(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => membersOf(item, name));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => (key === name ? [member] : membersOf(member, name)));
}

function areSeconds(values: readonly unknown[]): boolean {
  return values.length > 0 && values.every((value) => /^\d{10}(?:\.\d+)?$/.test(String(value)));
}

/** How often the first function ran; logs come a moment after. */
async function hasInvocations(scenario: Scenario, count: number, how: string | undefined): Promise<boolean> {
  if (how === "exactly") await scenario.endpoint.pass(settling);
  const found = await scenario.poll(async () => {
    const { length } = await invocations(scenario, scenario.functions[0]!);
    return { holds: length >= count, seen: length };
  });
  return how === "at least" ? found >= count : found === count;
}

function hasFailureKey({ objects, things }: Scenario, prefix: string): boolean {
  const [{ key, body } = { key: "", body: "{}" }, ...more] = objects;
  const failure = JSON.parse(body) as { readonly timestamp?: string } & Record<string, unknown>;
  const shardId = (membersOf(failure, "shardId") as string[])[0];
  const [date = "", time = ""] = (failure.timestamp ?? "").slice(0, 19).split("T");
  const start = `${prefix}/${things.get("@mapping").uuid}/${shardId}/${date.replaceAll("-", "/")}/${date}T${time.replaceAll(":", ".")}-`;
  return (
    more.length === 0 &&
    key.startsWith(start) &&
    /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(key.slice(start.length))
  );
}

/** Whether a stack's bucket gets an object. */
function appears(scenario: Scenario): Promise<boolean> {
  const { bucket } = scenario.things.get("@stack");
  return scenario.poll(async () => {
    const { KeyCount } = await scenario.output("s3", "list_objects_v2", { Bucket: bucket });
    return { holds: Number(KeyCount) > 0, seen: Number(KeyCount) > 0 };
  });
}
