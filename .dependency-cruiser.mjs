// Which way imports run: the rules of ARCHITECTURE.md, checked by `npm run check`.
const product = { pathNot: "\\.(test|suite)\\.ts$" };

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "pure-packages-are-pure",
      comment: "asl and vtl import nothing: no Node module, no package, no other room.",
      severity: "error",
      from: { ...product, path: "^packages/(asl|vtl)/src/" },
      to: { pathNot: "^packages/$1/src/" },
    },
    {
      name: "kernel-knows-no-room",
      severity: "error",
      from: { ...product, path: "^packages/virga/src/kernel/" },
      to: { path: "^packages/", pathNot: "^packages/virga/src/kernel/" },
    },
    {
      name: "protocol-knows-the-kernel-alone",
      severity: "error",
      from: { ...product, path: "^packages/virga/src/protocol/" },
      to: { path: "^packages/", pathNot: "^packages/virga/src/(kernel|protocol)/" },
    },
    {
      name: "services-keep-to-themselves",
      comment: "A service calls another one over the bus.",
      severity: "error",
      from: { ...product, path: "^packages/virga/src/services/([^/]+)/" },
      to: {
        path: "^packages/",
        pathNot: "^packages/(virga/src/kernel|virga/src/services/$1|asl/src|vtl/src|fhir/src)/",
      },
    },
    {
      name: "cdk-stands-on-kernel",
      severity: "error",
      from: { ...product, path: "^packages/virga/src/cdk/" },
      to: { path: "^packages/", pathNot: "^packages/virga/src/(kernel|cdk)/" },
    },
    {
      name: "nobody-imports-the-cli",
      severity: "error",
      from: { pathNot: "^packages/virga/(src/cli|bin)/" },
      to: { path: "^packages/virga/src/cli/" },
    },
    {
      name: "the-console-talks-http",
      comment: "It uses the runtime's documented HTTP API and no code of it.",
      severity: "error",
      from: { ...product, path: "^packages/console/" },
      to: { path: "^packages/", pathNot: "^packages/console/" },
    },
    {
      name: "the-system-knows-nothing-of-virga",
      severity: "error",
      from: { ...product, path: "^(system|packages/(constructs|healthlake-client|traced-http))/" },
      to: { path: "^packages/virga/" },
    },
    {
      name: "tests-are-not-imported",
      severity: "error",
      from: { ...product },
      to: { path: "\\.(test|suite)\\.ts$" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(cdk\\.out|/fixtures/)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
