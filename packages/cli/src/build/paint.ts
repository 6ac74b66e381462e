const codes = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36' } as const;

/** Puts a text into a colour, or leaves it as it is where colours are not wanted. */
export type Paint = (style: keyof typeof codes, text: string) => string;

/** A {@link Paint} for a terminal that takes colours, or for one that does not. */
export function painter(color: boolean): Paint {
  if (!color) return (_style, text) => text;
  return (style, text) => (text === '' ? '' : `\u001b[${codes[style]}m${text}\u001b[0m`);
}
