import { isObject, type JsonObject } from "../compare/structure.ts";
import type { ScenarioStep } from "../corpus/case.ts";
import { CaseFailure, Unsupported } from "../corpus/outcome.ts";
import type { Actions } from "./actions.ts";
import { places, type Scenario } from "./scenario.ts";

async function createStream(scenario: Scenario, step: ScenarioStep, params: JsonObject): Promise<unknown> {
  const StreamName = scenario.uniqueName(step.as!);
  await scenario.output("kinesis", "create_stream", { StreamName, ...params });
  const arn = await scenario.poll(async () => {
    const { StreamDescriptionSummary } = await scenario.output("kinesis", "describe_stream_summary", { StreamName });
    const { StreamStatus, StreamARN } = StreamDescriptionSummary as JsonObject;
    return { holds: StreamStatus === "ACTIVE", seen: String(StreamARN) };
  });
  scenario.things.set(step.as!, { name: StreamName, arn });
  return undefined;
}

/** A record as a scenario has it: its data is text or bytes. */
function recordOf(record: unknown): JsonObject {
  const { Data, ...rest } = record as JsonObject;
  return { ...rest, Data: Data instanceof Uint8Array ? Data : new Uint8Array(Buffer.from(String(Data))) };
}

function putRecords(scenario: Scenario, step: ScenarioStep): Promise<unknown> {
  const { arn: StreamARN } = scenario.things.get(step.stream);
  const records = scenario.things.resolve(step.records ?? [step.record]) as unknown[];
  const Records = records.map(recordOf);
  return step.do === "put_record"
    ? scenario.call("kinesis", "put_record", { StreamARN, ...Records[0] })
    : scenario.call("kinesis", "put_records", { StreamARN, Records });
}

async function createMapping(scenario: Scenario, step: ScenarioStep, params: JsonObject): Promise<unknown> {
  const answer = await scenario.call("lambda", "create_event_source_mapping", params);
  const { UUID: uuid, EventSourceMappingArn: arn } = answer.output;
  if (step.as !== undefined && !answer.error) {
    scenario.things.set(step.as, { name: String(uuid), uuid: String(uuid), arn: String(arn) });
  }
  return answer;
}

function onMapping(scenario: Scenario, step: ScenarioStep, params: JsonObject) {
  const UUID = scenario.things.get(step.mapping).uuid;
  return scenario.call("lambda", step.do, { UUID, ...params });
}

async function waitForMapping(scenario: Scenario, step: ScenarioStep): Promise<unknown> {
  const UUID = scenario.things.get(step.mapping).uuid;
  const wanted = Object.entries(step.until as JsonObject);
  const holds = await scenario.poll(async () => {
    const found = await scenario.output("lambda", "get_event_source_mapping", { UUID });
    const isReached = wanted.every(([name, value]) => found[name] === value);
    return { holds: isReached, seen: isReached };
  });
  if (!holds) throw new CaseFailure(`The mapping did not become ${JSON.stringify(step.until)}`);
  return undefined;
}

async function readObjects(scenario: Scenario, step: ScenarioStep): Promise<unknown> {
  const Bucket = scenario.things.get(step.bucket).name;
  const keys = await scenario.poll(async () => {
    const { Contents = [] } = await scenario.output("s3", "list_objects_v2", { Bucket });
    const list = (Array.isArray(Contents) ? Contents : [Contents]).filter(isObject);
    return { holds: list.length > 0, seen: list.map(({ Key }) => String(Key)) };
  });
  const objects: { readonly key: string; readonly body: string }[] = [];
  for (const Key of keys) {
    const { Body } = await scenario.output("s3", "get_object", { Bucket, Key });
    objects.push({ key: Key, body: String(Body) });
  }
  scenario.objects = objects;
  return { value: { Body: objects[0]?.body } };
}

/** What is done with streams, mappings, buckets and event buses. */
export const sourceActions: Actions = {
  create_stream: createStream,
  put_record: putRecords,
  put_records: putRecords,
  create_event_source_mapping: createMapping,
  update_event_source_mapping: onMapping,
  get_event_source_mapping: onMapping,
  delete_event_source_mapping: onMapping,
  wait_for_mapping: waitForMapping,
  list_tags: (scenario, _step, params) => scenario.call("lambda", "list_tags", params),
  create_bucket: async (scenario, step) => {
    const Bucket = scenario.uniqueName(step.as!);
    await scenario.output("s3", "create_bucket", { Bucket });
    scenario.things.set(step.as!, { name: Bucket, arn: `arn:aws:s3:::${Bucket}` });
    return undefined;
  },
  read_only_object: readObjects,
  create_event_bus: async (scenario, step) => {
    const Name = scenario.uniqueName(step.as!);
    await scenario.output("events", "create_event_bus", { Name });
    const arn = `arn:aws:events:${places.region}:${places.account}:event-bus/${Name}`;
    scenario.things.set(step.as!, { name: Name, arn });
    return undefined;
  },
  put_rule: async (scenario, step, params) => {
    await scenario.output("events", "put_rule", params);
    const { Name: Rule, EventBusName } = params;
    const Targets = [{ Id: "target", Arn: scenario.things.resolve(step.target) }];
    const permission = { StatementId: "events", Action: "lambda:InvokeFunction", Principal: "events.amazonaws.com" };
    await scenario.output("lambda", "add_permission", { FunctionName: Targets[0]!.Arn, ...permission });
    return scenario.call("events", "put_targets", { Rule, EventBusName, Targets });
  },
  create_table: () => {
    throw new Unsupported("event source mappings of DynamoDB Streams");
  },
};
