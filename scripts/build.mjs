// `npm run build`: one bundle of the command, each subcommand in a chunk of its own, and the web site.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { copyFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { findNode } from '../packages/cli/bin/find-node.js';
import { buildWeb, judgeFirstLoads } from './build-web.mjs';
import { ensureInstalled, root } from './install.mjs';

const cli = join(root, 'packages/cli');
const dist = join(cli, 'dist');
/** What went into the bundle, and when. Written last, so that a build cut short counts as none. */
const record = join(dist, 'build.json');

/** Builds the bundle anew. Throws where a source does not compile. */
export async function build() {
  // Loaded when needed: a start that builds nothing does not pay for it.
  const esbuild = await import('esbuild');
  const startedAt = Date.now();
  await rm(record, { force: true });
  const web = await buildWeb();
  judgeFirstLoads(web.firstLoads);
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: {
      main: 'packages/cli/src/main.ts',
      'hub-worker': 'packages/hub/src/server/worker-main.ts',
      'hub-jobs': 'packages/hub/src/server/jobs-main.ts',
    },
    outdir: dist,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Beside the entries: code finds its siblings whichever chunk it is in.
    chunkNames: '[name]-[hash]',
    sourcemap: true,
    sourcesContent: false,
    minifySyntax: true,
    legalComments: 'linked',
    metafile: true,
    // Ships a binary for each platform, so it stays a package; pg takes its native twin only if it is there.
    external: ['@node-rs/argon2', 'koffi', 'pg-native', 'pg-cloudflare'],
    plugins: [nodeModulesByName],
    // CommonJS libraries inside the bundle call require for Node's own modules, and ask where they are.
    banner: {
      js: [
        "import { createRequire as slipwayCreateRequire } from 'node:module';",
        'const require = slipwayCreateRequire(import.meta.url);',
        'const __filename = import.meta.filename, __dirname = import.meta.dirname;',
      ].join(' '),
    },
    logLevel: 'warning',
  });
  // Older chunks go only now, so that there is a whole bundle at every moment.
  const fresh = new Set(Object.keys(metafile.outputs).map((path) => join(root, path)));
  fresh.add(join(dist, 'web'));
  for (const name of await readdir(dist)) {
    const path = join(dist, name);
    if (!fresh.has(path)) await rm(path, { recursive: true });
  }
  // What npm packs is the package's folder alone.
  await copyFile(join(root, 'LICENSE'), join(cli, 'LICENSE'));
  const own = Object.keys(metafile.inputs).filter((path) => path.startsWith('packages/'));
  const inputs = [...own, ...web.inputs, 'package-lock.json', relative(root, import.meta.filename)];
  await writeFile(record, JSON.stringify({ startedAt, inputs }));
}

/**
 * Takes only the names that the bundle uses from Node's own modules. `import` would make Node read all
 * names of each, and so load what stands behind them: 20 ms of every start.
 */
const nodeModulesByName = {
  name: 'node-modules-by-name',
  setup({ onResolve, onLoad }) {
    const namesOf = ownNames();
    // One for each importer, so that it stands in its chunk: a shared one would be one file more to load.
    onResolve({ filter: /^node:/ }, ({ kind, path, importer }) =>
      kind === 'import-statement'
        ? { path: `${path} of ${relative(root, importer)}`, namespace: 'named', pluginData: path }
        : undefined,
    );
    onLoad({ filter: /./, namespace: 'named' }, ({ pluginData: path }) => {
      const lines = (namesOf[path] ?? [])
        .filter((name) => /^[A-Za-z]\w*$/.test(name))
        // Called pure, so that esbuild leaves out what nobody imports.
        .map((name) => `const ${name}_ = /* @__PURE__ */ (() => own.${name})();`);
      const names = lines.map((line) => line.split(' ')[1]);
      const contents = [
        `const own = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)});`,
        ...lines,
        `export { own as default, ${names.map((name) => `${name} as ${name.slice(0, -1)}`)} };`,
      ];
      return { contents: contents.join('\n') };
    });
  },
};

/** What Node's own modules export, by their names: asked of the Node that will run the bundle. */
function ownNames() {
  const program = `
    const { builtinModules } = process.getBuiltinModule('node:module');
    const named = (path) => path.startsWith('node:') ? path : 'node:' + path;
    const entries = builtinModules.map((path) => [named(path), Object.keys(process.getBuiltinModule(path))]);
    console.log(JSON.stringify(Object.fromEntries(entries)));`;
  const args = ['--no-warnings', '--eval', program];
  return JSON.parse(
    execFileSync(findNode(), args, { encoding: 'utf8', maxBuffer: 16 * 1024 ** 2 }),
  );
}

/** Builds where a source is newer than the bundle. */
export async function buildIfStale() {
  if (!isStale()) return;
  console.log('Building …');
  await build();
}

function isStale() {
  try {
    const { startedAt, inputs } = JSON.parse(readFileSync(record, 'utf8'));
    return inputs.some((path) => statSync(join(root, path)).mtimeMs >= startedAt);
  } catch {
    // Never built, or a source has gone.
    return true;
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    ensureInstalled();
    await build();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
