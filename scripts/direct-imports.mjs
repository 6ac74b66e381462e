// An esbuild plugin for libraries whose one entry names everything they have.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from './install.mjs';

/** Libraries and the entry that names all they have. */
const entries = {
  '@mantine/core': 'node_modules/@mantine/core/esm/index.mjs',
  '@mantine/hooks': 'node_modules/@mantine/hooks/esm/index.mjs',
  'lucide-react': 'node_modules/lucide-react/dist/esm/lucide-react.mjs',
};

/**
 * Imports each name from the file that has it. Through the common entry, esbuild would put all that
 * any page uses into what every page loads.
 */
export const directImports = {
  name: 'direct-imports',
  setup({ onLoad }) {
    const known = Object.fromEntries(
      Object.entries(entries).map(([library, path]) => [library, sourcesOf(join(root, path))]),
    );
    const filter = /packages[\\/]web[\\/]src[\\/].*\.tsx?$|node_modules[\\/]@mantine[\\/].*\.mjs$/;
    onLoad({ filter }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(importPattern, (whole, names, library) =>
        known[library] ? directly(names, known[library]) : whole,
      ),
      loader: path.endsWith('.tsx') ? 'tsx' : path.endsWith('.ts') ? 'ts' : 'js',
    }));
  },
};

const importPattern = /^import \{([^}]*)\} from ['"]([^'"]+)['"];/gm;

function directly(names, sources) {
  return wordsOf(names)
    .filter((word) => !word.startsWith('type '))
    .map((word) => {
      const [imported, local = imported] = word.split(' as ');
      const source = sources.get(imported);
      // A type, which TypeScript lets be imported without saying so, has no file.
      if (!source) throw new Error(`no file has ${imported}`);
      return `import { ${source.name} as ${local} } from ${JSON.stringify(source.path)};`;
    })
    .join(' ');
}

/** Where each name of a library's entry comes from. */
function sourcesOf(entry) {
  const text = readFileSync(entry, 'utf8');
  const sources = new Map();
  const locals = new Map();
  const at = (path) => (path.startsWith('.') ? join(dirname(entry), path) : path);
  for (const [, names, path] of text.matchAll(/^export \{([^}]*)\} from ['"]([^'"]+)['"];/gm)) {
    for (const word of wordsOf(names)) {
      const [name, exported = name] = word.split(' as ');
      sources.set(exported, { name, path: at(path) });
    }
  }
  for (const [, names, path] of text.matchAll(importPattern)) {
    for (const word of wordsOf(names)) {
      const [name, local = name] = word.split(' as ');
      locals.set(local, { name, path: at(path) });
    }
  }
  for (const [, names] of text.matchAll(/^export \{([^}]*)\};/gm)) {
    for (const word of wordsOf(names)) {
      const [local, exported = local] = word.split(' as ');
      if (locals.has(local)) sources.set(exported, locals.get(local));
    }
  }
  return sources;
}

function wordsOf(names) {
  return names
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}
