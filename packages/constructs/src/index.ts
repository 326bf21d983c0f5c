export { startSyncExecutionTemplate } from "./response-mapping/request-template.ts";
export { WorkflowMethod, type WorkflowMethodProps } from "./response-mapping/workflow-method.ts";
export {
  TokenCustomizer,
  type TokenCustomizerLanguage,
  type TokenCustomizerProps,
} from "./token-customizer/token-customizer.ts";
export { UserOnboarding, type UserOnboardingProps } from "./user-onboarding/user-onboarding.ts";
export {
  UserOnboardingEndpoint,
  type UserOnboardingEndpointProps,
} from "./user-onboarding/user-onboarding-endpoint.ts";
