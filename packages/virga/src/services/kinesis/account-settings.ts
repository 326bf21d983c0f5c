import type { MinimumThroughputBillingCommitmentOutput } from "@aws-sdk/client-kinesis";
import { day } from "./model.ts";

/** An account's promise to pay for a least throughput in a region. Instants are epoch milliseconds. */
export interface BillingCommitment {
  readonly started: number;
  /** When it was asked to end; it ends at the earliest when it may. */
  readonly endAsked?: number;
}

/** https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html */
const shortestCommitment = day;

function earliestEnd({ started }: BillingCommitment): number {
  return started + shortestCommitment;
}

function endOf(commitment: BillingCommitment): number | undefined {
  const { endAsked } = commitment;
  return endAsked === undefined ? undefined : Math.max(endAsked, earliestEnd(commitment));
}

/** The commitment after a change. One that has not ended yet goes on if it is wanted again. */
export function changeCommitment(
  commitment: BillingCommitment | undefined,
  status: "ENABLED" | "DISABLED",
  now: number,
): BillingCommitment | undefined {
  const end = commitment && endOf(commitment);
  const isOn = commitment !== undefined && (end === undefined || end > now);
  if (status === "DISABLED") return isOn && end === undefined ? { ...commitment, endAsked: now } : commitment;
  return { started: isOn ? commitment.started : now };
}

/** A commitment as it is described. */
export function describeCommitment(
  commitment: BillingCommitment | undefined,
  now: number,
): MinimumThroughputBillingCommitmentOutput {
  if (!commitment) return { Status: "DISABLED" };
  const end = endOf(commitment);
  const times = { StartedAt: new Date(commitment.started), EarliestAllowedEndAt: new Date(earliestEnd(commitment)) };
  if (end === undefined) return { Status: "ENABLED", ...times };
  if (end > now) return { Status: "ENABLED_UNTIL_EARLIEST_ALLOWED_END", ...times };
  return { Status: "DISABLED", ...times, EndedAt: new Date(end) };
}
