import type { AuthFlowType, ExplicitAuthFlowsType } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter } from "../errors.ts";
import type { PoolClient } from "../model.ts";

interface FlowRule {
  /** Who may begin it: users, administrators or both. */
  readonly by: "user" | "admin" | "both";
  /** The settings of a client that allow it. */
  readonly allowedBy: readonly ExplicitAuthFlowsType[];
  readonly refusal: string;
}

const adminPassword: FlowRule = {
  by: "admin",
  allowedBy: ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"],
  refusal: "Auth flow not enabled for this client",
};

const rules: Readonly<Record<AuthFlowType, FlowRule>> = {
  ADMIN_NO_SRP_AUTH: adminPassword,
  ADMIN_USER_PASSWORD_AUTH: adminPassword,
  CUSTOM_AUTH: {
    by: "both",
    allowedBy: ["ALLOW_CUSTOM_AUTH", "CUSTOM_AUTH_FLOW_ONLY"],
    refusal: "CUSTOM_AUTH is not enabled for the client.",
  },
  REFRESH_TOKEN: {
    by: "both",
    allowedBy: ["ALLOW_REFRESH_TOKEN_AUTH"],
    refusal: "REFRESH_TOKEN_AUTH is not enabled for the client.",
  },
  REFRESH_TOKEN_AUTH: {
    by: "both",
    allowedBy: ["ALLOW_REFRESH_TOKEN_AUTH"],
    refusal: "REFRESH_TOKEN_AUTH is not enabled for the client.",
  },
  USER_AUTH: { by: "both", allowedBy: ["ALLOW_USER_AUTH"], refusal: "USER_AUTH flow not enabled for this client" },
  USER_PASSWORD_AUTH: {
    by: "user",
    allowedBy: ["ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"],
    refusal: "USER_PASSWORD_AUTH flow not enabled for this client",
  },
  USER_SRP_AUTH: {
    by: "both",
    allowedBy: ["ALLOW_USER_SRP_AUTH"],
    refusal: "USER_SRP_AUTH is not enabled for the client.",
  },
};

/** What a client that names no flows allows. */
const defaultFlows: readonly ExplicitAuthFlowsType[] = [
  "ALLOW_REFRESH_TOKEN_AUTH",
  "ALLOW_USER_SRP_AUTH",
  "ALLOW_CUSTOM_AUTH",
];

/** The client's flows; the old names never took SRP and refreshing away. */
function allowedFlows(client: PoolClient): readonly ExplicitAuthFlowsType[] {
  const flows = client.settings.ExplicitAuthFlows ?? [];
  if (flows.length === 0) return defaultFlows;
  if (flows.some((flow) => flow.startsWith("ALLOW_"))) return flows;
  if (flows.includes("CUSTOM_AUTH_FLOW_ONLY")) return [...flows, "ALLOW_REFRESH_TOKEN_AUTH"];
  return [...flows, ...defaultFlows];
}

/** Throws InvalidParameterException if the client does not allow the flow, or it is not for this kind of caller. */
export function checkFlow(client: PoolClient, flow: AuthFlowType, admin: boolean): void {
  const { by, allowedBy, refusal } = rules[flow];
  if (by === (admin ? "user" : "admin")) throw invalidParameter("Initiate Auth method not supported.");
  const allowed = allowedFlows(client);
  if (!allowedBy.some((name) => allowed.includes(name))) throw invalidParameter(refusal);
}
