import { CloudFormation, type Stack } from "@aws-sdk/client-cloudformation";
import { createTestCloud, type TestCloud, type TestCloudOptions } from "../../testing/index.ts";
import { FakeResources } from "./fake-resources.suite.ts";
import type { TemplateObject } from "./template/values.ts";

/** A cloud with the fake resource type, and short ways to deploy to it. */
export class TestStacks {
  readonly cloud: TestCloud;
  readonly fake: FakeResources;
  readonly client: CloudFormation;

  constructor(cloud: TestCloud, fake: FakeResources) {
    this.cloud = cloud;
    this.fake = fake;
    this.client = cloud.client(CloudFormation as never) as CloudFormation;
  }

  static async open(options: TestCloudOptions = {}, fake = new FakeResources()): Promise<TestStacks> {
    return new TestStacks(await createTestCloud({ ...options, services: [fake.service()] }), fake);
  }

  async create(name: string, template: TemplateObject, options: object = {}): Promise<Stack> {
    await this.client.createStack({ StackName: name, TemplateBody: JSON.stringify(template), ...options });
    return this.settle(name);
  }

  async update(name: string, template: TemplateObject, options: object = {}): Promise<Stack> {
    await this.client.updateStack({ StackName: name, TemplateBody: JSON.stringify(template), ...options });
    return this.settle(name);
  }

  /** Waits until everything under way has ended. */
  async settle(name: string): Promise<Stack> {
    await this.cloud.clock.advance(0);
    const { Stacks } = await this.client.describeStacks({ StackName: name });
    return Stacks![0]!;
  }

  /** `A CREATE_COMPLETE` and so on, the oldest first; the stack itself goes by its name. */
  async steps(name: string): Promise<readonly string[]> {
    const { StackEvents = [] } = await this.client.describeStackEvents({ StackName: name });
    return StackEvents.map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`).reverse();
  }

  /** The reasons of a resource's or stack's events, the oldest first. */
  async reasons(name: string, logicalId: string): Promise<readonly string[]> {
    const { StackEvents = [] } = await this.client.describeStackEvents({ StackName: name });
    const own = StackEvents.filter((event) => event.LogicalResourceId === logicalId);
    return own.flatMap(({ ResourceStatusReason }) => ResourceStatusReason ?? []).reverse();
  }

  async physicalIds(name: string): Promise<Readonly<Record<string, string | undefined>>> {
    const { StackResourceSummaries = [] } = await this.client.listStackResources({ StackName: name });
    return Object.fromEntries(StackResourceSummaries.map((one) => [one.LogicalResourceId!, one.PhysicalResourceId]));
  }
}

/** A fake thing of a template. */
export function thing(Properties: TemplateObject = {}, more: TemplateObject = {}): TemplateObject {
  return { Type: "Test::Fake::Thing", Properties, ...more };
}
