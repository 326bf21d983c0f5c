import { BoundedCache } from "../bounded-cache.ts";
import { type CompiledCondition, compileCondition } from "./condition-compiler.ts";
import { parseCondition } from "./condition-parser.ts";
import { type CompiledProjection, compileProjectionPaths, parseProjection } from "./projection.ts";
import type { AttributeNames } from "./scope.ts";
import type { ExpressionKind } from "./syntax.ts";
import { expressionError } from "./tokens.ts";
import { type CompiledUpdate, compileUpdate } from "./update-compiler.ts";
import { parseUpdate } from "./update-parser.ts";

const mostExpressions = 2_000;
const longestExpression = 4_096;

/** Compiles each expression once for each set of names; keeps what it compiled last. Errors are not kept. */
export class ExpressionCache {
  readonly #conditions = new BoundedCache<CompiledCondition>(mostExpressions);
  readonly #updates = new BoundedCache<CompiledUpdate>(mostExpressions);
  readonly #projections = new BoundedCache<CompiledProjection>(mostExpressions);

  condition(kind: ExpressionKind, source: string, names: AttributeNames | undefined): CompiledCondition {
    return this.#conditions.get(`${kind}\n${cacheKey(source, names)}`, () => {
      checkLength(kind, source);
      return compileCondition(kind, parseCondition(kind, source), names ?? {});
    });
  }

  update(source: string, names: AttributeNames | undefined): CompiledUpdate {
    return this.#updates.get(cacheKey(source, names), () => {
      checkLength("UpdateExpression", source);
      return compileUpdate(parseUpdate(source), names ?? {});
    });
  }

  projection(source: string, names: AttributeNames | undefined): CompiledProjection {
    return this.#projections.get(cacheKey(source, names), () => {
      checkLength("ProjectionExpression", source);
      return compileProjectionPaths(parseProjection(source), names ?? {});
    });
  }
}

function cacheKey(source: string, names: AttributeNames | undefined): string {
  return names ? `${source}\n${JSON.stringify(names)}` : source;
}

function checkLength(kind: ExpressionKind, source: string): void {
  if (source === "") throw expressionError(kind, "The expression can not be empty;");
  const size = Buffer.byteLength(source);
  if (size > longestExpression) {
    throw expressionError(kind, `Expression size has exceeded the maximum allowed size; expression size: ${size}`);
  }
}
