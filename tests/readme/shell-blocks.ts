/** The commands in a page's fenced `sh` and `console` blocks, in order, one a line. */
export function shellCommands(markdown: string): string[] {
  const blocks = markdown.matchAll(/^```(?:sh|console)\n(.*?)^```$/gms);
  const lines = [...blocks].flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n'));
  return lines
    .map((line) => line.replace(/^\$ /, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
