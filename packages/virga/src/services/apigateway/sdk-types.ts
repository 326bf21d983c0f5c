import type { SdkConfigurationProperty, SdkType } from "@aws-sdk/client-api-gateway";

function required(name: string, friendlyName: string, description: string): SdkConfigurationProperty {
  return { name, friendlyName, description, required: true };
}

function optional(name: string, friendlyName: string, description: string): SdkConfigurationProperty {
  return { name, friendlyName, description, required: false };
}

const classPrefix = required("classPrefix", "Prefix", "Text that the names of all classes begin with");
const serviceName = required("service.name", "Service Name", "The name of the client's class");

/** The SDKs that AWS generates, with what it asks for: https://docs.aws.amazon.com/apigateway/latest/api/API_GetSdk.html */
export const sdkTypes: readonly SdkType[] = [
  {
    id: "android",
    friendlyName: "Android",
    description: "Generates an SDK for Android",
    configurationProperties: [
      required("groupId", "Group ID", "The Maven group of the library"),
      required("artifactId", "Artifact ID", "The Maven artifact of the library"),
      required("artifactVersion", "Artifact Version", "The Maven version of the library"),
      required("invokerPackage", "Invoker Package", "The package of the client"),
    ],
  },
  {
    id: "java",
    friendlyName: "Java SDK",
    description: "Generates an SDK for Java",
    configurationProperties: [
      serviceName,
      required("java.package-name", "Java Package Name", "The package of the client"),
      optional("java.build-system", "Java Build System", "maven or gradle"),
      optional("java.group-id", "Java Group Id", "The group of the project"),
      optional("java.artifact-id", "Java Artifact Id", "The artifact of the project"),
      optional("java.artifact-version", "Java Artifact Version", "The version of the project"),
    ],
  },
  {
    id: "javascript",
    friendlyName: "JavaScript",
    description: "Generates an SDK for JavaScript",
    configurationProperties: [],
  },
  {
    id: "objectivec",
    friendlyName: "iOS (Objective-C)",
    description: "Generates an SDK for iOS in Objective-C",
    configurationProperties: [classPrefix],
  },
  {
    id: "ruby",
    friendlyName: "Ruby",
    description: "Generates an SDK for Ruby",
    configurationProperties: [
      serviceName,
      optional("ruby.gem-name", "Ruby Gem Name", "The name of the gem"),
      optional("ruby.gem-version", "Ruby Gem Version", "The version of the gem"),
    ],
  },
  {
    id: "swift",
    friendlyName: "iOS (Swift)",
    description: "Generates an SDK for iOS in Swift",
    configurationProperties: [classPrefix],
  },
];
