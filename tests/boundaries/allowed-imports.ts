/**
 * Who may import whom: the table of ARCHITECTURE.md, enforced. `libraries` are the npm packages a
 * package may use; `node` says whether it may touch Node's own modules (a pure package may not).
 */
export interface PackageRule {
  readonly packages: readonly string[];
  readonly libraries: readonly string[];
  readonly node: boolean;
}

export const allowedImports: Readonly<Record<string, PackageRule>> = {
  oci: { packages: [], libraries: [], node: false },
  api: { packages: ['oci'], libraries: ['zod'], node: false },
  archive: { packages: ['oci'], libraries: [], node: true },
  content: { packages: ['oci'], libraries: [], node: true },
  database: { packages: [], libraries: ['kysely', 'pg'], node: true },
  remote: { packages: ['oci', 'content'], libraries: ['undici'], node: true },
  dockerfile: { packages: [], libraries: [], node: false },
  linux: { packages: [], libraries: ['koffi'], node: true },
  images: {
    packages: ['oci', 'archive', 'content', 'linux', 'remote'],
    libraries: [],
    node: true,
  },
  runtime: { packages: ['oci', 'archive', 'content', 'linux'], libraries: [], node: true },
  builder: {
    packages: ['oci', 'archive', 'content', 'dockerfile', 'images', 'linux', 'remote', 'runtime'],
    libraries: ['undici'],
    node: true,
  },
  registry: {
    packages: ['oci', 'content', 'database'],
    libraries: ['kysely', 'lru-cache'],
    node: true,
  },
  hub: {
    packages: ['oci', 'api', 'archive', 'content', 'database', 'remote', 'registry'],
    libraries: [
      '@node-rs/argon2',
      '@simplewebauthn/server',
      'jose',
      'kysely',
      'lru-cache',
      'nodemailer',
      'openid-client',
      'otpauth',
      'pino',
      'prom-client',
      're2js',
      'yaml',
      'zod',
    ],
    node: true,
  },
  cli: {
    packages: [
      'oci',
      'api',
      'archive',
      'builder',
      'content',
      'database',
      'dockerfile',
      'hub',
      'images',
      'linux',
      'registry',
      'remote',
      'runtime',
    ],
    libraries: ['commander', 'zod'],
    node: true,
  },
  web: {
    packages: ['oci', 'api'],
    libraries: [
      '@mantine/core',
      '@mantine/hooks',
      '@mantine/notifications',
      '@simplewebauthn/browser',
      '@tanstack/react-query',
      'dompurify',
      'lucide-react',
      'marked',
      'react',
      'react-dom',
      'uqr',
      'wouter',
    ],
    node: false,
  },
};

/** What tests may import besides. */
export const testLibraries: readonly string[] = [
  'playwright-core',
  'vitest',
  'fast-check',
  'oidc-provider',
  'smtp-server',
];
