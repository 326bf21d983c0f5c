/** Where and for which stack a template is evaluated. */
export interface StackPlace {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
  readonly stackId: string;
  readonly notificationArns: readonly string[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html */
export const pseudoParameterNames: ReadonlySet<string> = new Set([
  "AWS::AccountId",
  "AWS::NoValue",
  "AWS::NotificationARNs",
  "AWS::Partition",
  "AWS::Region",
  "AWS::StackId",
  "AWS::StackName",
  "AWS::URLSuffix",
]);

/** A pseudo parameter's value; `AWS::NoValue` has none and is the evaluator's own. */
export function pseudoParameter(place: StackPlace, name: string): string | readonly string[] | undefined {
  switch (name) {
    case "AWS::AccountId":
      return place.account;
    case "AWS::NotificationARNs":
      return place.notificationArns;
    case "AWS::Partition":
      return "aws";
    case "AWS::Region":
      return place.region;
    case "AWS::StackId":
      return place.stackId;
    case "AWS::StackName":
      return place.stackName;
    case "AWS::URLSuffix":
      return "amazonaws.com";
    default:
      return undefined;
  }
}

/** The availability zones of a region: three of them, named as AWS names the first three. */
export function availabilityZones(region: string): readonly string[] {
  return ["a", "b", "c"].map((letter) => `${region}${letter}`);
}
