/** Milliseconds of a processor that were used. */
export function processorTime({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}
