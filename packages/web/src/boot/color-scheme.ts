/**
 * Loaded before the page is drawn, so that a chosen scheme never flashes: the page's policy allows no
 * inline script. Mantine keeps the choice under the same key.
 */
const root = document.documentElement;
const stored = read();
const scheme =
  stored === 'light' || stored === 'dark'
    ? stored
    : window.matchMedia('(prefers-color-scheme: dark)').matches
      ? 'dark'
      : 'light';
root.setAttribute('data-mantine-color-scheme', scheme);

function read(): string | null {
  try {
    return window.localStorage.getItem('slipway-color-scheme');
  } catch {
    // Storage may be forbidden: the system's own scheme then.
    return null;
  }
}

export {};
