/** Characters that a terminal shows two columns wide: East Asian wide ones, emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
/** Those that take no column. */
const zero = /^(?:\p{Mn}|\p{Me}|\p{Cf})$/u;
const ascii = /^[\x20-\x7e]*$/;

function columnsOf(character: string): number {
  if (zero.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** Columns that a text without control characters takes on a terminal. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** The beginning of a text that fits `width` columns, ending in `…` where something was cut. */
export function clipToWidth(text: string, width: number): string {
  if (width <= 0) return '';
  if (displayWidth(text) <= width) return text;
  let clipped = '';
  let used = 0;
  for (const character of text) {
    const columns = columnsOf(character);
    if (used + columns > width - 1) break;
    clipped += character;
    used += columns;
  }
  return `${clipped}…`;
}

/** The text, clipped or with spaces behind it, exactly `width` columns wide. */
export function fitToWidth(text: string, width: number): string {
  const clipped = clipToWidth(text, width);
  return clipped + ' '.repeat(Math.max(0, width - displayWidth(clipped)));
}
