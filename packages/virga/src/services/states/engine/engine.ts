import {
  DATA_LIMIT_BYTES,
  type ExecutionIdentity,
  type Host,
  type Json,
  JsonSyntaxError,
  newExecution,
  parseJson,
} from "@virga/asl";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";
import { executionAlreadyExists, invalidInput } from "../errors.ts";
import { type ExecutionReference, executionArn, expressArn, type Place, parseMachineArn } from "../model.ts";
import type { ExecutionRecord, ExpressRecord, MachineRecord, Revision } from "../records.ts";
import { StatesState } from "../state.ts";
import { createAslHost } from "./asl-host.ts";
import { countEnd, countStart } from "./execution-metrics.ts";
import { type Ended, ExpressExecution } from "./express-execution.ts";
import { LogDelivery, logTarget } from "./log-delivery.ts";
import { Programs } from "./programs.ts";
import { RoleSessions } from "./role-sessions.ts";
import { StandardExecutions } from "./standard-executions.ts";
import { TaskRunner } from "./task-runner.ts";

/** What is to be executed: a state machine's newest revision, or one of its versions'. */
export interface Target extends Place {
  readonly machine: MachineRecord;
  readonly revision: Revision;
  readonly versionArn?: string;
  /** The alias through which the version was found. */
  readonly aliasArn?: string;
}

/** One request to start an execution. */
export interface StartRequest {
  readonly name: string;
  readonly inputText: string;
  readonly now: number;
  readonly span: Span;
  readonly traceHeader?: string;
}

/** A started Express execution. */
export interface StartedExpress {
  readonly arn: string;
  readonly ended: Promise<Ended>;
}

/** Step Functions on its stored state: what the operations work with. */
export class StatesEngine {
  readonly state: StatesState;
  readonly programs = new Programs();
  readonly runner: TaskRunner;
  readonly sessions: RoleSessions;
  readonly standard: StandardExecutions;
  readonly #house: ServiceHost;
  readonly #aslHost: Host;
  readonly #logs: LogDelivery;
  #isClosed = false;

  constructor(house: ServiceHost) {
    this.#house = house;
    this.state = new StatesState(house.store);
    this.runner = new TaskRunner(house);
    this.sessions = new RoleSessions(house);
    this.#aslHost = createAslHost(house.ids, this.runner);
    this.#logs = new LogDelivery(house);
    const { state, programs, runner, sessions } = this;
    this.standard = new StandardExecutions({
      state,
      house,
      aslHost: this.#aslHost,
      programs,
      runner,
      sessions,
      logs: this.#logs,
    });
  }

  /** Starts a STANDARD execution; one of the same name with the same input that is still running is that one. */
  startStandard(target: Target, request: StartRequest): ExecutionRecord {
    const input = parseInput(request.inputText);
    const { machine, revision } = target;
    const reference = { ...placeOf(target), machine: machine.name, name: request.name };
    const arn = executionArn(reference);
    const started = this.state.store.transact((transaction) => {
      const present = this.state.execution(reference, transaction);
      if (present) return { present: requireSame(present, request.inputText) };
      const record = this.state.addExecution(transaction, newRecord(arn, target, request));
      const progress = newExecution(identityOf(arn, target, request.name, "STANDARD"), input, request.now);
      return { committed: this.standard.begin(transaction, record, revision, progress) };
    });
    if (started.present) return started.present;
    countStart(this.#house, machine.arn);
    this.standard.proceed(started.committed!);
    return started.committed!.record;
  }

  /** Starts an Express execution, which runs in memory. */
  startExpress(target: Target, request: StartRequest): StartedExpress {
    const reference: ExecutionReference = { ...placeOf(target), machine: target.machine.name, name: request.name };
    return this.#runExpress(expressArn(reference, this.#house.ids.uuid()), target, request);
  }

  /** Starts an Express execution that nobody waits for; it is started again if the process dies before its end. */
  startExpressAlone(target: Target, request: StartRequest): string {
    const started = this.startExpress(target, request);
    const { machine, revision } = target;
    this.state.putExpress({
      ...placeOf(target),
      arn: started.arn,
      name: request.name,
      machineArn: machine.arn,
      revisionId: revision.revisionId,
      input: request.inputText,
    });
    this.#forgetAtEnd(started);
    return started.arn;
  }

  /** Goes on with what was running when the process ended. */
  recover(): void {
    this.standard.recover();
    for (const record of this.state.expressExecutions()) this.#restartExpress(record);
  }

  /** Stops all executions where they are, and writes the logs of what they did. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.standard.close();
    await this.#logs.close();
  }

  #restartExpress({ arn, name, account, region, machineArn, revisionId, input }: ExpressRecord): void {
    const machine = this.state.machine(parseMachineArn(machineArn));
    if (!machine) {
      this.state.deleteExpress(arn);
      return;
    }
    const target = { account, region, machine, revision: this.state.revision({ machineArn, revisionId }) };
    const span = this.#house.tracer.start(`execution ${machine.name}:${name}`);
    const request = { name, inputText: input, now: this.#house.clock.now(), span };
    const started = this.#runExpress(arn, target, request);
    void started.ended.then(() => span.end());
    this.#forgetAtEnd(started);
  }

  #forgetAtEnd({ arn, ended }: StartedExpress): void {
    void ended.then(() => {
      if (!this.#isClosed) this.state.deleteExpress(arn);
    });
  }

  #runExpress(arn: string, target: Target, request: StartRequest): StartedExpress {
    const input = parseInput(request.inputText);
    const { machine, revision } = target;
    const place = placeOf(target);
    const log = logTarget(revision.loggingConfiguration, { ...place, machineName: machine.name });
    const history = log && this.#logs.sink(log, arn);
    const execution = new ExpressExecution({
      program: this.programs.compile(revision.definition, "EXPRESS"),
      state: newExecution(identityOf(arn, target, request.name, "EXPRESS"), input, request.now),
      host: this.#aslHost,
      clock: this.#house.clock,
      runner: this.runner,
      context: {
        ...place,
        span: request.span,
        session: this.sessions.forExecution(revision.roleArn, machine.arn, place),
      },
      onDefect: (thrown) => this.runner.reportDefect(arn, thrown),
      ...(history ? { history } : {}),
    });
    countStart(this.#house, machine.arn);
    const ended = execution.run(request.inputText, request.now).then((end) => {
      countEnd(this.#house, machine.arn, end.status, this.#house.clock.now() - request.now);
      return end;
    });
    return { arn, ended };
  }
}

function placeOf({ account, region }: Place): Place {
  return { account, region };
}

function parseInput(text: string): Json {
  if (text.length > DATA_LIMIT_BYTES / 4 && Buffer.byteLength(text) > DATA_LIMIT_BYTES) {
    throw invalidInput("Input size exceeds the maximum number of bytes service limit.");
  }
  try {
    return parseJson(text);
  } catch (thrown) {
    if (thrown instanceof JsonSyntaxError) throw invalidInput(thrown.message);
    throw thrown;
  }
}

function requireSame(present: ExecutionRecord, inputText: string): ExecutionRecord {
  if (present.status !== "RUNNING" || present.input !== inputText) throw executionAlreadyExists(present.arn);
  return present;
}

function newRecord(arn: string, target: Target, request: StartRequest): Omit<ExecutionRecord, "sequence"> {
  const { machine, revision, versionArn, aliasArn } = target;
  return {
    arn,
    name: request.name,
    machineArn: machine.arn,
    machineName: machine.name,
    ...(versionArn === undefined ? {} : { versionArn }),
    ...(aliasArn === undefined ? {} : { aliasArn }),
    revisionId: revision.revisionId,
    roleArn: revision.roleArn,
    status: "RUNNING",
    startedAt: request.now,
    input: request.inputText,
    ...(request.traceHeader === undefined ? {} : { traceHeader: request.traceHeader }),
  };
}

function identityOf(arn: string, target: Target, name: string, type: "STANDARD" | "EXPRESS"): ExecutionIdentity {
  return {
    executionArn: arn,
    executionName: name,
    roleArn: target.revision.roleArn,
    stateMachineArn: target.machine.arn,
    stateMachineName: target.machine.name,
    region: target.region,
    type,
  };
}
