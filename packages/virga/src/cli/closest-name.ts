/** The name that is most like a misspelt one: one that contains it, or the one with the fewest letters changed. */
export function closestName(wanted: string, names: readonly string[]): string | undefined {
  const plain = wanted.toLowerCase();
  const containing = names.filter((name) => plain !== "" && name.toLowerCase().includes(plain));
  if (containing.length > 0) return containing.reduce((best, name) => (name.length < best.length ? name : best));
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const changes = distance(plain, name.toLowerCase());
    if (changes < fewest) [nearest, fewest] = [name, changes];
  }
  return fewest <= Math.max(3, wanted.length / 2) ? nearest : undefined;
}

/** How many letters must be put in, taken out or changed. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
