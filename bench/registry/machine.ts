import { spawnSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';

export interface Machine {
  readonly lines: readonly string[];
}

/** What the figures depend on: hardware, system, versions; and how busy the machine was before. */
export function describeMachine(folder: string): Machine {
  const processors = cpus();
  return {
    lines: [
      `${processors.length} cores, ${processors[0]?.model.trim() ?? 'unknown'}`,
      `${(totalmem() / 1024 ** 3).toFixed(1)} GiB of memory`,
      `disk: ${output('findmnt', ['-n', '-o', 'FSTYPE,OPTIONS', '-T', folder])}`,
      `Linux ${release()}, ${output('sh', ['-c', '. /etc/os-release; echo "$PRETTY_NAME"'])}`,
      `Node ${process.version}`,
      `docker-registry ${packageVersion('docker-registry')}, nginx ${packageVersion('nginx')}, wrk ${packageVersion('wrk')}`,
      `load average before the run: ${loadavg()[0]?.toFixed(2)}`,
    ],
  };
}

function packageVersion(name: string): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format
  return output('dpkg-query', ['-W', '-f', '${Version}', name]);
}

function output(command: string, args: readonly string[]): string {
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return stdout?.trim().replaceAll(/\s+/g, ' ') || 'unknown';
}
