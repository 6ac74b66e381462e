import { BuildError } from '../errors.ts';
import type { BuiltConfig } from '../graph/vertex.ts';
import type { ResolvedImage } from '../ports/images.ts';

const lists = new Set(['Env', 'Entrypoint', 'Cmd', 'OnBuild', 'Shell']);
const texts = new Set(['User', 'WorkingDir', 'StopSignal']);
const maps = new Set(['ExposedPorts', 'Volumes', 'Labels', 'Healthcheck']);

/**
 * What a base image says of its containers, members that are unknown here included; `null` is as good
 * as absent. Somebody else wrote it, so it is checked: throws IMAGE_NOT_FOUND for what is no config.
 */
export function readBaseConfig(image: ResolvedImage): BuiltConfig {
  const config: unknown = image.config.config ?? {};
  if (!isRecord(config)) throw damaged(image, 'config');
  const members = Object.entries(config).filter(([, value]) => value !== null);
  for (const [name, value] of members) if (!hasForm(name, value)) throw damaged(image, name);
  return Object.fromEntries(members);
}

function hasForm(name: string, value: unknown): boolean {
  if (lists.has(name)) return isListOfTexts(value);
  if (texts.has(name)) return typeof value === 'string';
  if (name === 'Labels') return isRecord(value) && isListOfTexts(Object.values(value));
  return !maps.has(name) || isRecord(value);
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function damaged(image: ResolvedImage, member: string): BuildError {
  return new BuildError(
    'IMAGE_NOT_FOUND',
    `${image.reference} is damaged: ${member} of its config has not the form it should have`,
  );
}
