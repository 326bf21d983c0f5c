export { createTestCloud, type TestCloud, type TestCloudOptions } from "./test-cloud.ts";
