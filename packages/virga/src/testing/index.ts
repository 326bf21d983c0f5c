export { type AppOutputs, type DeployAppOptions, deployApp } from "./deploy-app.ts";
export { createTestCloud, type TestCloud, type TestCloudOptions } from "./test-cloud.ts";
