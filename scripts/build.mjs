// `npm run build`: one bundle of the command, each subcommand in a chunk of its own.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './install.mjs';

const cli = join(root, 'packages/cli');
const bundle = join(cli, 'dist/main.js');

/** Builds the bundle anew. */
export async function build() {
  // Loaded when needed: a start that builds nothing does not pay for it.
  const esbuild = await import('esbuild');
  await rm(join(cli, 'dist'), { recursive: true, force: true });
  await esbuild.build({
    entryPoints: [join(cli, 'src/main.ts')],
    outdir: join(cli, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: true,
    sourcesContent: false,
    minifySyntax: true,
    legalComments: 'linked',
    // Ships a binary for each platform, so it stays a package; pg takes its native twin only if it is there.
    external: ['@node-rs/argon2', 'pg-native', 'pg-cloudflare'],
    // CommonJS libraries inside the bundle call require for Node's own modules.
    banner: {
      js: "import { createRequire as slipwayCreateRequire } from 'node:module'; const require = slipwayCreateRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  // What npm packs is the package's folder alone.
  await copyFile(join(root, 'LICENSE'), join(cli, 'LICENSE'));
}

/** Builds where a source is newer than the bundle. */
export async function buildIfStale() {
  if (existsSync(bundle) && newestSource() <= statSync(bundle).mtimeMs) return;
  console.log('Building …');
  await build();
}

function newestSource() {
  let newest = statSync(join(root, 'package-lock.json')).mtimeMs;
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name, 'src');
    for (const file of readdirSync(folder, { recursive: true })) {
      if (file.endsWith('.test.ts')) continue;
      newest = Math.max(newest, statSync(join(folder, file)).mtimeMs);
    }
  }
  return newest;
}

if (process.argv[1] === import.meta.filename) await build();
