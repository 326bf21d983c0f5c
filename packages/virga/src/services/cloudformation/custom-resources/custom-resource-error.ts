import { VirgaError } from "../../../kernel/errors.ts";

/** Why a custom resource failed, as CloudFormation words it in the resource's events. */
export class CustomResourceError extends VirgaError {
  constructor(message: string) {
    super("CustomResource", message);
  }
}
