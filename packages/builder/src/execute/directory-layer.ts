import type { TarInput } from '@slipway/archive';
import type { RootView } from '@slipway/runtime';
import { BuildError } from '../errors.ts';
import { resolveOwner } from '../files/owner.ts';
import type { DirectoryVertex } from '../graph/vertex.ts';

/**
 * What has to be made so that `vertex.path` is a directory, parents first: nothing where it is one.
 * Symlinks on the way are followed inside the root. Throws COPY_FAILED where a file is in the way.
 */
export async function missingDirectories(
  vertex: DirectoryVertex,
  view: RootView,
  seconds: number,
): Promise<readonly TarInput[]> {
  const path = await view.resolve(vertex.path);
  const names = path.split('/').filter((name) => name !== '');
  const missing: TarInput[] = [];
  const owner = vertex.user ? await resolveOwner(vertex.user, view) : { uid: 0, gid: 0 };
  for (const index of names.keys()) {
    const name = names.slice(0, index + 1).join('/');
    const entry = await view.lookup(`/${name}`);
    if (entry?.type === 'directory') continue;
    if (entry) throw inTheWay(vertex, name);
    missing.push({
      header: {
        type: 'directory',
        name,
        mode: 0o755,
        ...owner,
        mtime: { seconds, nanoseconds: 0 },
      },
    });
  }
  return missing;
}

function inTheWay(vertex: DirectoryVertex, name: string): BuildError {
  return new BuildError(
    'COPY_FAILED',
    `cannot make the working directory ${vertex.path}: /${name} is no directory`,
    {
      ...(vertex.lines ? { lines: vertex.lines } : {}),
      advice: 'choose another WORKDIR, or remove the file in the step before',
    },
  );
}
