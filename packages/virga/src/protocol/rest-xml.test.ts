import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { WireRequest, WireResponse } from "../kernel/wire.ts";
import { createServiceCodec } from "./codecs.ts";
import { ServiceModel, type ServiceTables } from "./model.ts";

const tables: ServiceTables = {
  metadata: { apiVersion: "2026-01-01", protocol: "rest-xml", xmlNamespace: "urn:test" },
  operations: { Do: { http: { method: "PUT", requestUri: "/do" }, input: "In", output: "Out" } },
  shapes: {
    In: {
      type: "structure",
      members: { Items: { shape: "Items", locationName: "Item", flattened: true }, Count: "Count" },
    },
    Items: { type: "list", member: "Text" },
    Out: { type: "structure", members: { Asked: { shape: "Text", location: "querystring", locationName: "asked" } } },
    Text: { type: "string" },
    Count: { type: "integer" },
  },
};
const codec = createServiceCodec(new ServiceModel("test", tables)).operation("Do")!;

function decode(body: string): unknown {
  const request: WireRequest = {
    method: "PUT",
    path: "/do",
    rawQuery: "",
    headers: {},
    body: Buffer.from(body),
    sourceIp: "",
  };
  return codec.decode(request, {});
}

describe("REST-XML bodies", () => {
  it("hold a member of the output also if it stands in the query of requests", () => {
    const { body } = codec.encode({ Asked: "a" }, "id") as WireResponse;
    assert.match(String(body), /<Out xmlns="urn:test"><asked>a<\/asked><\/Out>$/);
  });

  it("resolve entities, character references and CDATA, and drop prefixes", () => {
    const body =
      '<?xml version="1.0"?><x:In xmlns:x="urn:x"><x:Item>&lt;&#65;&#x1F600;&amp;lt;</x:Item><Item><![CDATA[<b>]]></Item></x:In>';
    assert.deepEqual(decode(body), { Items: ["<A😀&lt;", "<b>"] });
  });

  it("are refused when they nest too deeply", () => {
    const body = `<In>${"<Item>".repeat(20_000)}${"</Item>".repeat(20_000)}</In>`;
    assert.throws(() => decode(body), { code: "MalformedXML" });
  });

  it("are refused when they are no XML or hold another type", () => {
    for (const body of [
      "<In>",
      "text",
      "<In><Count>x</Count></In>",
      "<!DOCTYPE a [<!ENTITY b 'c'>]><In>&b;</In><In/>",
    ]) {
      assert.throws(() => decode(body), { code: "MalformedXML" }, body);
    }
  });
});
