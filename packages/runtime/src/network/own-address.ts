import { networkInterfaces } from 'node:os';

/** The machine's own IPv4 address that others see, or its loopback where it has no other. */
export function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  return found?.address ?? '127.0.0.1';
}
