import { spawnSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';

export interface Machine {
  readonly lines: readonly string[];
}

/** What the figures depend on: hardware, system, versions of Debian packages; and how busy the machine was before. */
export function describeMachine(folder: string, packages: readonly string[]): Machine {
  const processors = cpus();
  return {
    lines: [
      `${processors.length} cores, ${processors[0]?.model.trim() ?? 'unknown'}`,
      `${(totalmem() / 1024 ** 3).toFixed(1)} GiB of memory`,
      `disk: ${output('findmnt', ['-n', '-o', 'FSTYPE,OPTIONS', '-T', folder])}`,
      `Linux ${release()}, ${output('sh', ['-c', '. /etc/os-release; echo "$PRETTY_NAME"'])}`,
      `Node ${process.version}`,
      packages.map((name) => `${name} ${packageVersion(name)}`).join(', '),
      describeLoad(loadavg()[0] ?? 0, processors.length),
    ],
  };
}

function describeLoad(load: number, cores: number): string {
  const busy =
    load > cores / 2
      ? ': other work took its part of the cores and the disk, so figures are lower and less steady than on an idle machine'
      : '';
  return `load average before the run: ${load.toFixed(2)}${busy}`;
}

function packageVersion(name: string): string {
  return output('dpkg-query', ['-W', '-f', '${Version}', name]);
}

function output(command: string, args: readonly string[]): string {
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return stdout?.trim().replaceAll(/\s+/g, ' ') || 'unknown';
}
