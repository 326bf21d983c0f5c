/** A text of the app's or its users' on one line, without what terminals obey. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
}

/** The same with its lines. */
export function plainLines(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (found) => (found === "\n" ? found : " "));
}
