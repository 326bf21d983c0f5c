import { tryParseArn } from "../../../kernel/arns.ts";
import type { CreatedResource, ResourceCall, ResourceProperties, ResourceType } from "../../../kernel/resource-type.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import { CustomResourceError } from "./custom-resource-error.ts";
import { type CustomResourceRequest, type RequestType, textualProperties } from "./custom-resource-request.ts";
import type { CustomResourceResponse } from "./custom-resource-response.ts";
import type { ResponseUrls } from "./response-urls.ts";

const customResource = "AWS::CloudFormation::CustomResource";
/** Seconds. */
const longestTimeout = 3600;

/** What is asked of a provider, beside what every request says. */
interface Order {
  readonly requestType: RequestType;
  readonly properties: ResourceProperties;
  readonly physicalId?: string;
  readonly previousProperties?: ResourceProperties;
}

/** A provider's answer, with the id of the request that it answers. */
interface Answer extends CustomResourceResponse {
  readonly requestId: string;
}

/** Resource types by name, with `Custom::<any name>` among them. */
export class ResourceTypes extends Map<string, ResourceType> {
  readonly #host: ServiceHost;
  readonly #responseUrls: ResponseUrls;

  constructor(types: Iterable<readonly [string, ResourceType]>, host: ServiceHost, responseUrls: ResponseUrls) {
    super(types);
    this.#host = host;
    this.#responseUrls = responseUrls;
  }

  override get(name: string): ResourceType | undefined {
    return isCustomResource(name) ? customResourceType(name, this.#host, this.#responseUrls) : super.get(name);
  }
}

/** Whether resources of a type are made by a provider outside CloudFormation. */
export function isCustomResource(typeName: string): boolean {
  return typeName === customResource || typeName.startsWith("Custom::");
}

/**
 * A type of custom resources: what a provider, a function or a topic's subscribers, makes of requests.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html
 */
function customResourceType(typeName: string, host: ServiceHost, responseUrls: ResponseUrls): ResourceType {
  const provider = new Provider(typeName, host, responseUrls);
  return {
    properties: { ServiceToken: true, ServiceTimeout: true },
    takesAnyProperty: true,
    createOnly: [],
    check: (properties) => wrongProperties(properties),
    async create(call, properties) {
      const provisional = call.physicalName(255);
      let made = provisional;
      try {
        const response = await provider.ask(call, { requestType: "Create", properties });
        made = response.physicalId ?? provisional;
        return provisioned(response);
      } catch (thrown) {
        // A provider that was reached may have made something.
        if (thrown instanceof CustomResourceError) call.created(made);
        throw thrown;
      }
    },
    refuseUpdate({ ServiceToken }, previous) {
      if (ServiceToken === previous.ServiceToken) return undefined;
      return new CustomResourceError("Modifying service token is not allowed.");
    },
    async update(call, { physicalId, properties, previousProperties }) {
      const order = { requestType: "Update", properties, physicalId, previousProperties } as const;
      return provisioned(await provider.ask(call, order));
    },
    async delete(call, physicalId, properties) {
      rejectFailure(await provider.ask(call, { requestType: "Delete", properties, physicalId }));
    },
  };
}

/** Sends requests to whatever a service token names, and waits for the answers. */
class Provider {
  readonly #typeName: string;
  readonly #host: ServiceHost;
  readonly #responseUrls: ResponseUrls;

  constructor(typeName: string, host: ServiceHost, responseUrls: ResponseUrls) {
    this.#typeName = typeName;
    this.#host = host;
    this.#responseUrls = responseUrls;
  }

  async ask(call: ResourceCall, order: Order): Promise<Answer> {
    const { requestType, properties, physicalId, previousProperties } = order;
    const { stackId, logicalId, context } = call;
    const requestId = this.#host.ids.uuid();
    const timeout = Number(properties.ServiceTimeout ?? longestTimeout) * 1000;
    const awaited = await this.#responseUrls.open({ region: context.region, stackId, logicalId, requestId, timeout });
    try {
      await this.#send(call, {
        RequestType: requestType,
        ServiceToken: String(properties.ServiceToken),
        ResponseURL: awaited.url,
        StackId: stackId,
        RequestId: requestId,
        LogicalResourceId: logicalId,
        ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
        ResourceType: this.#typeName,
        ResourceProperties: textualProperties(properties),
        ...(previousProperties === undefined ? {} : { OldResourceProperties: textualProperties(previousProperties) }),
      });
      return { ...(await awaited.response), requestId };
    } finally {
      awaited.abandon();
    }
  }

  async #send({ bus, context }: ResourceCall, request: CustomResourceRequest): Promise<void> {
    const { ServiceToken } = request;
    const text = JSON.stringify(request);
    if (tryParseArn(ServiceToken)?.service === "sns") {
      const Subject = "AWS CloudFormation custom resource request";
      await bus.call("sns", "Publish", { TopicArn: ServiceToken, Subject, Message: text }, context);
      return;
    }
    const Payload = new TextEncoder().encode(text);
    await bus.call("lambda", "Invoke", { FunctionName: ServiceToken, InvocationType: "Event", Payload }, context);
  }
}

function wrongProperties({ ServiceToken, ServiceTimeout }: ResourceProperties): readonly string[] {
  const problems: string[] = [];
  if (typeof ServiceToken !== "string" || ServiceToken === "") problems.push("ServiceToken is required");
  if (ServiceTimeout !== undefined) {
    const seconds = Number(ServiceTimeout);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestTimeout) {
      problems.push(`ServiceTimeout must be a whole number of seconds from 1 to ${longestTimeout}`);
    }
  }
  return problems;
}

function provisioned(answer: Answer): CreatedResource {
  rejectFailure(answer);
  const { physicalId, data, noEcho } = answer;
  if (physicalId === undefined) throw new CustomResourceError("Invalid PhysicalResourceId");
  return { physicalId, attributes: data, ...(noEcho ? { noEcho } : {}) };
}

function rejectFailure({ succeeded, reason, requestId }: Answer): void {
  if (succeeded) return;
  throw new CustomResourceError(
    `Received response status [FAILED] from custom resource. Message returned: ${reason} (RequestId: ${requestId})`,
  );
}
