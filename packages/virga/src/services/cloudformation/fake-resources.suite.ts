import { AwsError } from "../../kernel/errors.ts";
import type { ResourceType } from "../../kernel/resource-type.ts";
import { defineService, type ServiceDefinition } from "../../kernel/service.ts";

/** What the fake resource types did, in order, and what is there now. */
export class FakeResources {
  readonly log: string[] = [];
  readonly existing = new Map<string, Readonly<Record<string, unknown>>>();
  /** Steps that fail, e.g. `create A` (`finish A` after it exists), with the error's message. */
  readonly failing = new Map<string, string>();
  /** Steps that do not end until they are released. */
  readonly hanging = new Set<string>();
  readonly #releases = new Map<string, () => void>();
  #count = 0;
  #active = 0;
  mostActive = 0;

  /** `Test::Fake::Thing`: `Name` replaces it, `Value` is changed in place; attributes `Arn` and `Value`. */
  readonly thing: ResourceType = {
    properties: { Name: true, Value: true, List: true, Settings: { Color: true, Ignored: "ignored" } },
    createOnly: ["Name", "Settings.Color"],
    check: ({ Value }) => (Value === "forbidden" ? ["Value forbidden"] : []),
    create: async (call, properties) => {
      await this.#step(`create ${call.logicalId}`);
      const name = typeof properties.Name === "string" ? properties.Name : undefined;
      const physicalId = name ?? `thing-${++this.#count}`;
      if (this.existing.has(physicalId)) throw new AwsError("ThingAlreadyExistsException", `${physicalId} exists`);
      this.existing.set(physicalId, properties);
      call.created(physicalId);
      const finishing = `finish ${call.logicalId}`;
      if (this.failing.has(finishing) || this.hanging.has(finishing)) await this.#step(finishing);
      return { physicalId, attributes: attributesOf(physicalId, properties) };
    },
    update: async (call, { physicalId, properties }) => {
      await this.#step(`update ${call.logicalId}`);
      this.existing.set(physicalId, properties);
      return { physicalId, attributes: attributesOf(physicalId, properties) };
    },
    delete: async (call, physicalId) => {
      await this.#step(`delete ${call.logicalId}`);
      this.existing.delete(physicalId);
    },
  };

  /** A service that has nothing but the resource type. */
  service(): ServiceDefinition<undefined> {
    return defineService<undefined>({
      name: "fake",
      open: () => undefined,
      operations: {},
      resourceTypes: { "Test::Fake::Thing": this.thing },
    });
  }

  /** Lets a hanging step end. */
  release(name: string): void {
    this.#releases.get(name)?.();
  }

  async #step(name: string): Promise<void> {
    this.log.push(name);
    this.#active++;
    this.mostActive = Math.max(this.mostActive, this.#active);
    await Promise.resolve();
    if (this.hanging.has(name)) await new Promise<void>((resolve) => this.#releases.set(name, resolve));
    this.#active--;
    const message = this.failing.get(name);
    if (message !== undefined) throw new AwsError("ThingException", message);
  }
}

function attributesOf(physicalId: string, properties: Readonly<Record<string, unknown>>) {
  return { Arn: `arn:aws:fake:::${physicalId}`, Value: properties.Value ?? "" };
}
