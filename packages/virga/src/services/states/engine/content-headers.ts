import type { StreamedInput } from "../../../kernel/bus.ts";
import { startChecksum } from "../../../kernel/checksums.ts";

/** What the AWS SDK for Java takes where nothing names an algorithm. */
const defaultAlgorithm = "CRC32";

/**
 * What the AWS SDK for Java 2.x, with which Step Functions calls services, adds to a request that sends a stream of bytes: the
 * content's type, which is text here, and its checksum, with the algorithm that the input names.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-dataintegrity.html
 */
export function withContentHeaders(input: object, streamedInput: StreamedInput | undefined): object {
  if (!streamedInput) return input;
  const { member, contentTypeMember, checksumAlgorithmMember, checksumMembers } = streamedInput;
  const made: Record<string, unknown> = { ...input };
  const content = made[member] ?? new Uint8Array();
  if (contentTypeMember !== undefined) made[contentTypeMember] ??= "text/plain; charset=UTF-8";
  if (checksumAlgorithmMember === undefined || !(content instanceof Uint8Array)) return made;
  for (const checksumMember of checksumMembers.values()) if (checksumMember in made) return made;
  const algorithm = String(made[checksumAlgorithmMember] ?? defaultAlgorithm);
  const checksumMember = checksumMembers.get(algorithm);
  const running = startChecksum(algorithm);
  if (checksumMember === undefined || !running) return made;
  running.update(content);
  made[checksumMember] = running.digest().toString("base64");
  made[checksumAlgorithmMember] = algorithm;
  return made;
}
