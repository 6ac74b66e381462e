import { posix } from 'node:path';
import { allowedImports, testLibraries } from './allowed-imports.ts';

/** One source file of a package: its path from the repository's root, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Every form in which a module names another: static, re-export, side effect, dynamic. */
const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;

/** The modules that a source file names, type-only ones included: a type binds as well. */
export function importsOf(text: string): string[] {
  return [...text.matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? '');
}

/** Each import that the table of packages does not allow, as `path → module: why`. */
export function findViolations(
  files: readonly SourceFile[],
  subpaths: ReadonlySet<string>,
): string[] {
  return files.flatMap((file) =>
    importsOf(file.text).flatMap((name) => {
      const why = judge(file.path, name, subpaths);
      return why ? [`${file.path} → ${name}: ${why}`] : [];
    }),
  );
}

function judge(path: string, name: string, subpaths: ReadonlySet<string>): string | undefined {
  const owner = path.split('/')[1] ?? '';
  const rule = allowedImports[owner];
  if (!rule) return `package ${owner} is not in the table`;
  const isTest = path.endsWith('.test.ts') || path.includes('/src/testing/');
  if (name.startsWith('.')) return judgeRelative({ path, name, owner, isTest });
  if (name.startsWith('node:')) return rule.node || isTest ? undefined : `${owner} is pure`;
  if (name.startsWith('@slipway/')) return judgePackage(name, owner, subpaths);
  const library = name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
  if (rule.libraries.includes(library)) return undefined;
  return isTest && testLibraries.includes(library) ? undefined : `${owner} may not use ${library}`;
}

function judgeRelative(found: {
  readonly path: string;
  readonly name: string;
  readonly owner: string;
  readonly isTest: boolean;
}): string | undefined {
  const { owner } = found;
  const target = posix.join(posix.dirname(found.path), found.name);
  if (target === `packages/${owner}/package.json`) return undefined;
  // What only tests run (other processes, sample tables) may lie beside the sources.
  if (found.isTest && target.startsWith(`packages/${owner}/test/`)) return undefined;
  return target.startsWith(`packages/${owner}/src/`) ? undefined : 'it leaves the package';
}

function judgePackage(
  name: string,
  owner: string,
  subpaths: ReadonlySet<string>,
): string | undefined {
  const [, target = '', ...deeper] = name.split('/');
  if (deeper.length > 0 && !subpaths.has(name)) return 'package.json exports no such subpath';
  if (target === owner) return 'a package does not import itself by name';
  return allowedImports[owner]?.packages.includes(target)
    ? undefined
    : `${owner} may not import ${target}`;
}
