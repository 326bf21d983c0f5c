/** Where in a template something stands; both count from 1. */
export interface TemplatePosition {
  readonly line: number;
  readonly column: number;
}

/** The template does not follow the grammar. API Gateway answers such a template with its 500 answer when it is used. */
export class VtlSyntaxError extends Error {
  override readonly name = "VtlSyntaxError";
  readonly position: TemplatePosition;

  constructor(message: string, position: TemplatePosition) {
    super(`${message} at line ${position.line}, column ${position.column}`);
    this.position = position;
  }
}

/**
 * Rendering can't go on: a Java method threw (an index out of range, text that is not JSON), or a limit was passed.
 * `position` is that of the statement which was being rendered.
 */
export class VtlRenderError extends Error {
  override readonly name: string = "VtlRenderError";
  readonly position: TemplatePosition | undefined;

  constructor(message: string, position?: TemplatePosition) {
    super(position === undefined ? message : `${message} at line ${position.line}, column ${position.column}`);
    this.position = position;
  }
}

/** The template asks for something that the real service has and this engine does not; the message names it. */
export class VtlUnsupportedError extends VtlRenderError {
  override readonly name = "VtlUnsupportedError";
}
