// The web site: browser code in chunks by page, one stylesheet, names with hashes, packed copies.
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { root } from './install.mjs';

const web = join(root, 'packages/web');
/** Where the hub finds the site: beside the bundle, so that it goes into the npm package with it. */
const output = join(root, 'packages/cli/dist/web');
/** Below this, packing saves no packet. */
const worthPacking = 1024;
/** What a page may load that is opened first, in bytes of packed script. */
const firstLoadBudget = 200 * 1000;

const entries = { main: 'src/main.tsx', 'color-scheme': 'src/boot/color-scheme.ts' };

/** Pages that links from elsewhere lead to, with what they load as soon as they are there. */
const firstPages = {
  home: ['src/home/home-page.tsx'],
  explore: ['src/explore/explore-page.tsx'],
  repository: [
    ...['src/repository/repository-page.tsx', 'src/repository/overview-tab.tsx'],
    'src/components/markdown-rendered.tsx',
  ],
  tags: ['src/repository/repository-page.tsx', 'src/repository/tags/tags-tab.tsx'],
  tag: ['src/repository/repository-page.tsx', 'src/repository/image/tag-page.tsx'],
};

/**
 * One chunk of what every page needs, the home page among it; one of what pages share, as far as most
 * of it is used together. A file for each module that two pages share would be a hundred requests.
 */
const chunkGroups = [
  {
    name: 'main',
    tags: ['$initial'],
    // Loaded by itself, before anything is shown.
    test: (id) => !id.endsWith(entries['color-scheme']),
  },
  {
    name: 'shared',
    minShareCount: 2,
    entriesAware: true,
    entriesAwareMergeThreshold: 300,
  },
];

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
 * of, and the packed bytes of script that pages load which are opened first.
 */
export async function buildWeb() {
  const vite = await import('vite');
  const fresh = `${output}.new`;
  const sources = new Set();
  const { output: files } = await inProduction(() =>
    vite.build({
      configFile: false,
      root: web,
      // Wherever the site is mounted: its page says what addresses are relative to.
      base: './',
      logLevel: 'warn',
      define: {
        // Read by the library that locks scrolling behind a dialog: its <style> needs the page's nonce.
        __webpack_nonce__: 'globalThis.slipwayStyleNonce',
      },
      plugins: [listSources(sources)],
      build: {
        outDir: fresh,
        emptyOutDir: true,
        target: ['chrome111', 'firefox114', 'safari16.4'],
        cssCodeSplit: false,
        assetsInlineLimit: 0,
        license: { fileName: 'licenses.txt' },
        reportCompressedSize: false,
        // Weighed below, packed.
        chunkSizeWarningLimit: 1000,
        rolldownOptions: {
          input: entries,
          onLog(level, log, report) {
            // Libraries say "use client" to servers that render; there is none here.
            if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
          },
          output: { codeSplitting: { groups: chunkGroups } },
        },
      },
    }),
  );
  const outputs = new Outputs(files, fresh);
  await writeFile(join(fresh, 'index.html'), await indexPage(outputs));
  const listed = await listFiles(fresh);
  await writeFile(join(fresh, 'files.json'), JSON.stringify(listed));
  await rm(output, { recursive: true, force: true });
  await rename(fresh, output);
  return {
    inputs: [
      ...sources,
      // What stylesheets import is put into them, and so no module.
      ...(await stylesheets()),
      'packages/web/index.html',
      ...(await readdir(join(web, 'public'))).map((name) => `packages/web/public/${name}`),
      relative(root, import.meta.filename),
    ],
    firstLoads: await firstLoads(outputs),
  };
}

/** Vite asks the environment whether it builds for users, whatever else is said, and leaves its answer there. */
async function inProduction(work) {
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    return await work();
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}

async function stylesheets() {
  const folder = join(web, 'src');
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith('.css'))
    .map((name) => relative(root, join(folder, name)));
}

/** Notes the project's own sources that a build reads, as paths in the project. */
function listSources(sources) {
  return {
    name: 'list-sources',
    buildEnd() {
      for (const id of this.getModuleIds()) {
        const path = relative(root, id.replace(/\?.*$/, ''));
        if (path.startsWith('packages/')) sources.add(path);
      }
    },
  };
}

/** What Vite made, asked by source. */
class Outputs {
  #files;
  #folder;

  constructor(files, folder) {
    this.#files = new Map(files.map((file) => [file.fileName, file]));
    this.#folder = folder;
  }

  /** The chunk of an entry or of a page, as its path in the site. */
  chunk(source) {
    const id = join(web, source);
    const found = [...this.#files.values()].find((file) => file.moduleIds?.includes(id));
    if (!found) throw new Error(`nothing was built from ${source}`);
    return found.fileName;
  }

  get stylesheet() {
    const [found, ...others] = [...this.#files.keys()].filter((path) => path.endsWith('.css'));
    if (!found || others.length > 0) throw new Error('there is not one stylesheet');
    return found;
  }

  /** The chunk with all that it imports at once, not what it imports when asked. */
  loadedWith(source) {
    const seen = new Set();
    const visit = (path) => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const next of this.#files.get(path).imports) visit(next);
    };
    visit(this.chunk(source));
    return [...seen];
  }

  absolute(sitePath) {
    return join(this.#folder, sitePath);
  }
}

/** The page around the site. `%BASE%` and `%NONCE%` are the server's to fill in. */
async function indexPage(outputs) {
  const template = await readFile(join(web, 'index.html'), 'utf8');
  const main = outputs.chunk(entries.main);
  const preloads = outputs
    .loadedWith(entries.main)
    .filter((path) => path !== main)
    .map((path) => `<link rel="modulepreload" href="${path}">`);
  const values = {
    '%MAIN%': main,
    '%STYLES%': outputs.stylesheet,
    '%COLOR_SCHEME%': outputs.chunk(entries['color-scheme']),
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

/** Bytes of pages that are opened first and all that each loads: with gzip, the weaker of the two. */
async function firstLoads(outputs) {
  const sizeOf = async (path) => {
    const bytes = await readFile(join(output, path));
    return (await promisify(gzip)(bytes, { level: 9 })).length;
  };
  const weigh = async ([name, pages]) => {
    const sources = [...Object.values(entries), ...pages];
    const scripts = new Set(sources.flatMap((source) => outputs.loadedWith(source)));
    const sizes = await Promise.all([...scripts].map(sizeOf));
    return { name, files: scripts.size, script: sizes.reduce((sum, size) => sum + size, 0) };
  };
  return {
    pages: await Promise.all(Object.entries(firstPages).map(weigh)),
    styles: await sizeOf(outputs.stylesheet),
  };
}

/** Says what pages weigh that are opened first; throws where one is too much. */
export function judgeFirstLoads({ pages, styles }) {
  const kilobytes = (bytes) => `${Math.round(bytes / 100) / 10} kB`;
  const said = pages.map(({ name, script, files }) => `${name} ${kilobytes(script)} in ${files}`);
  console.log(`Opened first, pages load of packed script: ${said.join(', ')} files.`);
  console.log(`And ${kilobytes(styles)} of packed styles.`);
  const heavy = pages.filter(({ script }) => script > firstLoadBudget).map(({ name }) => name);
  if (heavy.length > 0) {
    throw new Error(
      `more script than the ${kilobytes(firstLoadBudget)} it may have: ${heavy.join(', ')}`,
    );
  }
}

if (process.argv[1] === import.meta.filename) {
  judgeFirstLoads((await buildWeb()).firstLoads);
}
