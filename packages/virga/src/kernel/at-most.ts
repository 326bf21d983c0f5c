/** Waits for work, but no longer than so many milliseconds of the machine's own time, whichever clock the runtime has. */
export async function atMost(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timeout: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timeout = setTimeout(resolve, milliseconds);
  });
  try {
    await Promise.race([work, patience]);
  } finally {
    clearTimeout(timeout);
  }
}
