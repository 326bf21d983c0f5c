import type { StateValue } from "@aws-sdk/client-cloudwatch";
import { formatArn, tryParseArn } from "../../kernel/arns.ts";

/** Account and region: every resource belongs to one pair. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

export function alarmArn({ account, region }: Place, name: string): string {
  return formatArn("cloudwatch", region, account, `alarm:${name}`);
}

export function dashboardArn(account: string, name: string): string {
  return formatArn("cloudwatch", "", account, `dashboard/${name}`);
}

/** The alarm that an ARN names, or `undefined` if it is no alarm's. */
export function alarmOfArn(text: string): (Place & { readonly name: string }) | undefined {
  const arn = tryParseArn(text);
  if (arn?.service !== "cloudwatch" || !arn.resource.startsWith("alarm:")) return undefined;
  return { account: arn.account, region: arn.region, name: arn.resource.slice("alarm:".length) };
}

/** Where an alarm stands and why. Instants are epoch milliseconds. */
export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON. */
  readonly reasonData?: string;
  readonly updatedAt: number;
  /** When the value changed last. */
  readonly transitionedAt: number;
}

/** `2026-01-01T00:00:00.000+0000`, as CloudWatch writes instants in its messages. */
export function messageTime(instant: number): string {
  return new Date(instant).toISOString().replace("Z", "+0000");
}

/** A number as CloudWatch's texts have it: a Java double (`50.0`, `1.0E-4`). */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : value < 0 ? "-Infinity" : "NaN";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    const [mantissa = "", exponent = ""] = value.toExponential().split("e");
    return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
