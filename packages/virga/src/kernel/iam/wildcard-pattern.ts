/**
 * Texts with IAM's wildcards: `*` for any characters and `?` for any one. Inside a pattern they are kept as two
 * private characters, so that a `*` that comes out of a policy variable stays an ordinary character.
 */
const anyCharacters = "\ue000";
const oneCharacter = "\ue001";

/** Marks the wildcards in a piece of pattern text. */
export function markWildcards(text: string): string {
  return text.replaceAll("*", anyCharacters).replaceAll("?", oneCharacter);
}

/** Undoes the marking, for operators without wildcards. */
export function unmarkWildcards(pattern: string): string {
  return pattern.replaceAll(anyCharacters, "*").replaceAll(oneCharacter, "?");
}

/** Whether a text matches a pattern with marked wildcards; in time proportional to the product of their lengths. */
export function matchesPattern(pattern: string, text: string): boolean {
  let at = 0;
  let inText = 0;
  let afterAny = -1;
  let anyFrom = 0;
  while (inText < text.length) {
    const wanted = pattern[at];
    if (wanted === anyCharacters) {
      afterAny = ++at;
      anyFrom = inText;
    } else if (wanted !== undefined && (wanted === text[inText] || wanted === oneCharacter)) {
      at++;
      inText++;
    } else if (afterAny >= 0) {
      at = afterAny;
      inText = ++anyFrom;
    } else {
      return false;
    }
  }
  while (pattern[at] === anyCharacters) at++;
  return at === pattern.length;
}

/** Compiles a pattern with marked wildcards to a test; the common forms avoid the general one. */
export function compilePattern(pattern: string): (text: string) => boolean {
  if (pattern === anyCharacters) return () => true;
  const firstAny = pattern.indexOf(anyCharacters);
  const hasOne = pattern.includes(oneCharacter);
  if (firstAny < 0 && !hasOne) return (text) => text === pattern;
  if (firstAny === pattern.length - 1 && !hasOne) {
    const prefix = pattern.slice(0, -1);
    return (text) => text.startsWith(prefix);
  }
  return (text) => matchesPattern(pattern, text);
}
