import { App } from "aws-cdk-lib";
import { ClinicPlatformStack } from "../lib/clinic-platform-stack.ts";

const app = new App();
new ClinicPlatformStack(app, "ClinicPlatform", {
  description: "The clinic platform",
  // cdk deploy -c tokenCustomizerLanguage=go
  tokenCustomizerLanguage: app.node.tryGetContext("tokenCustomizerLanguage"),
});
