import { strToU8, zipSync } from "fflate";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-lambda-function-code-cfnresponsemodule.html */

const nodeResponseModule = `"use strict";
exports.SUCCESS = "SUCCESS";
exports.FAILED = "FAILED";
exports.send = (event, context, status, data, physicalResourceId, noEcho) => {
  const body = JSON.stringify({
    Status: status,
    Reason: "See the details in CloudWatch Log Stream: " + context.logStreamName,
    PhysicalResourceId: physicalResourceId || context.logStreamName,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    NoEcho: noEcho || false,
    Data: data,
  });
  const url = new URL(event.ResponseURL);
  const client = require(url.protocol === "http:" ? "http" : "https");
  const headers = { "content-type": "", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const end = () => {
      if (typeof context.done === "function") context.done();
      resolve();
    };
    const request = client.request(url, { method: "PUT", headers }, (response) => {
      console.log("Status code: " + response.statusCode);
      response.resume();
      response.on("end", end);
    });
    request.on("error", (error) => {
      console.log("The answer for CloudFormation could not be sent: " + error);
      end();
    });
    request.end(body);
  });
};
`;

const pythonResponseModule = `import json
import urllib.request

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    body = {
        "Status": responseStatus,
        "Reason": reason or "See the details in CloudWatch Log Stream: " + context.log_stream_name,
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    }
    data = json.dumps(body).encode("utf-8")
    request = urllib.request.Request(event["ResponseURL"], data=data, method="PUT", headers={"content-type": ""})
    try:
        with urllib.request.urlopen(request) as response:
            print("Status code:", response.status)
    except Exception as error:
        print("The answer for CloudFormation could not be sent:", error)
`;

/** Zip files know when their files were written: always the same, so that equal code makes equal files. */
const mtime = new Date("1980-01-01T00:00:00");

/** Whether code can be written into a template for this runtime. */
export function hasInlineCode(runtime: string): boolean {
  return runtime.startsWith("nodejs") || runtime.startsWith("python");
}

/** The deployment package that CloudFormation makes of code in a template, with its response module if the code loads it. */
export function packInlineCode(code: string, runtime: string): Uint8Array {
  const files: Record<string, string> = {};
  if (runtime.startsWith("python")) {
    files["index.py"] = code;
    if (/^\s*import\s+cfnresponse\b/m.test(code)) files["cfnresponse.py"] = pythonResponseModule;
  } else {
    files["index.js"] = code;
    if (/require\(\s*["'`]cfn-response["'`]\s*\)/.test(code)) files["cfn-response.js"] = nodeResponseModule;
  }
  const bytes = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]));
  return zipSync(bytes, { mtime });
}
