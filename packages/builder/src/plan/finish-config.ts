import type { BuiltConfig } from '../graph/vertex.ts';

const omittable: ReadonlySet<string> = new Set<keyof BuiltConfig>([
  ...(['User', 'ExposedPorts', 'Env', 'Entrypoint', 'Cmd', 'Volumes', 'WorkingDir'] as const),
  ...(['Labels', 'StopSignal', 'OnBuild', 'Shell', 'ArgsEscaped', 'Healthcheck'] as const),
]);

/** The config as BuildKit writes it: members that say nothing are left out. */
export function finishConfig(config: BuiltConfig): BuiltConfig {
  return Object.fromEntries(
    Object.entries(config).filter(([name, value]) => !omittable.has(name) || !saysNothing(value)),
  );
}

function saysNothing(value: unknown): boolean {
  if (value === null || value === '' || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
