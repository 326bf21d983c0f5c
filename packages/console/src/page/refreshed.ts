import { useEffect, useState } from "preact/hooks";

/** What was read last, and why it could not be read again. */
export interface Refreshed<T> {
  readonly value?: T;
  readonly error?: string;
}

const interval = 2_000;

/** Reads something, and again every two seconds while the page is looked at. */
export function useRefreshed<T>(readValue: () => Promise<T>): Refreshed<T> {
  const [state, setState] = useState<Refreshed<T>>({});
  useEffect(() => {
    let isShown = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = async () => {
      if (!document.hidden) {
        try {
          const value = await readValue();
          if (isShown) setState({ value });
        } catch (thrown) {
          const error = thrown instanceof Error ? thrown.message : String(thrown);
          if (isShown) setState(({ value }) => (value === undefined ? { error } : { value, error }));
        }
      }
      if (isShown) timer = setTimeout(refresh, interval);
    };
    void refresh();
    return () => {
      isShown = false;
      clearTimeout(timer);
    };
  }, [readValue]);
  return state;
}
