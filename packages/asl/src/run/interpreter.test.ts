import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { outputOf, Simulation, START } from "../testing/simulation.ts";

const TASK = { Type: "Task", Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem", End: true };

function machine(states: Record<string, unknown>, more: Record<string, unknown> = {}): unknown {
  return { StartAt: Object.keys(states)[0], States: states, ...more };
}

describe("data flow", () => {
  it("filters the input, makes a payload, places the result and filters the output", () => {
    const state = { InputPath: "$.a", Parameters: { "x.$": "$.b", y: 1 }, ResultPath: "$.c.d", OutputPath: "$.c" };
    assert.deepEqual(outputOf(state, { a: { b: 2 }, c: { e: 0 } }), { e: 0, d: { y: 1, x: 2 } });
  });

  it("puts computed fields behind the constant ones, in the service's order", () => {
    const output = outputOf({ Parameters: { "value.$": "$.v", "bucketName.$": "$.b", constant: 0 } }, { v: 1, b: 2 });
    assert.equal(JSON.stringify(output), '{"constant":0,"bucketName":2,"value":1}');
  });

  it("fails with the path, the field and the input where a payload path leads to nothing", () => {
    const run = new Simulation(machine({ S: { Type: "Pass", Parameters: { "b.$": "$.a" }, End: true } }), '{"x":1}');
    assert.equal(run.state.error, "States.Runtime");
    assert.equal(
      run.state.cause,
      "An error occurred while executing the state 'S' (entered at the event id #2). The JSONPath '$.a' specified for the field 'b.$' could not be found in the input '{\"x\":1}'",
    );
  });

  it("shows the input as it was written and numbers as they were", () => {
    const run = new Simulation(machine({ S: { Type: "Pass", End: true } }), '{ "a": 1.0 }');
    const [started, entered, , ended] = run.history as Record<string, { input?: string; output?: string }>[];
    assert.equal(started!.executionStartedEventDetails!.input, '{ "a": 1.0 }');
    assert.equal(entered!.stateEnteredEventDetails!.input, '{ "a": 1.0 }');
    assert.equal(ended!.executionSucceededEventDetails!.output, '{"a":1.0}');
  });
});

describe("choices", () => {
  const choose = (rule: Record<string, unknown>, input: unknown) =>
    new Simulation(
      machine({
        C: { Type: "Choice", Choices: [{ ...rule, Next: "Y" }], Default: "N" },
        Y: { Type: "Pass", Result: true, End: true },
        N: { Type: "Pass", Result: false, End: true },
      }),
      JSON.stringify(input),
    ).state;

  const cases: [string, Record<string, unknown>, unknown, boolean][] = [
    ["a text by wildcards", { Variable: "$.f", StringMatches: "log-*.t\\*t" }, { f: "log-1.t*t" }, true],
    ["a number by another's path", { Variable: "$.a", NumericLessThanPath: "$.b" }, { a: 1, b: 2 }, true],
    [
      "instants across offsets",
      { Variable: "$.t", TimestampEquals: "2020-01-01T00:00:00Z" },
      { t: "2020-01-01T01:00:00+01:00" },
      true,
    ],
    ["no text as a number", { Variable: "$.a", NumericEquals: 1 }, { a: "1" }, false],
    ["what is missing", { Variable: "$.a.b", IsPresent: false }, {}, true],
    [
      "combined rules",
      { And: [{ Variable: "$.a", IsNumeric: true }, { Not: { Variable: "$.a", NumericEquals: 0 } }] },
      { a: 1 },
      true,
    ],
  ];
  for (const [name, rule, input, expected] of cases) {
    it(name, () => assert.equal(choose(rule, input).output, expected));
  }

  it("fail on a path that leads to nothing", () => {
    assert.equal(
      choose({ Variable: "$.a", NumericEquals: 1 }, {}).cause,
      "An error occurred while executing the state 'C' (entered at the event id #2). Invalid path '$.a': The choice state's condition path references an invalid value.",
    );
  });
});

describe("waiting", () => {
  it("lasts as long as it says", () => {
    assert.equal(
      new Simulation(machine({ W: { Type: "Wait", Seconds: 90, End: true } }), "{}").run().now,
      START + 90_000,
    );
    const until = { Type: "Wait", TimestampPath: "$.t", End: true };
    assert.equal(new Simulation(machine({ W: until }), '{"t":"2020-01-02T00:00:00Z"}').run().now, START + 86_400_000);
  });

  it("ends with the state machine's own timeout", () => {
    const run = new Simulation(
      machine({ W: { Type: "Wait", Seconds: 60, End: true } }, { TimeoutSeconds: 5 }),
      "{}",
    ).run();
    assert.equal(run.state.status, "TIMED_OUT");
    assert.equal(run.types.at(-1), "ExecutionTimedOut");
  });

  it("can be stopped", () => {
    const run = new Simulation(machine({ W: { Type: "Wait", Seconds: 60, End: true } }), "{}");
    run.feed({ type: "stop", now: START + 1, error: "E", cause: "C" });
    assert.equal(run.state.status, "ABORTED");
    assert.deepEqual(run.history.at(-1)!.executionAbortedEventDetails, { error: "E", cause: "C" });
  });
});

describe("tasks", () => {
  it("leave the service's history", () => {
    const run = new Simulation(machine({ T: { ...TASK, Parameters: { "A.$": "$.a" } } }), '{"a":1}', () => ({
      output: { ok: true },
    }));
    assert.deepEqual(run.types, [
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
    assert.deepEqual(run.history[2]!.taskScheduledEventDetails, {
      resourceType: "aws-sdk:dynamodb",
      resource: "putItem",
      region: "us-east-1",
      parameters: '{"A":1}',
    });
  });

  it("are retried with growing delays, then caught", () => {
    const states = {
      T: {
        ...TASK,
        Retry: [{ ErrorEquals: ["E"], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 3, MaxDelaySeconds: 10 }],
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.e", Next: "H" }],
      },
      H: { Type: "Pass", End: true },
    };
    const run = new Simulation(machine(states), '{"a":1}', () => ({ error: "E", cause: "why" })).run();
    assert.equal(run.calls.length, 4);
    assert.deepEqual(
      run.calls.map((call) => call.retryCount),
      [0, 1, 2, 3],
    );
    assert.equal(run.now, START + (2 + 6 + 10) * 1000);
    assert.deepEqual(run.state.output, { a: 1, e: { Error: "E", Cause: "why" } });
  });

  it("draw the delay at random with full jitter", () => {
    const retry = [{ ErrorEquals: ["States.TaskFailed"], IntervalSeconds: 4, MaxAttempts: 1, JitterStrategy: "FULL" }];
    const run = new Simulation(machine({ T: { ...TASK, Retry: retry } }), "{}", () => ({ error: "E" })).run();
    assert.equal(run.now, START + 2000);
  });

  it("do not catch States.Runtime", () => {
    const states = {
      T: {
        ...TASK,
        End: undefined,
        Next: "H",
        Parameters: { "a.$": "$.no" },
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "H" }],
      },
      H: { Type: "Pass", End: true },
    };
    assert.equal(new Simulation(machine(states), "{}").state.error, "States.Runtime");
  });

  it("time out, and a late answer changes nothing", () => {
    const run = new Simulation(machine({ T: { ...TASK, TimeoutSeconds: 7 } }), "{}").run();
    assert.equal(run.now, START + 7000);
    assert.deepEqual([run.state.status, run.state.error, run.state.cause], ["FAILED", "States.Timeout", undefined]);
    run.feed({ type: "taskSucceeded", now: run.now, task: run.calls[0]!.task, output: 1 });
    assert.equal(run.state.status, "FAILED");
  });

  it("miss their heartbeat unless it is given", () => {
    const wait = {
      ...TASK,
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      HeartbeatSeconds: 5,
      Parameters: { "T.$": "$$.Task.Token" },
    };
    const run = new Simulation(machine({ T: wait }), "{}");
    const { task, token, parameters } = run.calls[0]!;
    assert.deepEqual(parameters, { T: token });
    run.feed({ type: "taskSubmitted", now: START, task, output: {} });
    run.feed({ type: "taskHeartbeat", now: START + 4000, task });
    run.run();
    assert.equal(run.now, START + 9000);
    assert.deepEqual(run.types.slice(-2), ["TaskTimedOut", "ExecutionFailed"]);
  });

  it("fail with a result that is too large", () => {
    const run = new Simulation(machine({ T: TASK }), "{}", () => ({ output: "x".repeat(262_145) }));
    assert.equal(run.state.error, "States.DataLimitExceeded");
    assert.equal(
      run.state.cause,
      "The state/task 'aws-sdk:dynamodb' returned a result with a size exceeding the maximum number of bytes service limit.",
    );
    assert.equal(run.types.at(-2), "TaskFailed");
  });
});

describe("branches and iterations", () => {
  const branch = (name: string, state: Record<string, unknown>) => machine({ [name]: state });

  it("give their results in order, however they end", () => {
    const branches = [
      branch("A", { Type: "Wait", Seconds: 9, End: true }),
      branch("B", { Type: "Pass", Result: 2, End: true }),
    ];
    const run = new Simulation(machine({ P: { Type: "Parallel", Branches: branches, End: true } }), "1").run();
    assert.deepEqual(run.state.output, [1, 2]);
  });

  it("stop the others when one fails", () => {
    const branches = [branch("A", { Type: "Wait", Seconds: 9, End: true }), branch("B", { Type: "Fail", Error: "E" })];
    const states = {
      P: { Type: "Parallel", Branches: branches, Catch: [{ ErrorEquals: ["E"], Next: "H" }], End: true },
      H: { Type: "Pass", End: true },
    };
    const run = new Simulation(machine(states), "{}").run();
    assert.equal(run.now, START);
    assert.deepEqual(run.types.slice(5, 8), ["WaitStateAborted", "ParallelStateFailed", "ParallelStateExited"]);
    assert.deepEqual(run.state.output, { Error: "E", Cause: null });
  });

  it("run no more iterations at once than allowed", () => {
    const processor = machine({ W: { Type: "Wait", Seconds: 10, End: true } });
    const map = {
      Type: "Map",
      ItemsPath: "$.l",
      MaxConcurrency: 2,
      ItemSelector: { "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value" },
      ItemProcessor: processor,
      End: true,
    };
    const run = new Simulation(machine({ M: map }), '{"l":["a","b","c"]}').run();
    assert.equal(run.now, START + 20_000);
    assert.deepEqual(
      run.state.output,
      [
        { i: 0, v: "a" },
        { i: 1, v: "b" },
        { i: 2, v: "c" },
      ].map(({ i, v }) => ({ v, i })),
    );
  });

  it("go over nothing", () => {
    const map = { Type: "Map", ItemProcessor: machine({ S: { Type: "Pass", End: true } }), End: true };
    assert.deepEqual(new Simulation(machine({ M: map }), "[]").state.output, []);
  });
});

describe("executions that could go on for ever", () => {
  it("let others work in between", () => {
    const loop = {
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Choice", Choices: [{ Variable: "$.stop", IsPresent: true, Next: "E" }], Default: "A" },
      E: { Type: "Succeed" },
    };
    const run = new Simulation(machine(loop), "{}");
    assert.equal(run.state.status, "RUNNING");
    assert.equal(run.pauses, 1);
    for (let i = 0; i < 20 && run.state.status === "RUNNING"; i++) {
      run.feed({ type: "resume", now: START });
    }
    assert.equal(run.state.cause, "The execution reached the maximum number of history events (25000).");
    assert.equal(run.history.length, 25_000);
  });

  it("fail when their data is nested too deeply", () => {
    const wrap = {
      A: { Type: "Pass", Parameters: { "a.$": "$" }, Next: "B" },
      B: { Type: "Choice", Choices: [{ Variable: "$.stop", IsPresent: true, Next: "E" }], Default: "A" },
      E: { Type: "Succeed" },
    };
    const run = new Simulation(machine(wrap), "{}");
    for (let i = 0; i < 20 && run.state.status === "RUNNING"; i++) {
      run.feed({ type: "resume", now: START });
    }
    assert.equal(run.state.error, "States.Runtime");
    assert.match(run.state.cause!, /The data is nested too deeply\.$/);
  });
});

describe("catching", () => {
  it("that fails itself fails the execution", () => {
    const states = {
      T: { ...TASK, Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.a.b", Next: "H" }] },
      H: { Type: "Pass", End: true },
    };
    const run = new Simulation(machine(states), '{"a":1}', () => ({ error: "E" }));
    assert.equal(run.state.error, "States.ResultPathMatchFailure");
  });
});

describe("variables", () => {
  it("are seen from the next state on, also inside of iterations, where they can be set without effect outside", () => {
    const states = {
      A: { Type: "Pass", Assign: { x: 1, "y.$": "$.in" }, Next: "M" },
      M: {
        Type: "Map",
        ItemsPath: "$.l",
        ItemProcessor: machine({
          I: { Type: "Pass", Parameters: { "s.$": "States.MathAdd($x, $y)" }, Assign: { z: 1 }, End: true },
        }),
        ResultPath: "$.m",
        Next: "E",
      },
      E: { Type: "Choice", Choices: [{ Variable: "$z", IsPresent: true, Next: "F" }], Default: "G" },
      F: { Type: "Fail" },
      G: { Type: "Pass", InputPath: "$.m", End: true },
    };
    assert.deepEqual(new Simulation(machine(states), '{"in":2,"l":[0]}').run().state.output, [{ s: 3 }]);
  });
});
