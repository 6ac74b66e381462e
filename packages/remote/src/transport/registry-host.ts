/** Docker Hub's API answers on another host than its name says. */
const dockerHub = 'docker.io';
const dockerHubApi = 'registry-1.docker.io';

/** The host to connect to for a registry's name. */
export function apiHost(registry: string): string {
  return registry === dockerHub || registry === 'index.docker.io' ? dockerHubApi : registry;
}

/** Whether the registry is on this machine: its connections may be plain HTTP. */
export function isLoopback(registry: string): boolean {
  const host = hostName(registry);
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** The host without its port and brackets, lower-case. */
function hostName(registry: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(registry)?.[1];
  return (bracketed ?? registry.replace(/:\d+$/, '')).toLowerCase();
}
