import { CliError, usageError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** What the user means by an id or a name. */
export interface Wanted<Item> {
  readonly wanted: string;
  /** What they are called: `webhook`. */
  readonly what: string;
  /** The command that lists them. */
  readonly see: string;
  id(item: Item): string;
  name(item: Item): string;
}

/** The one that is meant, an id before a name. Throws where there is none, and where there are several. */
export function findOne<Item>(
  items: readonly Item[],
  { wanted, what, see, id, name }: Wanted<Item>,
): Item {
  const byId = items.filter((each) => id(each) === wanted);
  const found = byId.length > 0 ? byId : items.filter((each) => name(each) === wanted);
  const [only] = found;
  if (only === undefined) {
    throw new CliError(`no ${what} "${wanted}"`, {
      exitCode: exitCodes.notFound,
      advice: `See "${see}"`,
    });
  }
  if (found.length > 1) {
    throw usageError(
      `${found.length} ${what}s are named "${wanted}"`,
      `Name one by its id: ${found.map(id).join(', ')}`,
    );
  }
  return only;
}
