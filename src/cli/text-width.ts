import { stripVTControlCharacters } from 'node:util';

// Characters that take two columns: East Asian wide and full-width forms, and emoji.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const INVISIBLE = /^(\p{Mark}|[\u200b-\u200d])$/u;

function characterWidth(character: string): number {
  if (INVISIBLE.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Number of terminal columns that `text` takes; color codes take none. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) width += characterWidth(character);
  return width;
}

/** `text` in at most `width` columns: cut with an ellipsis, and then without its colors, when it is longer. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width < 1) return '';
  let fitted = '';
  let left = width - 1;
  for (const character of stripVTControlCharacters(text)) {
    left -= characterWidth(character);
    if (left < 0) break;
    fitted += character;
  }
  return `${fitted.trimEnd()}…`;
}

/** As many of `parts`, from the first on, as fit into `width` columns with a separator between them. */
export function joinToFit(parts: readonly string[], separator: string, width: number): string {
  let joined = '';
  for (const [at, part] of parts.entries()) {
    const longer = at === 0 ? part : joined + separator + part;
    if (at > 0 && textWidth(longer) > width) break;
    joined = longer;
  }
  return joined;
}

/** `text` broken at blanks into lines of at most `width` columns; a longer word stays whole, its lines too. */
export function wrapText(text: string, width: number): string[] {
  return text.split('\n').flatMap(line => wrapLine(line, width));
}

function wrapLine(line: string, width: number): string[] {
  if (textWidth(line) <= width) return [line];
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && textWidth(longer) > width) {
      lines.push(current);
      current = word;
    } else {
      current = longer;
    }
  }
  lines.push(current);
  return lines;
}
