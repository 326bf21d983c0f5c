import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AwsError } from "../errors.ts";
import type { Principal, SessionPrincipal, UserPrincipal } from "../principal.ts";
import type { Report } from "../service.ts";
import { createIam } from "./iam.ts";
import type { AuthorizationCall, AuthorizationRequest, IamMode, Identity } from "./ports.ts";

const account = "111111111111";
const other = "222222222222";
const table = `arn:aws:dynamodb:us-east-1:${account}:table/users`;
const call: AuthorizationCall = { account, region: "us-east-1", now: Date.UTC(2026, 0, 15, 12) };

type Statement = Readonly<Record<string, unknown>>;

function policy(...statements: Statement[]): string {
  const Statement = statements.map((statement) => ({ Effect: "Allow", ...statement }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

interface Setting {
  readonly identity?: string;
  readonly boundary?: string;
  readonly trust?: string;
  readonly mode?: IamMode;
}

function setUp({ identity, boundary, trust, mode = "enforce" }: Setting) {
  const role: Identity = {
    arn: `arn:aws:iam::${account}:role/path/worker`,
    id: "AROAWORKER",
    name: "worker",
    account,
    policies: identity === undefined ? [] : [{ name: "main", document: identity }],
    ...(boundary === undefined ? {} : { permissionsBoundary: { name: "limit", document: boundary } }),
    ...(trust === undefined ? {} : { trustPolicy: trust }),
  };
  const user: Identity = { ...role, arn: `arn:aws:iam::${account}:user/alice`, name: "alice", id: "AIDAALICE" };
  const reports: Report[] = [];
  const identities = [
    {
      role: (arn: string) => (arn === role.arn ? role : undefined),
      user: (arn: string) => (arn === user.arn ? user : undefined),
    },
  ];
  const iam = createIam({ mode, identities: () => identities, report: (report) => reports.push(report) });
  return { iam, reports, role };
}

const session: SessionPrincipal = {
  kind: "session",
  account,
  roleArn: `arn:aws:iam::${account}:role/path/worker`,
  roleId: "AROAWORKER",
  sessionName: "run",
  arn: `arn:aws:sts::${account}:assumed-role/worker/run`,
  sessionPolicies: [],
  tags: { Team: "blue" },
};
const user: UserPrincipal = {
  kind: "user",
  account,
  arn: `arn:aws:iam::${account}:user/alice`,
  userId: "AIDAALICE",
  userName: "alice",
};
const root: Principal = { kind: "root", account };
const service: Principal = {
  kind: "service",
  service: "apigateway.amazonaws.com",
  sourceArn: `arn:aws:execute-api:us-east-1:${account}:api/prod/GET/`,
  sourceAccount: account,
};

function decide(setting: Setting, principal: Principal, request: Partial<AuthorizationRequest>, at = call): string {
  const { iam } = setUp(setting);
  try {
    iam.authorize(principal, { action: "dynamodb:PutItem", resource: table, ...request }, at);
    return "allowed";
  } catch (thrown) {
    assert.ok(thrown instanceof AwsError);
    assert.equal(thrown.code, "AccessDeniedException");
    return (
      /(no .* policy allows|no permissions boundary allows|explicit deny in an? .*)/.exec(thrown.message)?.[0] ?? ""
    );
  }
}

const allowAll = policy({ Action: "*", Resource: "*" });
const denyAll = policy({ Effect: "Deny", Action: "*", Resource: "*" });
const grant = (Principal: unknown) => policy({ Action: "*", Resource: "*", Principal });

describe("IAM's decision", () => {
  it("says what AWS says when nothing allows a call", () => {
    const { iam } = setUp({});
    assert.throws(() => iam.authorize(session, { action: "dynamodb:PutItem", resource: table }, call), {
      code: "AccessDeniedException",
      status: 400,
      message:
        `User: arn:aws:sts::${account}:assumed-role/worker/run is not authorized to perform: dynamodb:PutItem ` +
        `on resource: ${table} because no identity-based policy allows the dynamodb:PutItem action`,
    });
    assert.throws(() => iam.authorize(session, { action: "dynamodb:ListTables", resource: "*" }, call), {
      message:
        `User: arn:aws:sts::${account}:assumed-role/worker/run is not authorized to perform: dynamodb:ListTables ` +
        "because no identity-based policy allows the dynamodb:ListTables action",
    });
  });

  it("lets an explicit deny win over everything", () => {
    const identity = policy({ Action: "*", Resource: "*" }, { Effect: "Deny", Action: "dynamodb:Put*", Resource: "*" });
    assert.equal(decide({ identity }, session, {}), "explicit deny in an identity-based policy");
    assert.equal(decide({ identity }, session, { action: "dynamodb:GetItem" }), "allowed");
    const resourcePolicy = policy({ Effect: "Deny", Action: "*", Resource: "*", Principal: "*" });
    assert.equal(
      decide({ identity: allowAll }, session, { resourcePolicy }),
      "explicit deny in a resource-based policy",
    );
    assert.equal(decide({}, root, { resourcePolicy }), "explicit deny in a resource-based policy");
    assert.equal(
      decide({ identity: allowAll, boundary: denyAll }, session, {}),
      "explicit deny in a permissions boundary",
    );
    const narrowed = { ...session, sessionPolicies: [denyAll] };
    assert.equal(decide({ identity: allowAll }, narrowed, {}), "explicit deny in a session policy");
  });

  it("takes an allow of the identity or of the resource within an account", () => {
    assert.equal(decide({ identity: allowAll }, session, {}), "allowed");
    assert.equal(decide({}, session, { resourcePolicy: grant({ AWS: session.arn }) }), "allowed");
    assert.equal(decide({}, session, { resourcePolicy: grant({ AWS: [session.roleArn] }) }), "allowed");
    assert.equal(decide({}, user, { resourcePolicy: grant({ AWS: user.arn }) }), "allowed");
    assert.equal(decide({}, session, { resourcePolicy: grant("*") }), "allowed");
    assert.equal(
      decide({}, session, { resourcePolicy: grant({ AWS: `arn:aws:iam::${account}:root` }) }),
      "no identity-based policy allows",
    );
  });

  it("asks both sides across accounts", () => {
    const resource = `arn:aws:dynamodb:us-east-1:${other}:table/users`;
    const resourcePolicy = grant({ AWS: account });
    assert.equal(decide({ identity: allowAll }, session, { resource }), "no resource-based policy allows");
    assert.equal(decide({}, session, { resource, resourcePolicy }), "no identity-based policy allows");
    assert.equal(decide({ identity: allowAll }, session, { resource, resourcePolicy }), "allowed");
    assert.equal(decide({}, root, { resource }), "no resource-based policy allows");
  });

  it("lets boundaries and session policies only narrow", () => {
    const boundary = policy({ Action: "s3:*", Resource: "*" });
    assert.equal(decide({ identity: allowAll, boundary }, session, {}), "no permissions boundary allows");
    assert.equal(decide({ boundary: allowAll }, session, {}), "no identity-based policy allows");
    const narrowed = { ...session, sessionPolicies: [boundary, policy({ Action: "dynamodb:Get*", Resource: "*" })] };
    assert.equal(decide({ identity: allowAll }, narrowed, {}), "no session policy allows");
    assert.equal(decide({ identity: allowAll }, narrowed, { action: "dynamodb:GetItem" }), "allowed");
    assert.equal(decide({ boundary }, session, { resourcePolicy: grant({ AWS: session.arn }) }), "allowed");
    assert.equal(
      decide({ boundary }, session, { resourcePolicy: grant({ AWS: session.roleArn }) }),
      "no permissions boundary allows",
    );
  });

  it("lets services in by the resource's policy alone", () => {
    const trusting = (Condition: object) =>
      policy({ Action: "*", Resource: "*", Principal: { Service: "apigateway.amazonaws.com" }, Condition });
    assert.equal(decide({}, service, {}), "no resource-based policy allows");
    assert.equal(decide({}, service, { resourcePolicy: trusting({}) }), "allowed");
    const condition = {
      ArnLike: { "aws:SourceArn": `arn:aws:execute-api:us-east-1:${account}:api/*/GET/` },
      StringEquals: { "aws:SourceAccount": account },
      Bool: { "aws:PrincipalIsAWSService": "true" },
    };
    assert.equal(decide({}, service, { resourcePolicy: trusting(condition) }), "allowed");
    const elsewhere = { ArnLike: { "aws:SourceArn": `arn:aws:execute-api:us-east-1:${account}:another/*` } };
    assert.equal(decide({}, service, { resourcePolicy: trusting(elsewhere) }), "no resource-based policy allows");
  });

  it("lets no one in who is unknown, unless everyone may", () => {
    assert.equal(decide({}, { kind: "anonymous" }, {}), "no resource-based policy allows");
    assert.equal(
      decide({}, { kind: "anonymous" }, { resourcePolicy: grant({ AWS: account }) }),
      "no resource-based policy allows",
    );
    assert.equal(decide({}, { kind: "anonymous" }, { resourcePolicy: grant("*") }), "allowed");
  });

  const matches: [what: string, statement: Statement, expected: boolean][] = [
    ["actions in any case", { Action: "DynamoDB:putITEM", Resource: "*" }, true],
    ["wildcards in actions", { Action: ["s3:*", "dynamodb:?ut*"], Resource: "*" }, true],
    ["NotAction", { NotAction: "iam:*", Resource: "*" }, true],
    ["NotAction that names it", { NotAction: "dynamodb:*", Resource: "*" }, false],
    ["wildcards across colons and slashes", { Action: "*", Resource: "arn:aws:dynamodb:*users" }, true],
    ["resources with regard to case", { Action: "*", Resource: table.replace("users", "USERS") }, false],
    ["NotResource", { Action: "*", NotResource: "arn:aws:dynamodb:*:*:table/other" }, true],
    ["NotResource that names it", { Action: "*", NotResource: table }, false],
    ["variables", { Action: "*", Resource: "arn:aws:dynamodb:*:${aws:PrincipalAccount}:table/users" }, true],
    ["variables without a value", { Action: "*", Resource: "arn:aws:dynamodb:*:${aws:username}*" }, false],
    ["defaults of variables", { Action: "*", Resource: "arn:aws:dynamodb:*:*:table/${aws:username, 'users'}" }, true],
    ["an escaped star as a star", { Action: "*", Resource: "arn:aws:dynamodb:${*}" }, false],
  ];
  for (const [what, statement, expected] of matches) {
    it(`understands ${what}`, () => {
      assert.equal(decide({ identity: policy(statement) }, session, {}) === "allowed", expected);
    });
  }

  it("takes variables of older policies for what they say", () => {
    const statement = { Effect: "Allow", Action: "*", Resource: "arn:aws:dynamodb:*:${aws:PrincipalAccount}:*" };
    const identity = JSON.stringify({ Version: "2008-10-17", Statement: statement });
    assert.equal(decide({ identity }, session, {}), "no identity-based policy allows");
  });
});

describe("conditions", () => {
  const context = {
    "dynamodb:LeadingKeys": ["a", "b"],
    "test:One": "Alpha",
    "test:Number": "42",
    "test:Binary": "QmluYXJ5",
    "test:Arn": `arn:aws:sns:us-east-1:${account}:topic/x`,
    "test:Date": "2026-01-15T12:00:00Z",
  };
  const holds = (Condition: object) =>
    decide(
      { identity: policy({ Action: "*", Resource: "*", Condition }) },
      session,
      { context },
      {
        ...call,
        sourceIp: "10.1.2.3",
      },
    ) === "allowed";

  const cases: [condition: object, expected: boolean][] = [
    [{ StringEquals: { "TEST:one": "Alpha" } }, true],
    [{ StringEquals: { "test:One": "alpha" } }, false],
    [{ StringEquals: { "test:One": "Al*" } }, false],
    [{ StringLike: { "test:One": ["x", "Al*a"] } }, true],
    [{ StringEqualsIgnoreCase: { "test:One": "ALPHA" } }, true],
    [{ StringNotEquals: { "test:One": ["Alpha", "Beta"] } }, false],
    [{ StringNotEquals: { "test:Missing": "x" } }, true],
    [{ StringNotLike: { "test:One": "B*" } }, true],
    [{ StringEquals: { "test:Missing": "x" } }, false],
    [{ StringEqualsIfExists: { "test:Missing": "x" } }, true],
    [{ StringEqualsIfExists: { "test:One": "x" } }, false],
    [{ StringEquals: { "test:One": "Alpha" }, NumericLessThan: { "test:Number": 42 } }, false],
    [{ NumericLessThanEquals: { "test:Number": 42 }, NumericGreaterThan: { "test:Number": "41.5" } }, true],
    [{ NumericNotEquals: { "test:Number": "42.0" } }, false],
    [{ NumericEquals: { "test:One": 0 } }, false],
    [{ DateGreaterThan: { "aws:CurrentTime": "2026-01-15T11:59:59Z" } }, true],
    [{ DateLessThan: { "aws:EpochTime": "2026-01-15T12:00:00Z" } }, false],
    [{ DateEquals: { "test:Date": "1768478400" } }, true],
    [{ Bool: { "aws:SecureTransport": "true" } }, true],
    [{ Bool: { "aws:SecureTransport": false } }, false],
    [{ BinaryEquals: { "test:Binary": "QmluYXJ5" } }, true],
    [{ IpAddress: { "aws:SourceIp": ["192.168.0.0/16", "10.0.0.0/8"] } }, true],
    [{ NotIpAddress: { "aws:SourceIp": "10.1.2.3" } }, false],
    [{ IpAddress: { "aws:SourceIp": "2001:db8::/32" } }, false],
    [{ ArnLike: { "test:Arn": "arn:aws:sns:*:*:topic/*" } }, true],
    [{ ArnEquals: { "test:Arn": "arn:aws:*:topic/x" } }, false],
    [{ ArnNotLike: { "test:Arn": "arn:aws:sns:*:*:other" } }, true],
    [{ Null: { "test:Missing": "true", "test:One": "false" } }, true],
    [{ Null: { "test:One": true } }, false],
    [{ "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["a", "b", "c"] } }, true],
    [{ "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["a"] } }, false],
    [{ "ForAllValues:StringEquals": { "test:Missing": ["a"] } }, true],
    [{ "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": ["b", "z"] } }, true],
    [{ "ForAnyValue:StringEquals": { "test:Missing": ["a"] } }, false],
    [{ "ForAnyValue:StringNotEquals": { "dynamodb:LeadingKeys": ["a"] } }, true],
    [{ "ForAllValues:StringNotEquals": { "dynamodb:LeadingKeys": ["a"] } }, false],
    [{ StringEquals: { "aws:PrincipalTag/team": "blue" } }, true],
    [{ StringLike: { "test:One": "${aws:PrincipalTag/Team, 'Al'}*" } }, false],
    [{ StringEquals: { "aws:RequestedRegion": "us-east-1", "aws:PrincipalArn": session.roleArn } }, true],
    [{ StringEquals: { "aws:userid": "AROAWORKER:run", "aws:PrincipalType": "AssumedRole" } }, true],
    [{ StringEquals: { "aws:ResourceAccount": account } }, true],
  ];
  for (const [condition, expected] of cases) {
    it(`${expected ? "hold" : "do not hold"}: ${JSON.stringify(condition)}`, () =>
      assert.equal(holds(condition), expected));
  }

  it("are looked at anew for each request", () => {
    const identity = policy({ Action: "*", Resource: "*", Condition: { StringEquals: { "test:One": "yes" } } });
    const { iam } = setUp({ identity });
    const ask = (value: string) =>
      iam.authorize(session, { action: "dynamodb:PutItem", resource: table, context: { "test:One": value } }, call);
    ask("yes");
    assert.throws(() => ask("no"), { code: "AccessDeniedException" });
    ask("yes");
  });
});

describe("assuming a role", () => {
  const trusting = (Principal: unknown, more: Statement = {}) =>
    policy({ Action: "sts:AssumeRole", Principal, ...more });
  const trust = (Principal: unknown, more: Statement = {}) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Principal, ...more }],
    });
  const assume = (setting: Setting, by: Principal, more: object = {}) => {
    const { iam, role } = setUp(setting);
    return iam.assumeRole({ roleArn: role.arn, sessionName: "s", by, ...more }, call);
  };

  it("gives a session of the role to a service that its trust policy names", () => {
    const given = assume({ trust: trust({ Service: "apigateway.amazonaws.com" }) }, service);
    assert.equal(given.arn, `arn:aws:sts::${account}:assumed-role/worker/s`);
    assert.equal(given.roleArn, session.roleArn);
  });

  it("gives it to no one else, in AWS's words", () => {
    const setting = { identity: allowAll, trust: trusting({ Service: "lambda.amazonaws.com" }) };
    for (const by of [service, user, root, session]) {
      assert.throws(() => assume(setting, by), {
        code: "AccessDenied",
        status: 403,
        message: /sts:AssumeRole on resource: arn:aws:iam::/,
      });
    }
  });

  it("needs a permission too where the trust policy only names the account", () => {
    const byAccount = trust({ AWS: account });
    assert.throws(() => assume({ trust: byAccount }, user), { code: "AccessDenied" });
    assert.ok(assume({ trust: byAccount, identity: allowAll }, user));
    assert.ok(assume({ trust: byAccount }, root));
    assert.ok(assume({ trust: trust({ AWS: user.arn }) }, user));
  });

  it("knows the external id and the tags of the request", () => {
    const setting = { trust: trust({ AWS: user.arn }, { Condition: { StringEquals: { "sts:ExternalId": "x" } } }) };
    assert.throws(() => assume(setting, user), { code: "AccessDenied" });
    assert.ok(assume(setting, user, { externalId: "x" }));
    const withoutTags = { trust: trusting({ AWS: user.arn }) };
    assert.throws(() => assume(withoutTags, user, { tags: { a: "b" } }), { message: /sts:TagSession/ });
  });
});

describe("IAM's modes", () => {
  it("warn reports each refusal once and lets the call through", () => {
    const { iam, reports } = setUp({ mode: "warn" });
    for (let calls = 0; calls < 3; calls++) iam.authorize(session, { action: "a:B", resource: table }, call);
    iam.authorize(session, { action: "a:C", resource: table }, call);
    assert.equal(reports.length, 2);
    assert.match(reports[0]!.message, /is not authorized to perform: a:B/);
  });

  it("off asks nothing", () => {
    const { iam, reports } = setUp({ mode: "off" });
    iam.authorize({ kind: "anonymous" }, { action: "a:B", resource: table }, call);
    assert.equal(reports.length, 0);
  });
});
