import { createUser } from '../support/hub-api.ts';
import { administrator } from '../support/start-hub.ts';
import { artifactOf, type DemoImage, type DemoManifest, imageOf, indexOf } from './demo-image.ts';
import { readme } from './demo-readme.ts';
import { DemoUser } from './demo-user.ts';

/** Whose pages are shown. */
export const kirtan = { name: 'kirtan', password: 'a ship for kirtan' } as const;
const mia = { name: 'mia', password: 'a ship for mia' } as const;
const ivo = { name: 'ivo', password: 'a ship for ivo' } as const;

/** Fills a new hub with accounts, an organization, and repositories worth looking at. */
export async function seedHub(origin: string): Promise<void> {
  for (const each of [kirtan, mia, ivo]) await createUser(origin, each);
  const admin = await DemoUser.signIn(origin, administrator);
  const users = {
    kirtan: await DemoUser.signIn(origin, kirtan),
    mia: await DemoUser.signIn(origin, mia),
    ivo: await DemoUser.signIn(origin, ivo),
  };
  await seedOrganization(users.kirtan, admin);
  await seedApp(users.kirtan);
  await seedOfficial(admin);
  await seedArtifacts(users.kirtan, admin);
  await seedOthers(users.mia, users.kirtan);
  await seedStars(users);
}

async function seedOrganization(owner: DemoUser, admin: DemoUser): Promise<void> {
  await owner.call('POST', '/v2/orgs', {
    orgname: 'harbor-works',
    full_name: 'Harbor Works',
    description: 'Platform images and charts for every team at the yard',
    location: 'Gdańsk',
  });
  await admin.call('POST', '/v2/orgs/harbor-works/members', { member: mia.name, role: 'editor' });
  await admin.call('POST', '/v2/orgs/harbor-works/members', { member: ivo.name, role: 'member' });
  for (const name of ['backend', 'operations']) {
    await owner.call('POST', '/v2/orgs/harbor-works/groups', { name });
  }
  await owner.call('POST', '/v2/orgs/harbor-works/groups/backend/members', { member: ivo.name });
}

/** `kirtan/my-app`: three platforms, a dozen versions, a signature and an SBOM. */
async function seedApp(owner: DemoUser): Promise<void> {
  await owner.call('POST', `/v2/namespaces/${owner.name}/repositories`, {
    name: 'my-app',
    description: 'A small web server that says hello, built in two stages',
    full_description: readme,
    is_private: false,
    categories: ['web-servers', 'languages-and-frameworks'],
  });
  const repository = `${owner.name}/my-app`;
  const versions = ['1.2.0', '1.9.0', '1.9.1', '1.10.0', '2.0.0-rc.1', '2.0.0'];
  let newest: DemoManifest | undefined;
  for (const [index, version] of versions.entries()) {
    newest = await pushVersion(owner, repository, {
      version,
      generation: index,
      tags: version === '2.0.0' ? ['2.0.0', '2.0', '2', 'latest'] : [version],
    });
  }
  await pushVersion(owner, repository, { version: 'edge', generation: 9, tags: ['edge'] });
  await pushVersion(owner, repository, { version: 'edge', generation: 10, tags: ['edge'] });
  await owner.push(repository, referrersOf(newest as DemoManifest));
  for (let pulls = 0; pulls < 14; pulls += 1) await owner.pull(repository, 'latest');
  await owner.call(
    'PATCH',
    `/v2/namespaces/${repository.replace('/', '/repositories/')}/immutabletags`,
    {
      immutable_tags: true,
      immutable_tags_rules: ['\\d+\\.\\d+\\.\\d+'],
    },
  );
  await owner.call('POST', `/v2/repositories/${repository}/collaborators`, {
    user: mia.name,
    permission: 'write',
  });
}

interface Version {
  readonly version: string;
  /** What its files are made different by. */
  readonly generation: number;
  readonly tags: readonly string[];
}

async function pushVersion(
  owner: DemoUser,
  repository: string,
  version: Version,
): Promise<DemoManifest> {
  const platforms = [{ architecture: 'amd64' }, { architecture: 'arm64', variant: 'v8' }];
  const images = platforms.map((platform) => {
    const image = appImage(version, platform);
    return { image, manifest: imageOf(image) };
  });
  const index = indexOf(images, {
    'org.opencontainers.image.version': version.version,
    'org.opencontainers.image.source': 'https://git.example.com/kirtan/my-app',
  });
  const members = images.map(({ manifest }) => ({ manifest }));
  await owner.push(repository, [...members, { manifest: index, tags: version.tags }]);
  return index;
}

function appImage(
  { version, generation }: Version,
  platform: { readonly architecture: string; readonly variant?: string },
): DemoImage {
  return {
    ...platform,
    created: new Date(Date.now() - 3_600_000),
    layers: [
      {
        instruction: "# debian.sh --arch 'amd64' out/ 'bookworm' '@1763337600'",
        files: {
          'etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
          'usr/bin/env': noise(2_400_000, `base ${platform.architecture}`),
          'usr/lib/libc.so.6': noise(1_900_000, `libc ${platform.architecture}`),
        },
      },
      {
        instruction:
          'RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends ca-certificates curl && rm -rf /var/lib/apt/lists/* # buildkit',
        files: { 'usr/bin/curl': noise(760_000, `curl ${platform.architecture}`) },
      },
      { instruction: 'WORKDIR /app', files: { 'app/.keep': '' } },
      {
        instruction: 'COPY --from=build /out/node_modules ./node_modules # buildkit',
        files: {
          'app/node_modules/fastify/index.js': noise(
            420_000,
            `modules ${Math.floor(generation / 3)}`,
          ),
          ...(generation < 4
            ? { 'app/node_modules/left-pad/index.js': 'module.exports = pad;\n' }
            : {}),
        },
      },
      {
        instruction: 'COPY --from=build /out/dist . # buildkit',
        files: {
          'app/server.js': `// ${version}\nimport fastify from 'fastify';\n`,
          'app/dist/bundle.js': noise(90_000 + generation * 4000, `bundle ${generation}`),
          ...(generation >= 5 ? { 'app/dist/health.js': 'export const ok = true;\n' } : {}),
        },
      },
    ],
    config: {
      User: 'node',
      Env: [
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        'NODE_VERSION=22.22.0',
        'PORT=8080',
        'SESSION_SECRET=do-not-ship-this',
      ],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['node', 'server.js'],
      WorkingDir: '/app',
      ExposedPorts: { '8080/tcp': {} },
      Volumes: { '/data': {} },
      StopSignal: 'SIGTERM',
      Labels: {
        'org.opencontainers.image.title': 'my-app',
        'org.opencontainers.image.licenses': 'Apache-2.0',
        'org.opencontainers.image.source': 'https://git.example.com/kirtan/my-app',
      },
    },
  };
}

function referrersOf(subject: DemoManifest): { readonly manifest: DemoManifest }[] {
  return [
    {
      manifest: artifactOf({
        artifactType: 'application/vnd.dev.cosign.artifact.sig.v1+json',
        files: [
          {
            type: 'application/vnd.dev.cosign.simplesigning.v1+json',
            bytes: Buffer.from('{"critical":{}}'),
          },
        ],
        subject,
      }),
    },
    {
      manifest: artifactOf({
        artifactType: 'application/spdx+json',
        files: [
          {
            type: 'application/spdx+json',
            bytes: Buffer.from('{"spdxVersion":"SPDX-2.3","packages":[]}'),
            title: 'my-app.spdx.json',
          },
        ],
        subject,
      }),
    },
  ];
}

async function seedOfficial(admin: DemoUser): Promise<void> {
  await seedRepository(admin, 'library', {
    name: 'node',
    description: 'Node.js on Debian, kept by this hub',
    categories: ['languages-and-frameworks'],
  });
  await seedRepository(admin, 'library', {
    name: 'postgres',
    description: 'PostgreSQL, with its data in a volume',
    categories: ['databases-and-storage'],
  });
  for (const name of ['node', 'postgres']) {
    const path = `/v2/namespaces/library/repositories/${name}/badge`;
    await admin.call('PUT', path, { badge: 'official' });
  }
}

/** A Helm chart, a WASM module and a private service of the organization. */
async function seedArtifacts(owner: DemoUser, admin: DemoUser): Promise<void> {
  const repositories = '/v2/namespaces/harbor-works/repositories';
  await owner.call('POST', repositories, {
    name: 'web-chart',
    description: 'The Helm chart that runs every web service here',
    is_private: false,
    categories: ['integration-and-delivery'],
  });
  for (const version of ['0.9.0', '1.0.0']) {
    const manifest = artifactOf({
      configType: 'application/vnd.cncf.helm.config.v1+json',
      config: { name: 'web-chart', version, apiVersion: 'v2' },
      files: [
        {
          type: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
          bytes: noise(18_000, version),
          title: `web-chart-${version}.tgz`,
        },
      ],
    });
    await owner.push('harbor-works/web-chart', [{ manifest, tags: [version] }]);
  }
  await owner.call('POST', repositories, {
    name: 'image-filter',
    description: 'A WASM component that resizes pictures at the edge',
    is_private: false,
  });
  const module = artifactOf({
    configType: 'application/vnd.wasm.config.v0+json',
    config: { architecture: 'wasm', os: 'wasip2' },
    files: [{ type: 'application/wasm', bytes: noise(240_000, 'wasm'), title: 'filter.wasm' }],
  });
  await owner.push('harbor-works/image-filter', [{ manifest: module, tags: ['0.3.1', 'latest'] }]);
  await seedRepository(owner, 'harbor-works', {
    name: 'ledger',
    description: 'Bookkeeping, for us alone',
    is_private: true,
  });
  await admin.call('PUT', '/v2/namespaces/harbor-works/badge', { badge: 'verified_publisher' });
}

async function seedOthers(mia: DemoUser, kirtan: DemoUser): Promise<void> {
  await seedRepository(mia, mia.name, {
    name: 'tide-tables',
    description: 'Tides for any harbour, as JSON',
    categories: ['data-science'],
  });
  await seedRepository(mia, mia.name, { name: 'signal-flags', description: 'Flags as SVG' });
  await seedRepository(kirtan, kirtan.name, {
    name: 'logbook',
    description: 'Notes of the yard',
    is_private: true,
  });
  await kirtan.call('POST', `/v2/namespaces/${kirtan.name}/repositories`, { name: 'empty-dock' });
  await mia.call('POST', `/v2/namespaces/${mia.name}/repositories/signal-flags/transfer`, {
    namespace: kirtan.name,
  });
}

async function seedRepository(
  owner: DemoUser,
  namespace: string,
  repository: {
    readonly name: string;
    readonly description: string;
    readonly is_private?: boolean;
    readonly categories?: readonly string[];
  },
): Promise<void> {
  await owner.call('POST', `/v2/namespaces/${namespace}/repositories`, {
    is_private: false,
    ...repository,
  });
  await pushVersion(owner, `${namespace}/${repository.name}`, {
    version: '1.0.0',
    generation: repository.name.length,
    tags: ['1.0.0', 'latest'],
  });
}

async function seedStars(users: Readonly<Record<string, DemoUser>>): Promise<void> {
  const stars: Readonly<Record<string, readonly string[]>> = {
    kirtan: ['library/node', 'mia/tide-tables', 'harbor-works/web-chart'],
    mia: ['library/node', 'kirtan/my-app', 'library/postgres'],
    ivo: ['library/node', 'kirtan/my-app'],
  };
  for (const [name, starred] of Object.entries(stars)) {
    for (const repository of starred) {
      await users[name]?.call('POST', `/v2/repositories/${repository}/stars`);
    }
  }
}

/** Bytes that no compression makes smaller, always the same for a seed (a linear congruential generator). */
function noise(length: number, seed: string): Buffer {
  let state = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  const bytes = Buffer.alloc(length);
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}
