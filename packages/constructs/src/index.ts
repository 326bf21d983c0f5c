export { AsyncIntake, type AsyncIntakeProps } from "./async-intake/async-intake.ts";
export { StreamDelivery, type StreamDeliveryProps } from "./async-intake/stream-delivery.ts";
export { FhirWriter, type FhirWriterProps } from "./fhir-writer/fhir-writer.ts";
export {
  GuardedStreamConsumer,
  type GuardedStreamConsumerProps,
} from "./guarded-stream-consumer/guarded-stream-consumer.ts";
export { jsonText } from "./response-mapping/json-text.ts";
export { startSyncExecutionTemplate } from "./response-mapping/request-template.ts";
export { WorkflowMethod, type WorkflowMethodProps } from "./response-mapping/workflow-method.ts";
export { StreamOperator, type StreamOperatorProps } from "./stream-operator/stream-operator.ts";
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
