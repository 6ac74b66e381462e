import { BuildError } from '../errors.ts';
import type { BuildContexts, FileTree } from '../ports/files.ts';
import type { BuildEnvironment } from '../ports/result.ts';
import type { BuildRequest, ContextSource } from '../request/build-request.ts';
import { openStream } from './archive-context.ts';
import { openDirectory } from './directory-context.ts';
import { findDockerfile } from './find-dockerfile.ts';
import { emptyContext, type OpenedContext } from './opened-context.ts';
import { openGit, openHttp } from './remote-context.ts';
import { sourceEnvironment } from './source-environment.ts';

/** What contexts need of the build: where digests of files and what was fetched are remembered. */
export type ContextEnvironment = Pick<BuildEnvironment, 'folder' | 'variables' | 'signal'>;

type ContextRequest = Pick<
  BuildRequest,
  'context' | 'namedContexts' | 'dockerfile' | 'secrets' | 'buildArguments'
>;

/** The contexts of a build. Each is opened when something first asks for it. */
export function openContexts(
  request: ContextRequest,
  environment: ContextEnvironment,
): BuildContexts {
  const opened = new Map<string, Promise<OpenedContext>>();
  const open = (name: string): Promise<OpenedContext> => {
    const known = opened.get(name);
    if (known) return known;
    const context = openContext(sourceOf(request, name), { request, environment });
    opened.set(name, context);
    return context;
  };
  return {
    async readDockerfile() {
      const { dockerfile } = request;
      if (dockerfile.kind === 'text')
        return { fileName: dockerfile.fileName, text: dockerfile.text };
      return findDockerfile(await open('context'), dockerfile.path);
    },
    async tree(name): Promise<FileTree> {
      return (await open(name)).tree(name === 'context' ? request.dockerfile : undefined);
    },
    async time(name) {
      return (await open(name)).time;
    },
    async close() {
      for (const context of opened.values()) {
        // One that could not be opened has told so, and left nothing.
        const each = await context.catch(() => undefined);
        await each?.close();
      }
    },
  };
}

function sourceOf(request: ContextRequest, name: string): ContextSource {
  const source = name === 'context' ? request.context : request.namedContexts.get(name);
  if (!source) {
    throw new BuildError(
      'CONTEXT_UNAVAILABLE',
      `there is no context named ${JSON.stringify(name)}`,
      {
        advice: `give it with --build-context ${name}=…`,
      },
    );
  }
  return source;
}

async function openContext(
  source: ContextSource,
  {
    request,
    environment,
  }: { readonly request: ContextRequest; readonly environment: ContextEnvironment },
): Promise<OpenedContext> {
  const { signal } = environment;
  const remote = { environment: sourceEnvironment(request, environment), signal };
  switch (source.kind) {
    case 'directory':
      return openDirectory(source.path, environment);
    case 'tar':
      return openStream(source.stream, signal);
    case 'git':
      return openGit(source.url, {
        ...remote,
        keepGitFolder: /^(1|t|true)$/i.test(
          request.buildArguments.BUILDKIT_CONTEXT_KEEP_GIT_DIR ?? '',
        ),
        commitTimes: (request.buildArguments.SOURCE_DATE_EPOCH ?? '') !== '',
      });
    case 'http':
      return openHttp(source.url, remote);
    case 'empty':
      return emptyContext();
    default:
      throw new BuildError('CONTEXT_UNAVAILABLE', `an image is no context of files`, {
        advice: 'use it as FROM or COPY --from',
      });
  }
}
