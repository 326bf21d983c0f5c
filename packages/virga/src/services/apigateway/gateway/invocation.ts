/** What a request's host and path say it is for. */
export interface Invocation {
  readonly restApiId: string;
  readonly stageName: string;
  /** Below the stage, as sent; `/` at least. */
  readonly path: string;
  /** The custom domain that it came to, if it is one. */
  readonly customDomain?: string;
}
