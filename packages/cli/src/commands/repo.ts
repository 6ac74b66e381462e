import { readFile } from 'node:fs/promises';
import { type Repository, repositoryRoutes, storageRoutes } from '@slipway/api';
import { CliError, usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { callContract } from '../hub/contract-call.ts';
import { type HubApi, withHubApi } from '../hub/hub-api.ts';
import { confirmName, printDone, printFields, shortTime } from '../hub/print-answer.ts';
import { type RepositoryPath, repositoryPath } from '../hub/repository-argument.ts';
import { formatSize } from '../terminal/format-size.ts';
import type { CommandInput } from '../tree/command-input.ts';
import type { CommandModule } from '../tree/command-spec.ts';

/** `slipway repo create REPOSITORY`. */
export const create: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, { namespace, repository }) => {
      const body = { name: repository, ...(await settingsOf(input)) };
      const made = await callContract(api, repositoryRoutes.create, {
        params: { namespace },
        body,
      });
      const text = `Created ${nameOf(made)} (${visibilityOf(made)}).`;
      printDone(context, input, { value: made, text });
      if (input.flag('json')) return;
      context.stderr.write(`Push to it:\n  docker push ${api.host}/${nameOf(made)}:TAG\n`);
    }),
};

/** `slipway repo show REPOSITORY`. */
export const show: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const found = await callContract(api, repositoryRoutes.read, { params });
      printFields(context, input, { value: found, fields: fieldsOf(found) });
    }),
};

/** `slipway repo edit REPOSITORY`. */
export const edit: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const body = await settingsOf(input);
      if (Object.keys(body).length === 0) throw usageError('nothing is said that should change');
      const changed = await callContract(api, repositoryRoutes.update, { params, body });
      printDone(context, input, { value: changed, text: `Changed ${pathOf(params)}.` });
    }),
};

/** `slipway repo delete REPOSITORY`. */
export const remove: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const { namespace, repository } = params;
      const preview = await callContract(api, repositoryRoutes.previewDeletion, { params });
      const name = `${namespace}/${repository}`;
      const consequence = `${name} goes with ${preview.tags} tags. This cannot be undone.`;
      await confirmName(context, input, { name, consequence });
      await callContract(api, repositoryRoutes.delete, { params });
      printDone(context, input, { value: { deleted: name }, text: `Deleted ${name}.` });
    }),
};

/** `slipway repo rename REPOSITORY NEW`. */
export const rename: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const name = input.argument(1).replace(`${params.namespace}/`, '');
      const body = { name };
      const renamed = await callContract(api, repositoryRoutes.rename, { params, body });
      const text = `${pathOf(params)} is ${nameOf(renamed)} now; the old name goes on working.`;
      printDone(context, input, { value: renamed, text });
    }),
};

/** `slipway repo transfer REPOSITORY NAMESPACE`. */
export const transfer: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const to = input.argument(1);
      const body = { namespace: to };
      const moved = await callContract(api, repositoryRoutes.transfer, { params, body });
      const done = 'repository_type' in moved;
      const text = done
        ? `${pathOf(params)} is ${nameOf(moved)} now; the old name goes on working.`
        : `Offered to ${to}: it moves when it is accepted.`;
      printDone(context, input, { value: moved, text });
    }),
};

/** `slipway repo archive REPOSITORY`. */
export const archive: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const value = await callContract(api, repositoryRoutes.archive, { params });
      const text = `${pathOf(params)} is archived: it is pulled from still, and takes no pushes.`;
      printDone(context, input, { value, text });
    }),
};

/** `slipway repo unarchive REPOSITORY`. */
export const unarchive: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const value = await callContract(api, repositoryRoutes.unarchive, { params });
      printDone(context, input, { value, text: `${pathOf(params)} takes pushes again.` });
    }),
};

/** `slipway repo storage REPOSITORY`. */
export const storage: CommandModule = {
  run: (context, input) =>
    onRepository(context, input, async (api, params) => {
      const value = await callContract(api, storageRoutes.repository, { params });
      const fields = Object.entries(value).map(
        ([name, each]) =>
          [
            name.replaceAll('_', ' '),
            typeof each === 'number' && /bytes|size/.test(name) ? formatSize(each) : String(each),
          ] as const,
      );
      printFields(context, input, { value, fields });
    }),
};

/** Runs `work` with the repository that the first argument names. */
export function onRepository(
  context: Context,
  input: CommandInput,
  work: (api: HubApi, params: RepositoryPath & Record<string, string>) => Promise<void>,
): Promise<void> {
  return withHubApi(context, input, (api) =>
    work(api, { ...repositoryPath(input.argument(0), api) }),
  );
}

export function pathOf({ namespace, repository }: RepositoryPath): string {
  return `${namespace}/${repository}`;
}

function nameOf({ namespace, name }: Pick<Repository, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

function visibilityOf({ is_private }: Pick<Repository, 'is_private'>): string {
  return is_private ? 'private' : 'public';
}

async function settingsOf(input: CommandInput) {
  if (input.flag('private') && input.flag('public')) {
    throw usageError('--private and --public exclude each other');
  }
  const description = input.text('description');
  const readme = input.text('readme');
  const categories = input.list('category');
  return {
    ...(input.flag('private') ? { is_private: true } : {}),
    ...(input.flag('public') ? { is_private: false } : {}),
    ...(description === undefined ? {} : { description }),
    ...(readme === undefined ? {} : { full_description: await readText(readme) }),
    // The hub says which there are.
    ...(categories.length === 0 ? {} : { categories: categories as never }),
  };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CliError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function fieldsOf(found: Repository): (readonly [string, string])[] {
  const { permissions } = found;
  const may = (['read', 'write', 'admin'] as const).filter((each) => permissions[each]);
  return [
    ['Name', nameOf(found)],
    ['Visibility', visibilityOf(found)],
    ['Description', found.description],
    ['Categories', found.categories.map(({ name }) => name).join(', ')],
    ['Stars', String(found.star_count)],
    ['Pulls', String(found.pull_count)],
    ['Size', found.storage_size === null ? '' : formatSize(found.storage_size)],
    ['Updated (UTC)', shortTime(found.last_updated)],
    ['Archived', found.is_archived ? 'yes' : 'no'],
    ['You may', may.join(', ')],
  ];
}
