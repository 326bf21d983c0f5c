import { isCustomResource } from "../custom-resources/custom-resource-type.ts";
import { templateError, unsupported, validationError } from "../errors.ts";
import type { StackRecord } from "../model.ts";
import type { CloudFormationState, Place } from "../state.ts";
import type { Scope, StackOutputReference } from "../template/evaluation.ts";
import type { Template } from "../template/model.ts";
import { parameterReferences, type StackParameter } from "../template/parameters.ts";
import type { StackPlace } from "../template/pseudo-parameters.ts";

export interface PreviewScopeOptions {
  readonly state: CloudFormationState;
  readonly place: StackPlace;
  readonly template: Template;
  readonly parameters: readonly StackParameter[];
  /** The resources whose physical ids and attributes will be other ones. */
  readonly replaced?: ReadonlySet<string>;
  /** What stands for every unknown value, instead of one that looks like it. */
  readonly guess?: string;
}

/** A scope for the time in which a stack is provisioned: what is not there yet is an error. */
export class LiveScope implements Scope {
  readonly template: Template;
  readonly place: StackPlace;
  readonly parameters: ReadonlyMap<string, string | readonly string[]>;
  /** The names of the exports that were read. */
  readonly imported = new Set<string>();
  readonly #state: CloudFormationState;
  readonly #stack: StackRecord;

  constructor(state: CloudFormationState, stack: StackRecord, template: Template) {
    this.#state = state;
    this.#stack = stack;
    this.template = template;
    this.place = stack;
    this.parameters = parameterReferences(template.parameters, stack.parameters);
  }

  reference(logicalId: string): string {
    const resource = this.#state.resource(this.#stack.stackId, logicalId)?.current;
    if (resource) return resource.physicalId;
    throw validationError(
      `Template format error: Unresolved resource dependencies [${logicalId}] in the Resources block of the template`,
    );
  }

  attribute(logicalId: string, name: string): unknown {
    const resource = this.#state.resource(this.#stack.stackId, logicalId)?.current;
    if (!resource) throw templateError(`instance of Fn::GetAtt references undefined resource ${logicalId}`);
    if (Object.hasOwn(resource.attributes, name)) return resource.attributes[name];
    if (isCustomResource(resource.type)) {
      throw validationError(
        `CustomResource attribute error: Vendor response doesn't contain ${name} attribute in object ${this.#stack.stackId}|${logicalId}`,
      );
    }
    throw templateError(`resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`);
  }

  importValue(exportName: string): string {
    const record = this.#state.export(this.#stack, exportName);
    if (!record) throw validationError(`No export named ${exportName} found.`);
    if (record.stackId === this.#stack.stackId) {
      throw validationError(`Template error: the stack can not import its own export ${exportName}`);
    }
    this.imported.add(exportName);
    this.#state.addImport(this.#stack, exportName);
    return record.value;
  }

  stackOutput(reference: StackOutputReference): string {
    return readStackOutput(this.#state, this.#stack, reference);
  }
}

/**
 * A scope for the time before anything is provisioned: what is not there yet has a value that only looks like one.
 */
export class PreviewScope implements Scope {
  readonly template: Template;
  readonly place: StackPlace;
  readonly parameters: ReadonlyMap<string, string | readonly string[]>;
  /** How often a made-up value was given. */
  guesses = 0;
  readonly #state: CloudFormationState;
  readonly #replaced: ReadonlySet<string>;
  readonly #standIn: string | undefined;

  constructor(options: PreviewScopeOptions) {
    this.#state = options.state;
    this.#replaced = options.replaced ?? new Set();
    this.#standIn = options.guess;
    this.template = options.template;
    this.place = options.place;
    this.parameters = parameterReferences(options.template.parameters, options.parameters);
  }

  #current(logicalId: string) {
    if (this.#replaced.has(logicalId)) return undefined;
    return this.#state.resource(this.place.stackId, logicalId)?.current;
  }

  #guess(text: string): string {
    this.guesses++;
    return this.#standIn ?? text;
  }

  reference(logicalId: string): string {
    return this.#current(logicalId)?.physicalId ?? this.#guess(logicalId);
  }

  attribute(logicalId: string, name: string): unknown {
    const known = this.#current(logicalId)?.attributes[name];
    if (known !== undefined) return known;
    const { region, account } = this.place;
    return this.#guess(/Arn$/.test(name) ? `arn:aws:virga:${region}:${account}:${logicalId}` : `${logicalId}.${name}`);
  }

  importValue(exportName: string): string {
    return this.#state.export(this.place, exportName)?.value ?? this.#guess(exportName);
  }

  stackOutput(reference: StackOutputReference): string {
    try {
      return readStackOutput(this.#state, this.place, reference);
    } catch {
      return this.#guess(`${reference.stackName}.${reference.outputName}`);
    }
  }
}

function readStackOutput(state: CloudFormationState, place: Place, reference: StackOutputReference): string {
  const { stackName, outputName, region = place.region, roleArn } = reference;
  if (roleArn !== undefined) throw unsupported("RoleArn of Fn::GetStackOutput");
  const stack = state.find({ account: place.account, region }, stackName);
  const output = stack?.outputs.find(({ key }) => key === outputName);
  if (!output) throw validationError(`Unable to fetch output ${outputName} of stack ${stackName} in ${region}`);
  return output.value;
}
