import type { ScratchFolder } from './scratch-folder.ts';

/** Options that give Podman and Buildah a store of their own, apart from the machine's. */
export function containerStore(folder: ScratchFolder, tool: 'podman' | 'buildah'): string[] {
  const store = [
    `--root=${folder.join(tool, 'root')}`,
    `--runroot=${folder.join(tool, 'run')}`,
    '--storage-driver=vfs',
  ];
  if (tool === 'buildah') return store;
  // Neither systemd nor its journal need be there.
  const tmpdir = `--tmpdir=${folder.join(tool, 'tmp')}`;
  return [...store, tmpdir, '--cgroup-manager=cgroupfs', '--events-backend=file'];
}
