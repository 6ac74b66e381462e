/** Has the browser save a text as a file. */
export function saveFile(name: string, text: string, type = 'text/plain'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The click only begins it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
