/** What happens while an app is synthesized and deployed; only the CLI prints it. */
export type Progress =
  | { readonly kind: "app-output"; readonly line: string }
  | { readonly kind: "synthesized"; readonly cached: boolean; readonly stacks: number; readonly milliseconds: number }
  | { readonly kind: "annotation"; readonly level: "info" | "warning"; readonly path: string; readonly message: string }
  | { readonly kind: "published"; readonly name: string; readonly bytes: number }
  | { readonly kind: "stack-begin"; readonly stack: string; readonly operation: "create" | "update" | "delete" }
  | {
      readonly kind: "stack-end";
      readonly stack: string;
      readonly outcome: "created" | "updated" | "unchanged" | "deleted" | "absent";
      readonly milliseconds: number;
    }
  | {
      readonly kind: "resource";
      readonly stack: string;
      readonly logicalId: string;
      /** The construct's path, or the logical id. */
      readonly path: string;
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
    };

export type ReportProgress = (progress: Progress) => void;
