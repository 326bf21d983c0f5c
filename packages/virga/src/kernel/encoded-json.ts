/**
 * An operation's output that is JSON text already. The JSON protocols write it as it is; a caller inside the process
 * gets it parsed. It spares hot paths (DynamoDB items) a parse and a stringify.
 */
export class EncodedJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
