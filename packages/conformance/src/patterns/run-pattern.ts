import { differences } from "../compare/compare.ts";
import type { JsonObject } from "../compare/structure.ts";
import type { PatternCase } from "../corpus/case.ts";
import { failed, type Outcome, passed } from "../corpus/outcome.ts";
import type { Endpoint } from "../endpoint.ts";
import { functionActions } from "../scenario/function-actions.ts";
import { queueActions } from "../scenario/queue-actions.ts";
import { Scenario } from "../scenario/scenario.ts";

const handler = { name: "echo" };

/**
 * Asks whether a pattern matches an event by the filter criteria of an event source mapping, which are of the same language: the
 * event is a message of the queue, and the pattern looks into its body. The function may not run at all: what matches stays in
 * the queue, everything else is deleted.
 */
export async function runPattern({ pattern, event, expected }: PatternCase, endpoint: Endpoint): Promise<Outcome> {
  const scenario = new Scenario(endpoint);
  const make = { runtime: "python3.12", handler };
  await functionActions.create_function!(scenario, { do: "create_function", as: "function", ...make }, {});
  const FunctionName = scenario.things.get("@function").name;
  await scenario.output("lambda", "put_function_concurrency", { FunctionName, ReservedConcurrentExecutions: 0 });
  await queueActions.create_queue!(scenario, { do: "create_queue", as: "queue" }, {});
  const actual = await askFilter(scenario, pattern, event);
  const found = differences(expected, actual, "the answer");
  return found.length === 0 ? passed : failed(...found);
}

async function askFilter(scenario: Scenario, pattern: unknown, event: unknown): Promise<PatternCase["expected"]> {
  const { url: QueueUrl, arn: EventSourceArn } = scenario.things.get("@queue");
  const FunctionName = scenario.things.get("@function").name;
  const Filters = [{ Pattern: JSON.stringify({ body: pattern }) }];
  const mapping = { FunctionName, EventSourceArn, FilterCriteria: { Filters } };
  const { error, output } = await scenario.call("lambda", "create_event_source_mapping", mapping);
  if (error) return "error";
  await scenario.output("sqs", "send_message", { QueueUrl, MessageBody: JSON.stringify(event) });
  const isThere = await scenario.poll(async () => {
    const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];
    const { Attributes } = await scenario.output("sqs", "get_queue_attributes", { QueueUrl, AttributeNames });
    const [visible, hidden] = AttributeNames.map((name) => Number((Attributes as JsonObject)[name]));
    return { holds: visible === 0, seen: hidden! > 0 };
  });
  await scenario.output("lambda", "delete_event_source_mapping", { UUID: output.UUID });
  return isThere ? "match" : "no match";
}
