import { DockerfileError } from '../errors/dockerfile-error.ts';
import { suggest } from '../errors/suggest.ts';
import type { RunMount } from '../instruction.ts';
import { csvFields } from './csv-fields.ts';

const mountTypes = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'] as const;
const sharingModes = ['shared', 'private', 'locked'] as const;

/** Every key, by any of its names. */
const keys: Readonly<Record<string, string>> = {
  type: 'type',
  from: 'from',
  source: 'source',
  src: 'source',
  target: 'target',
  dst: 'target',
  destination: 'target',
  readonly: 'readonly',
  ro: 'readonly',
  readwrite: 'readwrite',
  rw: 'readwrite',
  required: 'required',
  size: 'size',
  id: 'id',
  sharing: 'sharing',
  mode: 'mode',
  uid: 'uid',
  gid: 'gid',
  env: 'env',
};

type Mount = { -readonly [Key in keyof RunMount]: RunMount[Key] };

interface Field {
  /** As written, for messages. */
  readonly text: string;
  /** Lower-cased. */
  readonly key: string;
  readonly value: string | undefined;
}

/**
 * Reads a `--mount` value, each of its fields' values through `expand` first. A secret's `id` is
 * filled in (from `source`, else from the target's last part), and so is an empty `env`. Throws DockerfileError INVALID_MOUNT,
 * and what `expand` throws.
 */
export function parseMount(text: string, expand: (value: string) => string): RunMount {
  checkMount(text);
  const mount: Mount = { type: 'bind' };
  for (const field of splitFields(text)) {
    if (field.value === undefined) {
      applySwitch(mount, field);
    } else {
      applyValue(mount, field, expand(field.value));
    }
  }
  checkTogether(mount);
  if (mount.type === 'secret') {
    fillSecret(mount);
  }
  return { ...mount, readOnly: mount.readOnly ?? !['cache', 'tmpfs'].includes(mount.type) };
}

/** What can be said of a `--mount` before its variables are known. Throws as `parseMount`. */
export function checkMount(text: string): void {
  for (const { key, value } of splitFields(text)) {
    const dollar = value?.indexOf('$') ?? -1;
    if (key === 'from' && dollar !== -1 && dollar !== (value?.length ?? 0) - 1) {
      throw invalid(`'from' doesn't support variable expansion, define alias stage instead`);
    }
  }
}

function splitFields(text: string): Field[] {
  const fields = csvFields(text);
  if (fields === undefined) {
    throw invalid(`failed to parse csv mounts: a quote is out of place in ${quoted(text)}`);
  }
  return fields.map((field) => {
    const equals = field.indexOf('=');
    return equals === -1
      ? { text: field, key: field.toLowerCase(), value: undefined }
      : {
          text: field,
          key: field.slice(0, equals).toLowerCase(),
          value: field.slice(equals + 1),
        };
  });
}

/** A key without a value. */
function applySwitch(mount: Mount, field: Field): void {
  switch (canonical(field.key)) {
    case 'readonly':
      mount.readOnly = true;
      return;
    case 'readwrite':
      mount.readOnly = false;
      return;
    case 'required':
      requireType(mount, field.key, ['secret', 'ssh']);
      mount.required = true;
      return;
    case undefined:
      throw invalid(
        `invalid field '${field.text}' must be a key=value pair`,
        suggest(field.key, Object.keys(keys), { caseSensitive: true }),
      );
    default:
      throw invalid(`invalid field '${field.text}' must be a key=value pair`);
  }
}

function applyValue(mount: Mount, field: Field, value: string): void {
  const { key } = field;
  switch (canonical(key)) {
    case 'type':
      mount.type = oneOf(value, mountTypes, 'unsupported mount type');
      return;
    case 'from':
      setText(mount, 'from', value);
      return;
    case 'source':
      setText(mount, 'source', value);
      return;
    case 'target':
      setText(mount, 'target', value);
      return;
    case 'id':
      setText(mount, 'id', value);
      return;
    case 'readonly':
      mount.readOnly = parseBoolean(key, value);
      return;
    case 'readwrite':
      mount.readOnly = !parseBoolean(key, value);
      return;
    case 'required':
      requireType(mount, key, ['secret', 'ssh']);
      mount.required = parseBoolean(key, value);
      return;
    case 'size':
      requireType(mount, key, ['tmpfs']);
      mount.size = parseSize(key, value);
      return;
    case 'sharing':
      mount.sharing = oneOf(value, sharingModes, 'unsupported sharing value');
      return;
    case 'mode':
      mount.mode = parseInteger(key, value, 8);
      return;
    case 'uid':
      mount.uid = parseInteger(key, value, 10);
      return;
    case 'gid':
      mount.gid = parseInteger(key, value, 10);
      return;
    case 'env':
      mount.env = value;
      return;
    default:
      throw invalid(
        `unexpected key '${key}' in '${field.text}'`,
        suggest(key, Object.keys(keys), { caseSensitive: true }),
      );
  }
}

function checkTogether(mount: Mount): void {
  const { type } = mount;
  if (type === 'bind' || type === 'tmpfs') {
    const key = (['mode', 'uid', 'gid'] as const).find((name) => mount[name] !== undefined);
    if (key !== undefined) {
      throw invalid(`${key} not allowed for "${type}" type mounts`);
    }
  }
  if (type === 'secret') {
    checkSecret(mount);
  }
  if (mount.sharing !== undefined && type !== 'cache') {
    throw invalid(`invalid cache sharing set for ${type} mount`);
  }
  if (type === 'ssh' && mount.source !== undefined) {
    throw invalid('ssh does not support source');
  }
}

function checkSecret(mount: Mount): void {
  if (mount.from !== undefined) {
    throw invalid('secret mount should not have a from');
  }
  if (mount.sharing !== undefined) {
    throw invalid('secret mount should not define sharing');
  }
  if (mount.source === undefined && mount.target === undefined && mount.id === undefined) {
    throw invalid('invalid secret mount. one of source, target required');
  }
  if (mount.source !== undefined && mount.id !== undefined) {
    throw invalid("both source and id can't be set");
  }
}

function fillSecret(mount: Mount): void {
  mount.id ??= mount.source ?? lastPart(mount.target ?? '');
  if (mount.env === '') {
    mount.env = mount.id;
  }
}

function lastPart(path: string): string {
  return (
    path
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? '/'
  );
}

/** An empty value is none, as where the key is not given. */
function setText(mount: Mount, key: 'from' | 'source' | 'target' | 'id', value: string): void {
  if (value === '') {
    delete mount[key];
  } else {
    mount[key] = value;
  }
}

function canonical(key: string): string | undefined {
  return Object.hasOwn(keys, key) ? keys[key] : undefined;
}

function requireType(mount: Mount, key: string, types: readonly RunMount['type'][]): void {
  if (!types.includes(mount.type)) {
    throw invalid(`unexpected key '${key}' for mount type '${mount.type}'`);
  }
}

function oneOf<Value extends string>(
  text: string,
  allowed: readonly Value[],
  complaint: string,
): Value {
  const found = allowed.find((candidate) => candidate === text.toLowerCase());
  if (found === undefined) {
    throw invalid(`${complaint} ${quoted(text)}`, suggest(text, allowed, { caseSensitive: true }));
  }
  return found;
}

function parseBoolean(key: string, value: string): boolean {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value)) {
    return true;
  }
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(value)) {
    return false;
  }
  throw invalid(`invalid value for ${key}: ${value}`);
}

function parseInteger(key: string, value: string, base: 8 | 10): number {
  const number = Number.parseInt(value, base);
  if (!(base === 8 ? /^[0-7]+$/ : /^\d+$/).test(value) || number > 0xffff_ffff) {
    throw invalid(`invalid value ${value} for ${key}`);
  }
  return number;
}

const sizeUnits = 'kmgtp';

/** Bytes of `64m`, `1.5GiB`, `1024`: powers of 1024, as docker's other sizes of memory. */
function parseSize(key: string, value: string): number {
  const match = /^(\d+(?:\.\d*)?|\.\d+) ?(?:([kmgtp])?i?b?)$/i.exec(value);
  if (match === null) {
    throw invalid(`invalid value for ${key}: ${value}`);
  }
  const power = match[2] === undefined ? 0 : sizeUnits.indexOf(match[2].toLowerCase()) + 1;
  return Math.trunc(Number(match[1]) * 1024 ** power);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function invalid(message: string, suggestion?: string): DockerfileError {
  return new DockerfileError('INVALID_MOUNT', message, { suggestion });
}
