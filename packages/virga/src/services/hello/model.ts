import { formatArn } from "../../kernel/arns.ts";

/** How often one name is greeted before hello has had enough. */
export const mostGreetings = 1_000;

/** `arn:aws:hello:<region>:<account>:greeting/<name>` */
export function greetingArn(region: string, account: string, name: string): string {
  return formatArn("hello", region, account, `greeting/${name}`);
}

/** What hello says to someone it greets for the `count`th time. */
export function greetingText(name: string, count: number): string {
  return count === 1 ? `Hello, ${name}!` : `Hello again, ${name}! (${count})`;
}
