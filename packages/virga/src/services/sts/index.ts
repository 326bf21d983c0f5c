import type { STS } from "@aws-sdk/client-sts";
import { defineService } from "../../kernel/service.ts";
import { AssumeRole } from "./operations/AssumeRole.ts";
import { GetAccessKeyInfo } from "./operations/GetAccessKeyInfo.ts";
import { GetCallerIdentity } from "./operations/GetCallerIdentity.ts";
import { GetSessionToken } from "./operations/GetSessionToken.ts";
import { StsState } from "./state.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    sts: STS;
  }
}

/** AWS Security Token Service: who calls, and temporary credentials. */
export const sts = defineService<StsState>({
  name: "sts",
  open: (host) => new StsState(host),
  operations: { AssumeRole, GetAccessKeyInfo, GetCallerIdentity, GetSessionToken },
  provides: (state) => ({ credentials: state }),
});
