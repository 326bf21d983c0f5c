import type { CallContext } from "../../../kernel/bus.ts";
import { AwsError } from "../../../kernel/errors.ts";
import type { ResourceType } from "../../../kernel/resource-type.ts";
import { insufficientCapabilities, validationError } from "../errors.ts";
import { stackType } from "../model.ts";
import type { CloudFormationState } from "../state.ts";
import { Evaluator } from "../template/evaluation.ts";
import { type ResourceDeclaration, readTemplate, type Template } from "../template/model.ts";
import { type GivenParameter, resolveParameters, type StackParameter } from "../template/parameters.ts";
import type { StackPlace } from "../template/pseudo-parameters.ts";
import { checkRules } from "../template/rules.ts";
import { constructPath, findUnsupported, type PropertyPreview, unsupportedMessage } from "../template/support.ts";
import { readTemplateText } from "../template/text.ts";
import { validateTemplate } from "../template/validation.ts";
import { readStoreParameters } from "./parameter-store.ts";
import { PreviewScope } from "./scopes.ts";
import { readTemplateFromUrl } from "./template-source.ts";

export interface PreparationContext {
  readonly state: CloudFormationState;
  readonly resourceTypes: ReadonlyMap<string, ResourceType>;
  /** As whom the parameter store is read. */
  readonly call: CallContext;
}

export interface PreparationRequest {
  readonly templateBody: string;
  readonly place: StackPlace;
  readonly given: readonly GivenParameter[];
  readonly previous: readonly StackParameter[];
  readonly capabilities: readonly string[];
}

/** A template that is fit to be deployed, with its parameters. */
export interface Preparation {
  readonly template: Template;
  readonly templateBody: string;
  readonly parameters: readonly StackParameter[];
}

/** Reads and validates a template's text. */
export async function parseTemplate(templateBody: string): Promise<Template> {
  const template = readTemplate(await readTemplateText(templateBody));
  validateTemplate(template);
  return template;
}

/** Checks all of a request that can be checked before anything is created: template, parameters, rules, support. */
export async function prepare(context: PreparationContext, request: PreparationRequest): Promise<Preparation> {
  const { templateBody, place, given, previous } = request;
  const template = await parseTemplate(templateBody);
  const parameters = await resolveParameters(template.parameters, {
    given,
    previous,
    readStore: (names) => readStoreParameters(context.state.host.bus, context.call, names),
  });
  checkCapabilities(template, request.capabilities);
  const scope = new PreviewScope({ state: context.state, place, template, parameters });
  const evaluator = new Evaluator(scope);
  checkRules(template.rules, evaluator);
  const includes = (logicalId: string) => isIncluded(template, evaluator, logicalId);
  await checkSupport(context, template, { scope, evaluator, includes });
  return { template, templateBody, parameters };
}

/** Checks a template alone, without values for its parameters: structure, names, support. */
export async function checkTemplate(context: PreparationContext, templateBody: string): Promise<Template> {
  const template = await parseTemplate(templateBody);
  const { account, region } = context.call;
  const place = { account, region, stackName: "stack", stackId: "stack", notificationArns: [] };
  const parameters = Array.from(template.parameters.values(), ({ name, default: value = name, noEcho }) => {
    return { name, value, noEcho };
  });
  const scope = new PreviewScope({ state: context.state, place, template, parameters });
  const evaluator = new Evaluator(scope);
  await checkSupport(context, template, { scope, evaluator, includes: () => true, parametersAreGuesses: true });
  return template;
}

/** Whether a resource's condition holds. */
export function isIncluded(template: Template, evaluator: Evaluator, logicalId: string): boolean {
  const condition = template.resources.get(logicalId)?.condition;
  return condition === undefined || evaluator.condition(condition);
}

interface SupportCheck {
  readonly scope: PreviewScope;
  readonly evaluator: Evaluator;
  readonly includes: (logicalId: string) => boolean;
  /** Whether the values of parameters are made up, too. */
  readonly parametersAreGuesses?: boolean;
}

/** Throws an error that names all that is not supported, in the template and in those of its nested stacks. */
async function checkSupport(context: PreparationContext, template: Template, check: SupportCheck): Promise<void> {
  const preview = (resource: ResourceDeclaration) => previewProperties(resource, check);
  const { resourceTypes } = context;
  const call = { bus: context.state.host.bus, context: context.call };
  const found = await findUnsupported(template, { resourceTypes, includes: check.includes, preview, call });
  const messages = found.length === 0 ? [] : [unsupportedMessage(found)];
  for (const resource of template.resources.values()) {
    if (resource.type !== stackType || !check.includes(resource.logicalId)) continue;
    const message = await nestedMessage(context, resource, preview(resource)?.properties.TemplateURL);
    if (message !== undefined) messages.push(message);
  }
  if (messages.length > 0) throw validationError(messages.join("\n"));
}

/** A resource's properties as far as they are known before anything is created. */
function previewProperties(
  { properties }: ResourceDeclaration,
  { scope, evaluator, parametersAreGuesses = false }: SupportCheck,
): PropertyPreview | undefined {
  const guesses = scope.guesses;
  try {
    const known = evaluator.evaluateObject(properties);
    return { properties: known, complete: scope.guesses === guesses && !parametersAreGuesses };
  } catch (thrown) {
    // A made-up value need not fit where the real one does; what is wrong for certain is told now.
    if ((parametersAreGuesses || scope.guesses > guesses) && thrown instanceof AwsError) return undefined;
    throw thrown;
  }
}

/** What is wrong with a nested stack's template, as far as it can be read already. */
async function nestedMessage(
  context: PreparationContext,
  resource: ResourceDeclaration,
  url: unknown,
): Promise<string | undefined> {
  const { bus } = context.state.host;
  let templateBody: string;
  try {
    templateBody = await readTemplateFromUrl(bus, context.call, String(url));
  } catch {
    // The nested stack's own creation will say so.
    return undefined;
  }
  try {
    await checkTemplate(context, templateBody);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    return `${constructPath(resource) ?? resource.logicalId}: ${thrown.message}`;
  }
}

const namedBy: Readonly<Record<string, string | undefined>> = {
  "AWS::IAM::AccessKey": undefined,
  "AWS::IAM::Group": "GroupName",
  "AWS::IAM::InstanceProfile": "InstanceProfileName",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::IAM::Policy": undefined,
  "AWS::IAM::Role": "RoleName",
  "AWS::IAM::User": "UserName",
  "AWS::IAM::UserToGroupAddition": undefined,
};

interface RequiredCapabilities {
  readonly capability?: "CAPABILITY_IAM" | "CAPABILITY_NAMED_IAM";
  readonly types: readonly string[];
}

/** The capability that a template needs acknowledged, and the resource types that need it. */
function requiredCapabilities(template: Template): RequiredCapabilities {
  const types = new Set<string>();
  let named = false;
  for (const { type, properties } of template.resources.values()) {
    if (!Object.hasOwn(namedBy, type)) continue;
    types.add(type);
    const nameProperty = namedBy[type];
    if (nameProperty !== undefined && properties[nameProperty] !== undefined) named = true;
  }
  if (types.size === 0) return { types: [] };
  return { capability: named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM", types: [...types] };
}

/** The same as the operations that describe templates answer it. */
export function describeCapabilities(template: Template) {
  const { capability, types } = requiredCapabilities(template);
  if (capability === undefined) return {};
  return {
    Capabilities: [capability],
    CapabilitiesReason: `The following resource(s) require capabilities: [${types.join(", ")}]`,
  };
}

function checkCapabilities(template: Template, given: readonly string[]): void {
  if (template.transforms.length > 0 && !given.includes("CAPABILITY_AUTO_EXPAND")) {
    throw insufficientCapabilities(["CAPABILITY_AUTO_EXPAND"]);
  }
  const { capability } = requiredCapabilities(template);
  if (capability === undefined || given.includes("CAPABILITY_NAMED_IAM") || given.includes(capability)) return;
  throw insufficientCapabilities([capability]);
}
