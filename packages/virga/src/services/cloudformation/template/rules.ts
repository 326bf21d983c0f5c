import { unsupported, validationError } from "../errors.ts";
import type { Evaluator } from "./evaluation.ts";
import { isTemplateObject, type TemplateObject, type TemplateValue } from "./values.ts";

/**
 * Checks the template's rules against its parameters; a failed assertion is a validation error.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
 */
export function checkRules(rules: TemplateObject, evaluator: Evaluator): void {
  for (const [name, rule] of Object.entries(rules)) {
    if (!isTemplateObject(rule)) throw validationError(`Template format error: Any Rules member must be an object.`);
    const { RuleCondition: condition, Assertions: assertions = [] } = rule;
    if (condition !== undefined && !evaluator.holds(condition)) continue;
    if (!Array.isArray(assertions))
      throw validationError(`Template format error: Assertions of rule ${name} must be a list.`);
    for (const assertion of assertions as readonly TemplateValue[]) checkAssertion(name, assertion, evaluator);
  }
}

function checkAssertion(rule: string, assertion: TemplateValue, evaluator: Evaluator): void {
  const { Assert: expression, AssertDescription: description } = isTemplateObject(assertion) ? assertion : {};
  if (expression === undefined) throw unsupported(`The assertion ${JSON.stringify(assertion)} of rule ${rule}`);
  if (!evaluator.holds(expression)) {
    throw validationError(
      `Template validation error: ${String(description ?? `the assertion of rule ${rule} failed`)}`,
    );
  }
}
