import { invalidArgument } from "./errors.ts";
import { longestRetention, type Stream, shortestRetention } from "./model.ts";

/** @throws AwsError InvalidArgumentException */
export function checkRetention(stream: Stream, hours: number, direction: "shorter" | "longer"): void {
  if (hours < shortestRetention) {
    throw invalidArgument(
      `Minimum allowed retention period is ${shortestRetention} hours. Requested retention period (${hours} hours) is too short.`,
    );
  }
  if (hours > longestRetention) {
    throw invalidArgument(
      `Maximum allowed retention period is ${longestRetention} hours. Requested retention period (${hours} hours) is too long.`,
    );
  }
  const { name, retentionHours } = stream;
  const isWrong = direction === "shorter" ? hours < retentionHours : hours > retentionHours;
  if (!isWrong) return;
  const other = direction === "shorter" ? "Decrease" : "Increase";
  throw invalidArgument(
    `Requested retention period (${hours} hours) for stream ${name} can not be ${direction} than existing retention period (${retentionHours} hours). Use ${other}RetentionPeriod API.`,
  );
}
