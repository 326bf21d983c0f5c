import type { OperationCodec } from "./codec.ts";
import type { OperationModel, ServiceModel } from "./model.ts";

/** The codecs of one service's operations, each compiled on its first use. */
export class OperationCodecs {
  readonly #model: ServiceModel;
  readonly #compile: (name: string, operation: OperationModel) => OperationCodec;
  readonly #compiled = new Map<string, OperationCodec>();

  constructor(model: ServiceModel, compile: (name: string, operation: OperationModel) => OperationCodec) {
    this.#model = model;
    this.#compile = compile;
  }

  /** Undefined if AWS has no operation of that name. */
  get(name: string): OperationCodec | undefined {
    let codec = this.#compiled.get(name);
    if (!codec) {
      const operation = this.#model.operation(name);
      if (!operation) return undefined;
      codec = this.#compile(name, operation);
      this.#compiled.set(name, codec);
    }
    return codec;
  }
}
