// The web site: browser code in chunks by page, one stylesheet, names with hashes, packed copies.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { directImports } from './direct-imports.mjs';
import { root } from './install.mjs';

const web = join(root, 'packages/web');
/** Where the hub finds the site: beside the bundle, so that it goes into the npm package with it. */
const output = join(root, 'packages/cli/dist/web');
/** Below this, packing saves no packet. */
const worthPacking = 1024;
/** What the first page may weigh, its script packed, in bytes. */
export const firstLoadBudget = 200 * 1000;

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * Builds the site into a new folder and puts that in the old one's place. Gives the sources it was made
 * of, and the packed bytes of script that the first page loads.
 */
export async function buildWeb() {
  const esbuild = await import('esbuild');
  const fresh = `${output}.new`;
  await rm(fresh, { recursive: true, force: true });
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: {
      main: 'packages/web/src/main.tsx',
      'color-scheme': 'packages/web/src/boot/color-scheme.ts',
    },
    outdir: join(fresh, 'assets'),
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome111', 'firefox114', 'safari16.4'],
    jsx: 'automatic',
    loader: { '.woff2': 'file' },
    minify: true,
    legalComments: 'linked',
    metafile: true,
    define: {
      'process.env.NODE_ENV': '"production"',
      // Read by the library that locks scrolling behind a dialog: its <style> needs the page's nonce.
      __webpack_nonce__: 'globalThis.slipwayStyleNonce',
    },
    tsconfig: 'packages/web/tsconfig.json',
    plugins: [directImports],
    logLevel: 'warning',
  });
  const outputs = new Outputs(metafile, fresh);
  await writeFile(join(fresh, 'index.html'), await indexPage(outputs));
  const publicFolder = join(web, 'public');
  for (const name of await readdir(publicFolder)) {
    await writeFile(join(fresh, name), await readFile(join(publicFolder, name)));
  }
  const listed = await listFiles(fresh);
  await writeFile(join(fresh, 'files.json'), JSON.stringify(listed));
  await rm(output, { recursive: true, force: true });
  await mkdir(dirname(output), { recursive: true });
  await rename(fresh, output);
  const inputs = Object.keys(metafile.inputs).filter((path) => path.startsWith('packages/web/'));
  return {
    inputs: [
      ...inputs,
      'packages/web/index.html',
      ...(await readdir(publicFolder)).map((name) => `packages/web/public/${name}`),
      relative(root, import.meta.filename),
    ],
    firstLoad: await firstLoad(outputs),
  };
}

/** What esbuild made, asked by source. */
class Outputs {
  #outputs;
  #folder;

  constructor(metafile, folder) {
    this.#outputs = metafile.outputs;
    this.#folder = relative(root, folder);
  }

  /** The output of an entry, as its path in the site. */
  entry(source) {
    const found = Object.entries(this.#outputs).find(([, each]) => each.entryPoint === source);
    if (!found) throw new Error(`nothing was built from ${source}`);
    return { path: this.#sitePath(found[0]), css: found[1].cssBundle };
  }

  stylesheet(source) {
    return this.#sitePath(this.entry(source).css);
  }

  /** The entry with all that it imports at once, not what it imports when asked. */
  loadedWith(source) {
    const seen = new Set();
    const visit = (path) => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const { path: next, kind } of this.#outputs[path].imports) {
        if (kind === 'import-statement') visit(next);
      }
    };
    visit(join(this.#folder, this.entry(source).path));
    return [...seen].map((path) => this.#sitePath(path));
  }

  absolute(sitePath) {
    return join(root, this.#folder, sitePath);
  }

  #sitePath(path) {
    return relative(this.#folder, path);
  }
}

/** The page around the site. `%BASE%` and `%NONCE%` are the server's to fill in. */
async function indexPage(outputs) {
  const template = await readFile(join(web, 'index.html'), 'utf8');
  const main = outputs.entry('packages/web/src/main.tsx').path;
  const preloads = outputs
    .loadedWith('packages/web/src/main.tsx')
    .filter((path) => path !== main)
    .map((path) => `<link rel="modulepreload" href="${path}">`);
  const values = {
    '%MAIN%': main,
    '%STYLES%': outputs.stylesheet('packages/web/src/main.tsx'),
    '%COLOR_SCHEME%': outputs.entry('packages/web/src/boot/color-scheme.ts').path,
    '%PRELOADS%': preloads.join('\n    '),
  };
  return template.replaceAll(/%[A-Z_]+%/g, (name) => values[name] ?? name);
}

/** Every file with its type, tag and packed copies, which it writes. */
async function listFiles(folder) {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = {};
  await Promise.all(
    names
      .filter((entry) => entry.isFile() && types[extname(entry.name)])
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const bytes = await readFile(path);
        const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
        files[relative(folder, path)] = {
          type: types[extname(entry.name)],
          tag: hash,
          // Its name changes with its content.
          immutable: basename(entry.parentPath) === 'assets',
          encodings: await pack(path, bytes),
        };
      }),
  );
  return files;
}

async function pack(path, bytes) {
  // The page around the site is filled in for each request.
  if (bytes.length < worthPacking || /\.(?:html|woff2)$/.test(path)) return [];
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } };
  const [brotli, gzipped] = await Promise.all([
    promisify(brotliCompress)(bytes, quality),
    promisify(gzip)(bytes, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${path}.br`, brotli), writeFile(`${path}.gz`, gzipped)]);
  return ['br', 'gzip'];
}

/** Bytes of the home page and all that it loads at once: with gzip, the weaker of the two. */
async function firstLoad(outputs) {
  const sizeOf = async (path) => {
    const bytes = await readFile(join(output, path));
    return (await promisify(gzip)(bytes, { level: 9 })).length;
  };
  const sources = [
    'packages/web/src/main.tsx',
    'packages/web/src/boot/color-scheme.ts',
    'packages/web/src/home/home-page.tsx',
  ];
  const scripts = new Set(sources.flatMap((source) => outputs.loadedWith(source)));
  const sizes = await Promise.all([...scripts].map(sizeOf));
  const script = sizes.reduce((sum, size) => sum + size, 0);
  return { script, styles: await sizeOf(outputs.stylesheet('packages/web/src/main.tsx')) };
}

/** Says what the first page weighs; throws where it is too much. */
export function judgeFirstLoad({ script, styles }) {
  const kilobytes = (bytes) => `${Math.round(bytes / 100) / 10} kB`;
  console.log(
    `The first page loads ${kilobytes(script)} of script and ${kilobytes(styles)} of styles, packed.`,
  );
  if (script > firstLoadBudget) {
    throw new Error(`that is more script than the ${kilobytes(firstLoadBudget)} it may have`);
  }
}

if (process.argv[1] === import.meta.filename) {
  const { firstLoad: weight } = await buildWeb();
  judgeFirstLoad(weight);
}
