"""Runs a function's Python handler for one execution environment, over Lambda's Runtime API."""

import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

API = "/2018-06-01/runtime/"
LEVELS = {"TRACE": 5, "DEBUG": 10, "INFO": 20, "WARN": 30, "ERROR": 40, "FATAL": 50}


class Client:
    """The connection to the engine."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address)

    def request(self, method, path, body=None, headers=None):
        try:
            self.connection.request(method, API + path, body, headers or {})
            response = self.connection.getresponse()
            return response, response.read()
        except OSError:
            # The engine has gone.
            os._exit(1)

    def next(self):
        return self.request("GET", "invocation/next")

    def respond(self, request_id, body):
        self.request("POST", f"invocation/{request_id}/response", body, {"Content-Type": "application/json"})

    def fail(self, path, error):
        headers = {"Content-Type": "application/json", "Lambda-Runtime-Function-Error-Type": error["errorType"]}
        self.request("POST", path, json.dumps(error), headers)


class CognitoIdentity:
    def __init__(self, values):
        self.cognito_identity_id = values.get("cognitoIdentityId")
        self.cognito_identity_pool_id = values.get("cognitoIdentityPoolId")


class ClientContextApplication:
    def __init__(self, values):
        for name in ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name"):
            setattr(self, name, values.get(name))


class ClientContext:
    def __init__(self, values):
        self.custom = values.get("custom")
        self.env = values.get("env")
        client = values.get("client")
        self.client = None if client is None else ClientContextApplication(client)


class LambdaContext:
    """https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

    def __init__(self, headers):
        environ = os.environ
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.log_group_name = environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = headers.get("Lambda-Runtime-Invoked-Function-Arn")
        self.tenant_id = None
        context = headers.get("Lambda-Runtime-Client-Context")
        self.client_context = ClientContext(json.loads(context)) if context else None
        identity = headers.get("Lambda-Runtime-Cognito-Identity")
        self.identity = CognitoIdentity(json.loads(identity) if identity else {})
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


class RequestIdFilter(logging.Filter):
    request_id = None

    def filter(self, record):
        record.aws_request_id = self.request_id or ""
        return True


class JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "requestId": record.aws_request_id,
        }
        if record.exc_info:
            kind, value, trace = record.exc_info
            line["errorType"] = kind.__name__
            line["errorMessage"] = str(value)
            line["stackTrace"] = [text.rstrip("\n") for text in traceback.format_tb(trace)]
        return json.dumps(line, default=str)


class LambdaLoggerHandler(logging.Handler):
    def emit(self, record):
        # Messages of several lines stay together where a log is JSON.
        sys.stdout.write(self.format(record) + "\n")


def install_logging(request_ids):
    handler = LambdaLoggerHandler()
    if os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON":
        handler.setFormatter(JsonFormatter())
        logging.getLogger().setLevel(LEVELS.get(os.environ.get("AWS_LAMBDA_LOG_LEVEL", "INFO"), logging.INFO))
    else:
        form = "[%(levelname)s]\t%(asctime)s.%(msecs)dZ\t%(aws_request_id)s\t%(message)s"
        formatter = logging.Formatter(form, "%Y-%m-%dT%H:%M:%S")
        formatter.converter = time.gmtime
        handler.setFormatter(formatter)
    handler.addFilter(request_ids)
    logging.getLogger().addHandler(handler)


class HandlerError(Exception):
    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.answer = {"errorMessage": message, "errorType": kind, "requestId": "", "stackTrace": list(trace)}


def load_handler(name):
    if "." not in name:
        raise HandlerError("Runtime.MalformedHandlerName", f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)")
    module_name, function_name = name.rsplit(".", 1)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except SyntaxError as error:
        trace = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        raise HandlerError("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", trace) from None
    except ImportError as error:
        message = f"Unable to import module '{module_name}': {error}"
        if error.name in ("boto3", "botocore"):
            message += f"\n{error.name} belongs to Lambda's own runtime; here it is taken from the machine's Python: install it there."
        raise HandlerError("Runtime.ImportModuleError", message) from None
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise HandlerError("Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'") from None


def error_answer(error, request_id):
    if isinstance(error, HandlerError):
        return error.answer
    # The first frame is this file's.
    frames = traceback.extract_tb(error.__traceback__)[1:]
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_list(frames),
    }


def log_error(answer):
    if os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON":
        line = {"timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "log_level": "ERROR", "level": "ERROR"}
        sys.stdout.write(json.dumps({**line, **answer}) + "\n")
        return
    lines = [f"[ERROR] {answer['errorType']}: {answer['errorMessage']}"]
    if answer["stackTrace"]:
        lines += ["Traceback (most recent call last):", *"".join(answer["stackTrace"]).splitlines()]
    # A carriage return keeps the lines of an error in one event; they are indented with no-break spaces.
    text = "\n".join("\u00a0" * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ") for line in lines)
    sys.stdout.write(text.replace("\n", "\r") + "\n")


def to_json(value):
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def run(client, handler, request_ids):
    while True:
        response, body = client.next()
        headers = response.headers
        request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        request_ids.request_id = request_id
        trace_id = headers.get("Lambda-Runtime-Trace-Id")
        if trace_id:
            os.environ["_X_AMZN_TRACE_ID"] = trace_id
        try:
            result = handler(json.loads(body), LambdaContext(headers))
        except Exception as error:
            answer = error_answer(error, request_id)
            log_error(answer)
            client.fail(f"invocation/{request_id}/error", answer)
            continue
        try:
            text = to_json(result)
        except Exception as error:
            answer = error_answer(error, request_id)
            answer.update(errorType="Runtime.MarshalError", errorMessage=f"Unable to marshal response: {error}", stackTrace=[])
            log_error(answer)
            client.fail(f"invocation/{request_id}/error", answer)
            continue
        client.respond(request_id, text)


def main():
    if len(sys.argv) > 1:
        # Only layers bring programs along; others are spared the time.
        import programs

        programs.install(os.environ["LAMBDA_TASK_ROOT"], sys.argv.pop())
        # A module of the function's may have this name.
        del sys.modules["programs"]
    import aws_hosts

    aws_hosts.install(os.environ.get("AWS_ENDPOINT_URL", ""))
    del sys.modules["aws_hosts"]
    # The folder of this file is no place of the function's.
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    sys.stdout.reconfigure(encoding="utf-8")
    client = Client(os.environ["AWS_LAMBDA_RUNTIME_API"])
    request_ids = RequestIdFilter()
    install_logging(request_ids)
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except Exception as error:
        answer = error_answer(error, "")
        log_error(answer)
        client.fail("init/error", answer)
        sys.exit(1)
    run(client, handler, request_ids)


main()
