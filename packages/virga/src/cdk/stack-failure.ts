import { VirgaError } from "../kernel/errors.ts";

/** A stack could not be deployed or deleted: the cloud has what is left of it, where it can be mended. */
export class StackFailure extends VirgaError {}
