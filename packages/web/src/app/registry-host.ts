/** The hub's host as clients name it in a reference: that of the page, the registry is at its root. */
export function registryHost(): string {
  return window.location.host;
}
