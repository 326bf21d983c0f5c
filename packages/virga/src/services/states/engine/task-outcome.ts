import type { Json } from "@virga/asl";

/** What became of a task's call. */
export type TaskOutcome =
  | { readonly type: "succeeded"; readonly output: Json }
  | { readonly type: "failed"; readonly error?: string | undefined; readonly cause?: string | undefined }
  /** The call was answered; the task ends with its callback or job. */
  | { readonly type: "submitted"; readonly output: Json };
