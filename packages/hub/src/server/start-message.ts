import type { BootstrappedAdministrator } from '../accounts/bootstrap-administrator.ts';
import type { Configuration } from '../config/settings.ts';
import { isLoopback } from './client-identity.ts';

/** What people read when the hub is ready: the address, and at the first start how to go on. */
export function startMessage(options: {
  readonly configuration: Configuration;
  /** The one really listened on. */
  readonly port: number;
  readonly administrator: BootstrappedAdministrator;
}): string {
  const { configuration, port, administrator } = options;
  const { listen, tls, publicUrl, data } = configuration;
  const everywhere = listen.host === '::' || listen.host === '0.0.0.0';
  const host = everywhere ? 'localhost' : listen.host;
  const scheme = tls.certificate === undefined ? 'http' : 'https';
  const url = publicUrl ?? `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const ready = `Slipway is ready at ${url} (data in ${data})\n`;
  if (!administrator.created) return ready;
  const registry = new URL(url).host;
  const image = `${registry}/${administrator.name}/my-app:1.0`;
  const password =
    administrator.generatedPassword === undefined
      ? 'as SLIPWAY_ADMIN_PASSWORD says'
      : `${administrator.generatedPassword}   (shown this once)`;
  const plain =
    url.startsWith('http:') && (isLoopback(host) || host === 'localhost')
      ? 'Podman, Buildah and skopeo want --tls-verify=false for this address: it has no TLS.\n'
      : '';
  return `${ready}
  administrator:  ${administrator.name}
  password:       ${password}

Next:
  docker login ${registry} -u ${administrator.name}
  docker tag my-app ${image}
  docker push ${image}

${plain}`;
}
