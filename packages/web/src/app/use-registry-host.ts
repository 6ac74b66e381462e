import { useSession } from '../api/session.ts';

/** The hub's host as clients name it in a reference: what the hub says, else that of the page. */
export function useRegistryHost(): string {
  const { hub } = useSession();
  return hub?.registry_host ?? window.location.host;
}
