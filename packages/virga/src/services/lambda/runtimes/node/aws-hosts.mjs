import { syncBuiltinESMExports } from "node:module";
import { urlToHttpOptions } from "node:url";

const awsNames = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".on.aws", ".amazoncognito.com", ".localhost"];
const machine = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);

let engine;

/** Where requests to AWS's hosts go: the engine's own address, which speaks HTTP. */
export function redirectAwsHosts(endpoint) {
  engine = new URL(endpoint);
  const fetchOfNode = globalThis.fetch;
  let isRedirected = false;
  globalThis.fetch = function fetch(...given) {
    if (!isRedirected) redirectDispatcher();
    isRedirected = true;
    return fetchOfNode(...given);
  };
}

/**
 * Whether an https address is AWS's, for which the engine stands. The machine's own is, too, if it has no port: code that
 * was given an address of the engine's and takes but its host name from it.
 */
function isAws(hostname, port) {
  if (port !== undefined && port !== null && port !== "" && Number(port) !== 443) return false;
  const name = hostname.toLowerCase();
  return machine.has(name) || awsNames.some((suffix) => name.endsWith(suffix));
}

let isHttpsRedirected = false;

/** Called when code loads `https`, which takes a while that other code is spared. */
export function redirectHttps() {
  if (isHttpsRedirected) return;
  isHttpsRedirected = true;
  reachMachine();
  const http = process.getBuiltinModule("node:http");
  const https = process.getBuiltinModule("node:https");
  const requestOfNode = https.request;
  https.request = function request(...given) {
    const { options, callback } = readArguments(given);
    const hostname = String(options.hostname || options.host || "localhost");
    if (options.socketPath || !isAws(hostname, options.port)) return requestOfNode.apply(this, given);
    return http.request(redirected(options, hostname), callback);
  };
  https.get = function get(...given) {
    const request = https.request(...given);
    request.end();
    return request;
  };
  syncBuiltinESMExports();
}

/** `(url, options, callback)`, of which all but one may be left out. */
function readArguments([first, ...rest]) {
  const url = typeof first === "string" ? new URL(first) : first instanceof URL ? first : undefined;
  const [second, third] = url === undefined ? [first, ...rest] : rest;
  const callback = typeof second === "function" ? second : third;
  const given = typeof second === "function" ? undefined : second;
  return { options: { ...(url && urlToHttpOptions(url)), ...given }, callback };
}

/** Agents, sockets and resolvers are made for TLS to another host: they stay behind. */
function redirected(options, hostname) {
  const { agent, createConnection, lookup, family, localAddress, host, defaultPort, _defaultAgent, ...kept } = options;
  return {
    ...kept,
    ...(agent === false ? { agent } : {}),
    ...(options.setHost === false ? {} : { headers: withHost(options.headers ?? {}, hostname) }),
    protocol: "http:",
    hostname: engine.hostname,
    port: engine.port,
  };
}

function withHost(headers, hostname) {
  if (Array.isArray(headers)) return headers;
  const hasHost = Object.keys(headers).some((name) => name.toLowerCase() === "host");
  return hasHost ? headers : { ...headers, Host: hostname };
}

/** `fetch` sends by a dispatcher, redirected answers too; Node.js makes it when it loads what belongs to `fetch`. */
function redirectDispatcher() {
  reachMachine();
  void globalThis.Response;
  const dispatcher = globalThis[Symbol.for("undici.globalDispatcher.1")];
  const dispatch = dispatcher.dispatch;
  dispatcher.dispatch = (options, handler) => {
    const { protocol, hostname, port } = new URL(options.origin);
    if (protocol !== "https:" || !isAws(hostname, port)) return dispatch.call(dispatcher, options, handler);
    const headers = withHost(options.headers ?? {}, hostname);
    return dispatch.call(dispatcher, { ...options, origin: engine.origin, headers }, handler);
  };
}

const ofMachine = /[.-]localhost$/i;
let isMachineReached = false;

/** Lets names below `localhost` be the machine's (`bucket.localhost`, `sync-localhost`): not every system resolves them. */
export function reachMachine() {
  if (isMachineReached) return;
  isMachineReached = true;
  const dns = process.getBuiltinModule("node:dns");
  const { lookup } = dns;
  dns.lookup = (name, ...given) => lookup(ofMachine.test(name) ? "localhost" : name, ...given);
  syncBuiltinESMExports();
}
