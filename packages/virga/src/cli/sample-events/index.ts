import { VirgaError } from "../../kernel/errors.ts";
import { closestName } from "../closest-name.ts";
import { cognitoEvents } from "./cognito.ts";
import { httpEvents } from "./http.ts";
import type { SampleEvent } from "./scope.ts";
import { serviceEvents } from "./services.ts";
import { streamEvents } from "./streams.ts";

/** The events that AWS sends to functions, by name; each is typed by @types/aws-lambda where that knows it. */
export const sampleEvents: Readonly<Record<string, SampleEvent>> = {
  ...cognitoEvents,
  ...httpEvents,
  ...streamEvents,
  ...serviceEvents,
};

/** @throws VirgaError for an unknown name, with the nearest one. */
export function sampleEvent(name: string): SampleEvent {
  const found = sampleEvents[name];
  if (found) return found;
  const nearest = closestName(name, Object.keys(sampleEvents));
  throw new VirgaError("NoSuchEvent", `there is no event '${name}'`, {
    hint: nearest === undefined ? "virga event lists all" : `is it '${nearest}'? virga event lists all`,
  });
}
