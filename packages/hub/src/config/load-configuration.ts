import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { closestWord } from './closest-word.ts';
import { ConfigurationError } from './configuration-error.ts';
import { type FileValue, readConfigurationFile } from './configuration-file.ts';
import { path } from './setting-types.ts';
import { type Configuration, eachSetting, type Setting } from './settings.ts';

/** Where settings come from. */
export interface LoadConfigurationOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The file of `--config`; it must exist then. */
  readonly file?: string;
  /** Settings of the command line, by dotted key: they win. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** The folder that relative paths on the command line and in the environment count from. */
  readonly folder?: string;
}

/** A configuration, and where each of its settings came from. */
export interface LoadedConfiguration {
  readonly configuration: Configuration;
  /** The file that was read, if any. */
  readonly file: string | undefined;
  /** `default`, `slipway.yaml:3`, `SLIPWAY_LISTEN` or `command line`, by dotted key. */
  readonly sources: ReadonlyMap<string, string>;
  /** Each setting as it was written, by dotted key; paths are absolute. */
  readonly written: ReadonlyMap<string, unknown>;
}

/** Environment variables that begin like settings and say something else. */
const otherVariables = new Set([
  'SLIPWAY_CONFIG',
  'SLIPWAY_HOME',
  'SLIPWAY_NO_INSTALL',
  'SLIPWAY_REQUIRE_TOOLS',
  'SLIPWAY_REQUIRE_SHARED',
  'SLIPWAY_CA_FILE',
  'SLIPWAY_DEBUG',
  'SLIPWAY_HUB',
  'SLIPWAY_IMAGES',
]);

/**
 * The effective configuration: command line over environment over file over defaults. The file is
 * `--config`, `SLIPWAY_CONFIG`, or the first of `slipway.yaml` here, in `SLIPWAY_HOME` and in the
 * data folder. Throws ConfigurationError with all that is wrong.
 */
export async function loadConfiguration(
  options: LoadConfigurationOptions,
): Promise<LoadedConfiguration> {
  const folder = options.folder ?? process.cwd();
  const named = options.file ?? options.environment.SLIPWAY_CONFIG;
  const found = await findFile(options, folder, named || undefined);
  const file = found && readConfigurationFile(found.text, found.path);
  const problems: string[] = [...(file?.problems ?? []), ...unknownVariables(options.environment)];
  const reader = new SettingReader({
    options,
    folder,
    filePath: found?.path,
    fileValues: file?.values ?? new Map(),
    problems,
  });
  const complete = reader.readAll(defaultDataFolder(options.environment));
  if (complete.mail.url !== undefined && complete.publicUrl === undefined) {
    problems.push(
      'mail.url (SLIPWAY_MAIL_URL) needs publicUrl (SLIPWAY_PUBLIC_URL): the links in letters lead there',
    );
  }
  if ((complete.tls.certificate === undefined) !== (complete.tls.key === undefined)) {
    problems.push(
      'tls.certificate (SLIPWAY_TLS_CERT) and tls.key (SLIPWAY_TLS_KEY) belong together: set both or neither',
    );
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  const { sources, written } = reader;
  written.set('data', complete.data);
  return { configuration: complete, file: found?.path, sources, written };
}

/** The configuration that another process has loaded and sent as it was written. */
export function configurationOf(written: ReadonlyMap<string, unknown>): Configuration {
  const problems: string[] = [];
  const reader = new SettingReader({
    options: { environment: {}, overrides: Object.fromEntries(written) },
    folder: '/',
    filePath: undefined,
    fileValues: new Map(),
    problems,
  });
  const configuration = reader.readAll('/');
  if (problems.length > 0) throw new ConfigurationError(problems);
  return configuration;
}

interface SettingReaderOptions {
  readonly options: LoadConfigurationOptions;
  readonly folder: string;
  readonly filePath: string | undefined;
  readonly fileValues: ReadonlyMap<string, FileValue>;
  readonly problems: string[];
}

class SettingReader {
  readonly sources = new Map<string, string>();
  readonly written = new Map<string, unknown>();
  readonly #given: SettingReaderOptions;

  constructor(given: SettingReaderOptions) {
    this.#given = given;
  }

  readAll(defaultData: string): Configuration {
    const values = eachSetting().map(([key, setting]) => [key, this.#read(key, setting)] as const);
    const configuration = unflatten(values) as Omit<Configuration, 'data'> & { data?: string };
    return { ...configuration, data: configuration.data ?? defaultData };
  }

  #read(key: string, setting: Setting<unknown>): unknown {
    const { value, source, folder } = this.#find(key, setting);
    this.sources.set(key, source);
    if (value === undefined) return undefined;
    const result = setting.type.schema.safeParse(value);
    if (!result.success) {
      const shown = setting.secret ? 'this value' : JSON.stringify(value).slice(0, 100);
      this.#given.problems.push(`${source}: ${key}: ${shown} is not ${setting.type.expected}`);
      return undefined;
    }
    if (setting.type.expected !== path.expected) {
      this.written.set(key, value);
      return result.data;
    }
    const absolute = resolve(folder, expandHome(result.data as string));
    this.written.set(key, absolute);
    return absolute;
  }

  #find(key: string, setting: Setting<unknown>) {
    const { options, folder, filePath, fileValues } = this.#given;
    const override = options.overrides?.[key];
    if (override !== undefined) return { value: override, source: 'command line', folder };
    const variable = options.environment[setting.environment];
    // An empty variable is how compose files and CI say "not set".
    if (variable !== undefined && variable !== '') {
      return { value: variable, source: setting.environment, folder };
    }
    const inFile = fileValues.get(key);
    if (inFile && filePath !== undefined) {
      const source = `${filePath}:${inFile.line}`;
      return { value: inFile.value, source, folder: dirname(filePath) };
    }
    return { value: setting.byDefault, source: 'default', folder };
  }
}

function unknownVariables(environment: LoadConfigurationOptions['environment']): string[] {
  const known = new Set<string>(eachSetting().map(([, { environment: name }]) => name));
  return Object.keys(environment)
    .filter((name) => name.startsWith('SLIPWAY_') && !known.has(name))
    .flatMap((name) => {
      if (otherVariables.has(name)) return [];
      const meant = closestWord(name, known);
      // Others may use the prefix for their own: only what looks like a slip of the pen is refused.
      return meant === undefined
        ? []
        : [`${name}: unknown environment variable: did you mean ${meant}?`];
    });
}

async function findFile(
  options: LoadConfigurationOptions,
  folder: string,
  named: string | undefined,
): Promise<{ path: string; text: string } | undefined> {
  if (named !== undefined) {
    const file = resolve(folder, named);
    const text = await readText(file);
    if (text === undefined) throw new ConfigurationError([`${file}: there is no such file`]);
    return { path: file, text };
  }
  const { SLIPWAY_HOME: home, SLIPWAY_DATA: data } = options.environment;
  const places = [folder, home, data || defaultDataFolder(options.environment)];
  for (const place of places) {
    if (!place) continue;
    const file = resolve(folder, place, 'slipway.yaml');
    const text = await readText(file);
    if (text !== undefined) return { path: file, text };
  }
  return undefined;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigurationError([`${file}: cannot be read: ${(error as Error).message}`]);
  }
}

/**
 * In a clone, `data` beside the sources, where a newcomer sees it and can delete it. Otherwise where
 * the XDG base directory specification puts a user's data: an installed command may be called from
 * any folder and must find the same hub.
 */
function defaultDataFolder(environment: LoadConfigurationOptions['environment']): string {
  if (environment.SLIPWAY_HOME) return resolve(environment.SLIPWAY_HOME, 'data');
  const base = environment.XDG_DATA_HOME || join(environment.HOME || homedir(), '.local', 'share');
  return join(base, 'slipway');
}

function expandHome(file: string): string {
  return file.startsWith('~/') ? join(homedir(), file.slice(2)) : file;
}

function unflatten(values: readonly (readonly [key: string, value: unknown])[]): object {
  const tree: Record<string, unknown> = {};
  for (const [key, value] of values) {
    const segments = key.split('.');
    const name = segments.pop() ?? key;
    let branch = tree;
    for (const segment of segments) {
      branch[segment] ??= {};
      branch = branch[segment] as Record<string, unknown>;
    }
    branch[name] = value;
  }
  return tree;
}
