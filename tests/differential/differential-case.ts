/** A file of a case's build context: its text, or more than a text. */
export type ContextFile =
  | string
  | { readonly content: string; readonly mode?: number }
  | { readonly symlink: string }
  | { readonly folder: true; readonly mode?: number }
  | { readonly hardLink: string }
  /** A tar of these, packed by the named program. */
  | {
      readonly archive: Readonly<Record<string, ContextFile>>;
      readonly compression?: 'gzip' | 'bzip2' | 'xz';
    };

/** One small build that every builder must do alike. */
export interface DifferentialCase {
  /** Unique: `copy/into-a-folder`. What stands before the slash is its theme. */
  readonly name: string;
  /** `FROM base` means the BusyBox stand-in. */
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, ContextFile>>;
  readonly args?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly target?: string;
  /** Every builder must refuse it. */
  readonly fails?: true;
  /** Why Buildah is not asked: a feature it has not, or does otherwise than BuildKit. */
  readonly withoutBuildah?: string;
}

type Options = Omit<DifferentialCase, 'name' | 'dockerfile'>;

/** A theme's cases, each `[name, Dockerfile, options]`. */
export type CaseRow = readonly [name: string, dockerfile: string, options?: Options];

/** The cases of a theme; `shared` holds for each of its rows that does not say otherwise. */
export function casesOf(
  theme: string,
  rows: readonly CaseRow[],
  shared: Options = {},
): DifferentialCase[] {
  return rows.map(([name, dockerfile, options]) => ({
    ...shared,
    ...options,
    name: `${theme}/${name}`,
    dockerfile: `${dockerfile.trim()}\n`,
  }));
}
