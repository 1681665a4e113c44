const MOST_NAMED = 5;

/** Names for a sentence, a few of many: `cat, dog, owl, bee, ant and 340 more categories`. */
export function enumerate(names: readonly string[], plural: string): string {
  if (names.length <= MOST_NAMED + 1) return names.join(', ');
  return `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more ${plural}`;
}
