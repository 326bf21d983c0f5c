import { parentPort, workerData } from "node:worker_threads";
import { MappingTemplate, packContext, unpackContext, type ValueMap, VtlRenderError, VtlSyntaxError } from "@virga/vtl";
import type { RenderingResult, RenderingTask } from "./rendering-threads.ts";

/** The thread of one rendering: renders its task and says what came of it. */
function renderTask({ template, body, parameters, ...packed }: RenderingTask): RenderingResult {
  const context: ValueMap = new Map();
  const stageVariables: ValueMap = new Map();
  unpackContext(packed.context, context);
  unpackContext(packed.stageVariables, stageVariables);
  try {
    const text = new MappingTemplate(template).render({ body, parameters, context, stageVariables });
    return { text, context: packContext(context) };
  } catch (thrown) {
    if (thrown instanceof VtlRenderError || thrown instanceof VtlSyntaxError) return { failure: thrown.message };
    throw thrown;
  }
}

parentPort?.postMessage(renderTask(workerData as RenderingTask));
