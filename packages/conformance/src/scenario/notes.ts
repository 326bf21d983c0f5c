import { partOf } from "../script/answers.ts";
import type { Scenario } from "./scenario.ts";

/** What notes say beside explanations: an action, or how a value of the recording was made. */
const notes: readonly (readonly [RegExp, (scenario: Scenario, match: RegExpExecArray) => Promise<void>])[] = [
  [
    /^the log group is deleted here/,
    async (scenario) => {
      for (const name of scenario.functions) {
        await scenario.call("logs", "delete_log_group", { logGroupName: `/aws/lambda/${name}` });
      }
    },
  ],
  [
    /^(\w+)\.(\w+) is the number of messages in @(\w+)\b/,
    async ({ seen, collected }, [, key = "", member = "", queue = ""]) => {
      seen[key] = { [member]: collected.get(queue) ?? 0 };
    },
  ],
  [
    /^(\w+): the lines of the decoded LogResult without the (\w+) lines$/,
    async ({ seen }, [, key = "", without = ""]) => {
      const tail = Buffer.from(String(partOf({ value: Object.values(seen).at(-1) }, ["LogResult"])), "base64");
      const lines = tail.toString("utf8").split("\n");
      seen[key] = { result: lines.filter((line) => line !== "" && !line.startsWith(without)) };
    },
  ],
];

/** Does what a note says. Most explain and say nothing to be done. */
export async function follow(scenario: Scenario, says: string): Promise<void> {
  for (const [pattern, act] of notes) {
    const match = pattern.exec(says);
    if (match) await act(scenario, match);
  }
}
