import type { ExportResponse, GetExportRequest } from "@aws-sdk/client-api-gateway";
import { lazyPackage } from "../../../kernel/lazy-package.ts";
import type { Operation } from "../../../kernel/service.ts";
import { badRequest } from "../errors.ts";
import { managing } from "../model.ts";
import { exportApi } from "../openapi/export.ts";
import type { ApiGatewayState } from "../state.ts";

const yaml = lazyPackage<typeof import("yaml")>("yaml");

/** Exports a stage as an OpenAPI document in JSON or YAML, with the extensions that are asked for. */
export const GetExport: Operation<ApiGatewayState, GetExportRequest, ExportResponse> = {
  authorize: (call, input) =>
    managing(call, "GET", `/restapis/${input.restApiId}/stages/${input.stageName}/exports/${input.exportType}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", stageName = "", exportType = "", parameters = {}, accepts = "application/json" } = input;
    if (exportType !== "swagger" && exportType !== "oas30") {
      throw badRequest(`No API exporter for type '${exportType}'`);
    }
    const api = state.api(state.reader, call, restApiId);
    const stage = state.stages.get(state.reader, call, restApiId, stageName);
    const { snapshot } = state.deployments.get(state.reader, call, restApiId, stage.deploymentId);
    const version =
      stage.documentationVersion &&
      state.documentationVersions.find(state.reader, call, restApiId, stage.documentationVersion);
    const wanted = (parameters.extensions ?? "").split(",").map((each) => each.trim());
    const apiGateway = wanted.includes("apigateway");
    const document = exportApi({
      place: call,
      api,
      stageName,
      snapshot,
      version: exportType,
      integrations: apiGateway || wanted.includes("integrations"),
      authorizers: apiGateway || wanted.includes("authorizers"),
      apiGateway,
      documentation: (apiGateway || wanted.includes("documentation")) && version ? version : undefined,
    });
    const isYaml = /yaml/i.test(accepts);
    const text = isYaml ? yaml().stringify(document) : JSON.stringify(document, null, 2);
    const extension = isYaml ? "yaml" : "json";
    return {
      contentType: isYaml ? "application/yaml" : "application/json",
      contentDisposition: `attachment; filename="${exportType}_${call.now}.${extension}"`,
      body: Buffer.from(text),
    };
  },
};
