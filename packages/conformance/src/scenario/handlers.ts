/** The handlers that the corpus names and describes, in the language of the recorded answers. */

/** What several handlers begin with: signed requests to AWS, written out so that no SDK has to be there. */
const requests = `import datetime, hashlib, hmac, json, os, urllib.error, urllib.request

def send(service, method, path, body, headers):
    endpoint = os.environ["AWS_ENDPOINT_URL"]
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    hashed = hashlib.sha256(body).hexdigest()
    headers = {
        **headers,
        "host": endpoint.split("/")[2],
        "x-amz-content-sha256": hashed,
        "x-amz-date": now,
        "x-amz-security-token": os.environ["AWS_SESSION_TOKEN"],
    }
    names = ";".join(sorted(headers))
    lines = "".join(name + ":" + headers[name] + "\\n" for name in sorted(headers))
    request = "\\n".join([method, path, "", lines, names, hashed])
    scope = "/".join([now[:8], os.environ["AWS_REGION"], service, "aws4_request"])
    text = "\\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(request.encode()).hexdigest()])
    key = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in scope.split("/") + [text]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    credential = os.environ["AWS_ACCESS_KEY_ID"] + "/" + scope
    signed = "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=" + names + ", Signature=" + key.hex()
    headers["authorization"] = signed
    try:
        urllib.request.urlopen(urllib.request.Request(endpoint + path, body, headers, method=method)).read()
    except urllib.error.HTTPError as error:
        raise RuntimeError(error.read().decode())

def send_message(queue_url, body):
    message = json.dumps({"QueueUrl": queue_url, "MessageBody": json.dumps(body)}).encode()
    headers = {"x-amz-target": "AmazonSQS.SendMessage", "content-type": "application/x-amz-json-1.0"}
    send("sqs", "POST", "/", message, headers)
`;

const handlers: Readonly<Record<string, string>> = {
  echo: `import json

def handler(event, context):
    print(json.dumps(event))
    return event
`,
  slow_echo: `import json, time

def handler(event, context):
    result = {"executionStart": time.time(), "event": event}
    time.sleep(5)
    print(json.dumps(result))
    return result
`,
  raise_on_flag: `import base64, json, logging

logging.getLogger().setLevel(logging.INFO)

def asks(data):
    try:
        value = json.loads(base64.b64decode(data))
    except ValueError:
        return False
    return isinstance(value, dict) and value.get("raise_error")

def handler(event, context):
    print("Lambda log message - print function")
    logging.getLogger().info("Lambda log message - logging module")
    records = event.get("Records") if isinstance(event, dict) else None
    in_records = any(asks(record["kinesis"]["data"]) for record in records or [] if "kinesis" in record)
    if in_records or isinstance(event, dict) and event.get("raise_error"):
        raise Exception("Test exception (this is intentional)")
    if records is not None:
        return None
    facts = [
        "invoked_function_arn", "function_version", "function_name", "memory_limit_in_mb", "aws_request_id",
        "log_group_name", "log_stream_name", "client_context",
    ]
    return {"event": event, "context": {fact: getattr(context, fact) for fact in facts}}
`,
  fails_flagged_kinesis: `import base64, json

def handler(event, context):
    print(json.dumps(event))
    failures = []
    for record in event["Records"]:
        if json.loads(base64.b64decode(record["kinesis"]["data"])).get("should_fail"):
            failures.append({"itemIdentifier": record["kinesis"]["sequenceNumber"]})
    return {"batchItemFailures": failures}
`,
  returns: `import json

def handler(event, context):
    print(json.dumps(event))
    return json.loads(RETURNS)
`,
  echo_then_fail: `import json

def handler(event, context):
    print(json.dumps({"event": event, "aws_request_id": context.aws_request_id}))
    raise Exception("intentional failure")
`,
  forward_records: `${requests}
def handler(event, context):
    send_message(os.environ["SQS_QUEUE_URL"], event["Records"])
    return {"count": len(event["Records"])}
`,
  relay_one: `${requests}
def handler(event, context):
    if len(event["Records"]) != 1:
        raise ValueError("expected one record")
    record = event["Records"][0]
    body = json.loads(record["body"])
    destination = body["destination"]
    error = None
    try:
        if body.get("fail_attempts", 0) >= int(record["attributes"]["ApproximateReceiveCount"]):
            raise Exception("failed attempt")
    except Exception as failure:
        error = str(failure)
        raise
    finally:
        send_message(destination, {"error": error, "event": event})
`,
  partial_failures: `${requests}
def handler(event, context):
    failures = []
    for record in event["Records"]:
        if json.loads(record["body"])["fail_attempts"] >= int(record["attributes"]["ApproximateReceiveCount"]):
            failures.append({"itemIdentifier": record["messageId"]})
    result = {"batchItemFailures": failures}
    if "OVERWRITE_RESULT" in os.environ:
        result = json.loads(os.environ["OVERWRITE_RESULT"])
    send_message(os.environ["DESTINATION_QUEUE_URL"], {"event": event, "result": result})
    return result
`,
  echo_version: `import json, os

def handler(event, context):
    facts = {"function_version": context.function_version, "CUSTOM_VAR": os.environ.get("CUSTOM_VAR"), "event": event}
    print(json.dumps(facts))
    return facts
`,
  success_or_failure: `def handler(event, context):
    if event.get("mode") == "failure":
        raise Exception("intentional failure!")
    return {"hello": "world", "test": "abc", "val": 5, "success": True}
`,
  put_ok_object: `${requests}
def handler(event, context):
    send("s3", "PUT", "/" + os.environ["BUCKET"] + "/" + os.environ["KEY"], b"ok", {})
`,
  unhandled_error: `class CustomException(Exception):
    pass

def handler(event, context):
    raise CustomException("some error occurred")
`,
  empty_response: `#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
while true; do
  id=$(curl -sS -D - -o /dev/null "$api/next" | tr -d '\\r' | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: //p')
  curl -sS -o /dev/null -X POST -d '' "$api/$id/response"
done
`,
};

/** A handler as a scenario names it. */
export interface Handler {
  readonly name: string;
  readonly does?: string;
  /** The value of the handler `returns`. */
  readonly returns?: unknown;
}

/** The code of a handler; undefined for a name that nobody has written code for. */
export function handlerCode({ name, returns }: Handler): string | undefined {
  const code = handlers[name];
  if (name !== "returns") return code;
  return `RETURNS = ${JSON.stringify(JSON.stringify(returns ?? null))}\n${code}`;
}
