#!/usr/bin/env node
// npm run build: one bundle of the command, each subcommand in a chunk of its own.
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const cli = join(root, 'packages', 'cli');
await rm(join(cli, 'dist'), { recursive: true, force: true });
await build({
  entryPoints: [join(cli, 'src', 'main.ts')],
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
