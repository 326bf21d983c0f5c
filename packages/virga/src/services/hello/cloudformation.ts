import { AwsError } from "../../kernel/errors.ts";
import type { ResourceType } from "../../kernel/resource-type.ts";
import { greetingArn } from "./model.ts";

/** `Virga::Hello::Greeting`: greets `Name` when it is created and forgets it when it is deleted. */
export const greetingResource: ResourceType = {
  properties: { Name: true },
  createOnly: ["Name"],
  async create(call, properties) {
    const name = String(properties.Name);
    await call.bus.call("hello", "SayHello", { Name: name }, call.context);
    const { region, account } = call.context;
    return { physicalId: name, attributes: { Arn: greetingArn(region, account, name) } };
  },
  async delete(call, physicalId) {
    try {
      await call.bus.call("hello", "DeleteGreeting", { Name: physicalId }, call.context);
    } catch (thrown) {
      if (!(thrown instanceof AwsError && thrown.code === "GreetingNotFoundException")) throw thrown;
    }
  },
};
