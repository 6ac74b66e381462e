import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where distributions and Kubernetes put CNI's plugins. */
const pluginFolders = ['/opt/cni/bin', '/usr/lib/cni', '/usr/libexec/cni', '/usr/local/lib/cni'];

/** The folder that has all of these plugins. */
export function findPluginFolder(names: readonly string[]): string | undefined {
  return pluginFolders.find((folder) => names.every((name) => existsSync(join(folder, name))));
}

export interface PluginCall {
  readonly folder: string;
  readonly plugin: string;
  readonly containerId: string;
  readonly namespacePath: string;
  readonly interfaceName: string;
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** Old enough for every plugin in use, and equal to 1.0 for what is asked here. */
const CNI_VERSION = '0.4.0';

/** Runs a plugin's ADD, CNI specification section 2. Rejects with the plugin's own message. */
export function addByPlugin(call: PluginCall): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      join(call.folder, call.plugin),
      {
        env: {
          PATH: process.env.PATH,
          CNI_COMMAND: 'ADD',
          CNI_CONTAINERID: call.containerId,
          CNI_NETNS: call.namespacePath,
          CNI_IFNAME: call.interfaceName,
          CNI_PATH: call.folder,
        },
        timeout: 30_000,
      },
      (error, stdout) => {
        if (error) reject(new Error(`${call.plugin}: ${messageOf(stdout) ?? error.message}`));
        else resolve();
      },
    );
    // A plugin that ends without reading has failed, and says why.
    child.stdin?.on('error', () => {});
    child.stdin?.end(
      JSON.stringify({ cniVersion: CNI_VERSION, type: call.plugin, ...call.configuration }),
    );
  });
}

function messageOf(answer: string): string | undefined {
  try {
    return (JSON.parse(answer) as { msg?: string }).msg;
  } catch {
    return undefined;
  }
}
