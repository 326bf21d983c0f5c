import type { Bus, CallContext } from "./bus.ts";
import type { Ids } from "./ids.ts";

/** A resource's properties, with all intrinsic functions resolved. */
export type ResourceProperties = Readonly<Record<string, unknown>>;

/**
 * Which properties a resource type supports: `true` for all of a property, a tree for parts of it, `"ignored"` for
 * what has no effect in one process (encryption keys, tags of AWS's consoles, ...) and is accepted on purpose.
 * A property that is not in the tree is unsupported and named before anything is created. Lists are passed through.
 */
export interface PropertyTree {
  readonly [property: string]: true | "ignored" | PropertyTree;
}

/** What CloudFormation gives a resource's handler. */
export interface ResourceCall {
  readonly bus: Bus;
  /** The deploying principal, its account and region: calls of the service's own operations are made with it. */
  readonly context: CallContext;
  readonly ids: Ids;
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  /** Changes with every creation, for names: `<stack>-<logical id>-<random>` cut to `longest`. */
  physicalName(longest: number, options?: { readonly lowerCase?: boolean }): string;
  /** The construct path of CDK's metadata, if there is one. */
  readonly constructPath?: string;
  /** Reports progress inside a slow creation. */
  progress(message: string): void;
  /**
   * Announces in `create` that the resource exists from now on, before further steps that may fail: if one does, the
   * resource is deleted when the stack is rolled back. Not needed where creating is a single step.
   */
  created(physicalId: string): void;
}

/** What is known of a resource that is not created yet. */
export interface SupportCall {
  readonly bus: Bus;
  /** The deploying principal, its account and region. */
  readonly context: CallContext;
  /** Whether all values of the properties are known. Otherwise some only stand for what is not there yet. */
  readonly complete: boolean;
}

export interface CreatedResource {
  /** What `Ref` gives. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives, by attribute name (dots included). */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Whether the attributes are masked where CloudFormation tells of resources that use them. */
  readonly noEcho?: boolean;
}

export interface ResourceUpdate {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly properties: ResourceProperties;
  readonly previousProperties: ResourceProperties;
}

/**
 * A CloudFormation resource type: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
 * Handlers provision by calling their own service's operations over the bus. Errors they throw fail the resource with
 * the error's message.
 */
export interface ResourceType {
  readonly properties: PropertyTree;
  /** Whether it takes any other property, too: whoever provides the resource knows which. */
  readonly takesAnyProperty?: boolean;
  /** Top-level properties (or `A.B` paths) whose change replaces the resource. */
  readonly createOnly: readonly string[];
  /** Finds what is wrong with values (not names) of properties before anything is created; empty if nothing. */
  check?(properties: ResourceProperties): readonly string[];
  /** The same for what can only be found by asking services; not called where `check` has found something. */
  checkSupport?(call: SupportCall, properties: ResourceProperties): Promise<readonly string[]>;
  create(call: ResourceCall, properties: ResourceProperties): Promise<CreatedResource>;
  /** Finds a change that is never made: the update fails with this error before anything is done. */
  refuseUpdate?(properties: ResourceProperties, previousProperties: ResourceProperties): Error | undefined;
  /** Updates in place; without it every change replaces. */
  update?(call: ResourceCall, update: ResourceUpdate): Promise<CreatedResource>;
  /** Takes an update back that had succeeded, when the stack's own fails; without it that is an update, too. */
  revert?(call: ResourceCall, update: ResourceUpdate): Promise<CreatedResource>;
  /** Deletes; a resource that is gone already is no error. */
  delete(call: ResourceCall, physicalId: string, properties: ResourceProperties): Promise<void>;
}
