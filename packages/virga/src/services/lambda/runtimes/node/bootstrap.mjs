// Runs a function's handler for one execution environment. Started by the engine, which it talks to over two pipes.
import { enableCompileCache } from "node:module";
import { redirectAwsHosts } from "./aws-hosts.mjs";
import { receive, send, sent } from "./channel.mjs";
import { installClock, setClock } from "./clock.mjs";
import { installConsole, log } from "./console.mjs";
import { runtimeError } from "./errors.mjs";
import { loadHandler } from "./handler.mjs";
import { failProcess, Invocations } from "./invocation.mjs";
import { installModuleHooks } from "./modules.mjs";

const { head: settings } = receive();
const { logFormat } = settings;

if (settings.virtual) {
  installClock();
  setClock(settings.now);
}
installConsole(logFormat);
enableCompileCache(settings.compileCache);
redirectAwsHosts(settings.endpoint);
installModuleHooks({ ...settings, taskRoot: process.env.LAMBDA_TASK_ROOT });

function refuseStreaming() {
  throw runtimeError(
    "Runtime.ResponseStreamingNotSupported",
    "Virga does not support response streaming: awslambda.streamifyResponse",
  );
}
globalThis.awslambda = { streamifyResponse: refuseStreaming, HttpResponseStream: { from: refuseStreaming } };

process.on("uncaughtException", (error) => failProcess("Uncaught Exception", error, logFormat, 129));
process.on("unhandledRejection", (reason, promise) => {
  const error = runtimeError("Runtime.UnhandledPromiseRejection", reason?.toString?.() ?? String(reason));
  error.reason = reason;
  error.promise = promise;
  failProcess("Unhandled Promise Rejection", error, logFormat, 128);
});

let handler;
try {
  handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, settings.handler);
  if (settings.promisesOnly && handler.length >= 3) {
    throw runtimeError(
      "Runtime.CallbackHandlerDeprecated",
      "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
    );
  }
} catch (thrown) {
  failProcess(thrown?.name?.startsWith("Runtime.Callback") ? "Init Error" : "Uncaught Exception", thrown, logFormat, 1);
}
if (settings.warnOfCallbacks && handler.length >= 3 && !process.env.AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING) {
  log(
    "WARN",
    "AWS Lambda plans to remove support for callback-based function handlers starting with Node.js 24. You will need to update this function to use an async handler to use Node.js 24 or later. For more information and to provide feedback on this change, see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/137. To disable this warning, set the AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING environment variable.",
  );
}

const invocations = new Invocations(handler, settings);
process.on("beforeExit", () => {
  invocations.whenIdle();
  // The answer is out, and the next invocation is waited for.
  setImmediate(() => {});
});
send(sent.ready, {}, "");
// The turn of the module ends before the wait begins.
setImmediate(() => invocations.next());
