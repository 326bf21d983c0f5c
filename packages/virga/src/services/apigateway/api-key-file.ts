import { badRequest } from "./errors.ts";

/** One row of a file of API keys. */
export interface ApiKeyRow {
  readonly name: string;
  readonly key: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly usagePlanIds: readonly string[];
}

const longestName = 1_024;

/**
 * Reads a file of API keys: comma-separated values, the first line names the columns.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-key-file-format.html
 *
 * @throws AwsError BadRequestException
 */
export function readApiKeyFile(text: string): readonly ApiKeyRow[] {
  const [head, ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const columns = splitLine(head ?? "").map((column) => column.trim().toLowerCase());
  if (!columns.includes("name") || !columns.includes("key")) {
    throw badRequest("The API key file must contain the columns Name and Key");
  }
  return lines.map((line, index) => {
    const values = splitLine(line);
    const value = (column: string) => values[columns.indexOf(column)]?.trim() ?? "";
    const name = value("name");
    if (name.length > longestName) {
      throw badRequest(`The name in row ${index + 1} is longer than ${longestName} characters`);
    }
    return {
      name,
      key: value("key"),
      description: value("description"),
      enabled: readFlag(value("enabled"), index + 1),
      usagePlanIds: value("usageplanids")
        .split(",")
        .map((id) => id.trim())
        .filter((id) => id !== ""),
    };
  });
}

function readFlag(text: string, row: number): boolean {
  const flag = text.toLowerCase();
  if (flag === "" || flag === "true") return true;
  if (flag === "false") return false;
  throw badRequest(`Enabled in row ${row} must be true or false, not ${text}`);
}

/** The values of a line; those in double or single quotes may have commas, and their own quotes twice. */
function splitLine(line: string): string[] {
  const values: string[] = [];
  const pattern = /\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^,]*))\s*(?:,|$)/gy;
  for (let end = -1; end < line.length; ) {
    const match = pattern.exec(line);
    if (match === null) throw badRequest(`Malformed line in the API key file: ${line}`);
    const [whole, double, single, plain] = match;
    values.push(double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? plain ?? "");
    end = whole.endsWith(",") ? pattern.lastIndex - 1 : line.length;
  }
  return values;
}
