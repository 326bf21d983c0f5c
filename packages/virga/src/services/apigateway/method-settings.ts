import type { MethodSetting } from "@aws-sdk/client-api-gateway";
import type { StageRecord } from "./records.ts";

const ofAllMethods = "*/*";

/** The key of a method's settings: its resource's path without the first slash, and the HTTP method. Both may be `*`. */
export function methodSettingKey(resourcePath: string, httpMethod: string): string {
  return `${resourcePath.startsWith("/") ? resourcePath.slice(1) : resourcePath}/${httpMethod}`;
}

/** The settings of a stage that decide on one member for a method, with their key: its own, or else those of all methods. */
export function decidingSettings(
  { methodSettings }: Pick<StageRecord, "methodSettings">,
  resourcePath: string,
  httpMethod: string,
  member: keyof MethodSetting,
): { readonly key: string; readonly settings: MethodSetting } | undefined {
  if (methodSettings === undefined) return undefined;
  for (const key of [methodSettingKey(resourcePath, httpMethod), ofAllMethods]) {
    const settings = methodSettings[key];
    if (settings?.[member] !== undefined) return { key, settings };
  }
  return undefined;
}
