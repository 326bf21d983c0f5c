"""Lets requests over https for AWS's hosts reach the engine, which has no TLS (the keys of user pools are there), and those
that handlers of custom resources send to CloudFormation's URL as if it were one of https."""

import http.client
import importlib.util
import socket
import sys
from urllib.parse import urlsplit

AWS_NAMES = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".on.aws", ".amazoncognito.com", ".localhost")


def install(endpoint):
    reach_machine()
    engine = urlsplit(endpoint)
    redirect(http.client.HTTPSConnection, engine)
    # urllib3 (requests, botocore) connects by itself, and is loaded by the function, if at all.
    sys.meta_path.insert(0, Urllib3Finder(engine))


def redirect(connection, engine):
    connect = connection.connect

    def connect_to_engine(self):
        is_aws = self.port == 443 and self.host.lower().endswith(AWS_NAMES)
        if is_aws or (self.host, self.port) == (engine.hostname, engine.port):
            self.sock = socket.create_connection((engine.hostname, engine.port), self.timeout, self.source_address)
            # What urllib3 warns of otherwise.
            self.is_verified = True
        else:
            connect(self)

    connection.connect = connect_to_engine


class Urllib3Finder:
    """Redirects urllib3's connections once they are loaded."""

    def __init__(self, engine):
        self.engine = engine

    def find_spec(self, name, path=None, target=None):
        if name != "urllib3.connection":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def execute_and_redirect(module):
            execute(module)
            connection = getattr(module, "HTTPSConnection", None)
            if isinstance(connection, type):
                redirect(connection, self.engine)

        spec.loader.exec_module = execute_and_redirect
        return spec


def reach_machine():
    """Lets names below localhost be the machine's (bucket.localhost, sync-localhost): not every system resolves them."""
    resolve = socket.getaddrinfo

    def resolve_machine(host, *given, **named):
        is_machine = isinstance(host, str) and host.lower().endswith((".localhost", "-localhost"))
        return resolve("localhost" if is_machine else host, *given, **named)

    socket.getaddrinfo = resolve_machine
