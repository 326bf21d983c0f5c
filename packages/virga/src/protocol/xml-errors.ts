import type { AwsError } from "../kernel/errors.ts";
import type { ServiceModel } from "./model.ts";
import { escapeXml } from "./xml-document.ts";
import type { XmlWriterCompiler } from "./xml-writer.ts";

/** `<Error>` with type, code, message and the error's further members, as the Query and REST-XML protocols have it. */
export function writeXmlError(model: ServiceModel, writers: XmlWriterCompiler, error: AwsError): string {
  const declared = model.errorShape(error.code);
  const code = declared?.shape.error?.code ?? error.code;
  const message = error.message === "" ? "" : `<Message>${escapeXml(error.message)}</Message>`;
  const type = `<Type>${error.fault === "server" ? "Receiver" : "Sender"}</Type>`;
  const members = declared ? declaredMembers(model, writers, declared.name, error) : plainMembers(error);
  return `<Error>${type}<Code>${escapeXml(code)}</Code>${message}${members}</Error>`;
}

function declaredMembers(model: ServiceModel, writers: XmlWriterCompiler, shapeName: string, error: AwsError): string {
  const source = Object.entries(error.members).filter(([name]) => name.toLowerCase() !== "message");
  return writers.compileMembers(model.resolve(shapeName)).content(Object.fromEntries(source));
}

/** Members of an error that the model doesn't declare, as S3 adds them (`Key`, `BucketName`). */
export function plainMembers(error: AwsError): string {
  return Object.entries(error.members)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join("");
}
