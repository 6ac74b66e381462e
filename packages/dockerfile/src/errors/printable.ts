// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal.
const unprintable = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The text with a dot for each control character but the tab, so that it cannot steer a terminal. */
export function printable(text: string): string {
  return text.replace(unprintable, '·');
}
