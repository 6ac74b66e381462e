import type { BuildRequest, CacheRequest } from '@slipway/builder';
import { formatReference, type Platform, parseReference } from '@slipway/oci';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { readPlatforms } from '../images/read-platforms.ts';
import { parseExtraHost } from '../options/extra-host.ts';
import { labelValues, namedValues } from '../options/key-values.ts';
import { parseBytes, parseUlimit } from '../options/limits.ts';
import { suggestion } from '../options/suggest.ts';
import type { CommandInput } from '../tree/command-input.ts';
import { parseAnnotation } from './annotation-option.ts';
import { parseCacheOption } from './cache-option.ts';
import { parseNamedContext } from './context-source.ts';
import { readBuildInputs } from './dockerfile-option.ts';
import { readOutputs } from './output-option.ts';
import { parseSecret, parseSsh } from './secret-options.ts';

/**
 * What the options of `slipway build` ask for; names without a registry are on `hub`. Reads standard
 * input where the context or the Dockerfile is on it. Throws usage errors, each naming its option.
 */
export async function readBuildRequest(
  context: Context,
  input: CommandInput,
  hub: string,
): Promise<BuildRequest> {
  const variables = context.environment;
  const target = input.text('target');
  const shmSize = input.text('shmSize');
  const buildArguments = readBuildArguments(context, input);
  const outputs = readOutputs({
    outputs: input.list('output'),
    push: input.flag('push'),
    load: input.flag('load'),
    hub,
  });
  const allow = readAllow(input.list('allow'));
  const request: Omit<BuildRequest, 'context' | 'dockerfile'> = {
    ...(target ? { target } : {}),
    namedContexts: new Map(await Promise.all(input.list('buildContext').map(parseNamedContext))),
    platforms: readBuildPlatforms(input.list('platform')),
    buildArguments,
    labels: labelValues(input.list('label')),
    annotations: input.list('annotation').flatMap(parseAnnotation),
    tags: readTags(input.list('tag'), hub),
    noCache: input.flag('noCache'),
    noCacheStages: commaList(input.list('noCacheFilter')),
    pull: input.flag('pull'),
    secrets: await Promise.all(input.list('secret').map((each) => parseSecret(each, variables))),
    ssh: input.list('ssh').map((each) => parseSsh(each, variables)),
    network: readNetwork(input.text('network'), allow),
    extraHosts: input.list('addHost').map(parseExtraHost),
    ...(shmSize === undefined ? {} : { shmSize: parseBytes(shmSize, '--shm-size') }),
    ulimits: input.list('ulimit').map(parseUlimit),
    allow,
    outputs,
    cacheFrom: input
      .list('cacheFrom')
      .map((each) => parseCacheOption(each, { flag: '--cache-from', hub })),
    cacheTo: readCacheTo(input, { hub, buildArguments }),
  };
  checkPush(request);
  // Last: what is read from standard input is gone after.
  const inputs = await readBuildInputs(context, {
    path: input.argument(0),
    file: input.text('file'),
  });
  return { ...request, ...inputs };
}

/** Whether the build reads standard input, which cannot be read twice. */
export function readsStandardInput(input: CommandInput): boolean {
  return input.argument(0) === '-' || input.text('file') === '-';
}

function readBuildArguments(
  { environment }: Context,
  input: CommandInput,
): Readonly<Record<string, string>> {
  const given = namedValues(input.list('buildArg'), {
    flag: '--build-arg',
    variables: environment,
  });
  const epoch = environment.SOURCE_DATE_EPOCH;
  return epoch === undefined || epoch === '' ? given : { SOURCE_DATE_EPOCH: epoch, ...given };
}

function readTags(texts: readonly string[], hub: string): readonly string[] {
  const tags = texts.map((text) => {
    const reference = parseReference(text, { registry: hub, tag: 'latest' });
    if (reference.digest === undefined) return formatReference(reference);
    throw usageError(`--tag ${text}: a digest cannot be chosen`, 'Leave out the part from @ on');
  });
  return [...new Set(tags)];
}

const knownArchitecture = /^(?:amd64|arm64|arm|386|riscv64|ppc64le|s390x|mips64le|loong64)$/;

function readBuildPlatforms(texts: readonly string[]): readonly Platform[] {
  const names = commaList(texts).map((text) => {
    if (text === 'local') return localPlatform();
    return knownArchitecture.test(text) ? `linux/${text}` : text;
  });
  return readPlatforms([...new Set(names)]);
}

function localPlatform(): string {
  return `linux/${process.arch}`;
}

function commaList(texts: readonly string[]): readonly string[] {
  return texts
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

const entitlements = ['network.host', 'security.insecure'] as const;

function readAllow(texts: readonly string[]): BuildRequest['allow'] {
  const allowed = commaList(texts).map((text) => {
    const known = entitlements.find((each) => each === text);
    if (known) return known;
    throw usageError(
      `--allow ${text}: there is nothing of that name`,
      suggestion(text, entitlements),
    );
  });
  return new Set(allowed);
}

const networks = ['default', 'none', 'host'] as const;

function readNetwork(
  text: string | undefined,
  allow: BuildRequest['allow'],
): BuildRequest['network'] {
  if (text === undefined) return 'default';
  const known = networks.find((each) => each === text);
  if (!known) {
    throw usageError(`--network ${text}: there is no such network`, suggestion(text, networks));
  }
  if (known === 'host' && !allow.has('network.host')) {
    throw usageError(
      "--network host gives every step this machine's own network, services on localhost included",
      'Say that this is meant by --allow network.host as well',
    );
  }
  return known;
}

interface CacheToSettings {
  readonly hub: string;
  readonly buildArguments: Readonly<Record<string, string>>;
}

function readCacheTo(
  input: CommandInput,
  { hub, buildArguments }: CacheToSettings,
): readonly CacheRequest[] {
  const asked = input
    .list('cacheTo')
    .map((each) => parseCacheOption(each, { flag: '--cache-to', hub }));
  // The older way to ask for the same.
  const inline = /^(?:1|true)$/i.test(buildArguments.BUILDKIT_INLINE_CACHE ?? '');
  if (!inline || asked.some(({ type }) => type === 'inline')) return asked;
  return [...asked, { type: 'inline', attributes: {} }];
}

function checkPush({ outputs, tags }: Pick<BuildRequest, 'outputs' | 'tags'>): void {
  const pushed = outputs.find(
    ({ type, attributes }) => type === 'registry' || attributes.push === 'true',
  );
  if (!pushed || tags.length > 0 || pushed.attributes.name) return;
  throw usageError('a push needs a name', 'Add --tag NAMESPACE/NAME');
}
