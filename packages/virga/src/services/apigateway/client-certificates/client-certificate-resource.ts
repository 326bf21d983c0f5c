import type { ResourceType } from "../../../kernel/resource-type.ts";
import { members, replacements, tagMap, unlessGone, updateTags } from "../provisioning.ts";

/** `AWS::ApiGateway::ClientCertificate` */
export const clientCertificateResource: ResourceType = {
  properties: { Description: true, Tags: true },
  createOnly: [],
  async create(call, properties) {
    const input = { ...members(properties, ["Description"]), tags: tagMap(properties.Tags) };
    const created = await call.bus.callNamed("apigateway", "GenerateClientCertificate", input, call.context);
    const { clientCertificateId = "" } = created as { clientCertificateId?: string };
    return { physicalId: clientCertificateId, attributes: { ClientCertificateId: clientCertificateId } };
  },
  async update(call, { physicalId: clientCertificateId, attributes, properties, previousProperties }) {
    const patchOperations = replacements(properties, previousProperties, { Description: "/description" });
    await call.bus.call(
      "apigateway",
      "UpdateClientCertificate",
      { clientCertificateId, patchOperations },
      call.context,
    );
    await updateTags(call, `/clientcertificates/${clientCertificateId}`, properties, previousProperties);
    return { physicalId: clientCertificateId, attributes };
  },
  async delete(call, clientCertificateId) {
    await unlessGone(call.bus.call("apigateway", "DeleteClientCertificate", { clientCertificateId }, call.context));
  },
};
