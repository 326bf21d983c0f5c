import { lazyPackage } from "../../../kernel/lazy-package.ts";

/** What checks attestations and signatures; loaded when the first passkey comes. */
export const webAuthn = lazyPackage<typeof import("@simplewebauthn/server")>("@simplewebauthn/server");

/** What takes apart that which authenticators send. */
export const webAuthnParts = lazyPackage<typeof import("@simplewebauthn/server/helpers")>(
  "@simplewebauthn/server/helpers",
);
