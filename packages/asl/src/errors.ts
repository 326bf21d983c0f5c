/**
 * A state failed with an error name and a cause, as the service names and words them. Thrown while a state is
 * evaluated and turned into retries, catches and history events by the interpreter; it never leaves the package.
 */
export class StateFailure extends Error {
  override readonly name = "StateFailure";
  readonly error: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}

/** A path did not lead to a value; `message` says where it broke off. */
export class PathFailure extends Error {
  override readonly name = "PathFailure";
}

/** An expression's text is not valid; `message` says why. */
export class ExpressionSyntaxError extends Error {
  override readonly name = "ExpressionSyntaxError";
}
