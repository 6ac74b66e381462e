import type { CommandSpec } from './command-spec.ts';
import { hubOptions, jsonOption, transferOptions } from './shared-options.ts';

/** Shown in the help of every command that takes an image's location. */
const locations = `An image is one of:
  [HOST/]NAMESPACE/NAME[:TAG][@DIGEST]  in a registry; without HOST, on the default hub
  local:REFERENCE                       in the local store (what pull fills)
  oci:FOLDER[:NAME]                     in an OCI image layout folder
  oci-archive:FILE[:NAME]               in a tar of such a folder
  docker-archive:FILE[:REFERENCE]       in a tar as "docker save" writes and "docker load" reads`;

export const imageCommands: readonly CommandSpec[] = [
  {
    name: 'pull',
    summary: 'copy an image from a registry to the local store, a folder or a file',
    details: `Every platform of a multi-platform image is kept, unless --platform chooses. A pull that
was interrupted goes on where it stopped; layers that are there already are not fetched.

${locations}`,
    arguments: [{ syntax: '<image>', description: 'the image in a registry' }],
    options: [
      {
        flags: '-o, --output <location>',
        description: 'where to put it instead of the local store',
      },
      ...transferOptions,
    ],
    examples: [
      { command: 'slipway pull kirtan/my-app:1', does: 'into the local store' },
      {
        command: 'slipway pull docker.io/library/node:24 --platform linux/arm64',
        does: 'one platform, from Docker Hub',
      },
      {
        command: 'slipway pull kirtan/my-app:1 -o docker-archive:my-app.tar',
        does: 'a file for docker load',
      },
    ],
    load: () => import('../commands/pull.ts'),
  },
  {
    name: 'push',
    summary: 'copy an image from the local store, a folder or a file to a registry',
    details: `Layers that the target has, or that another repository of the same hub can lend, are not
uploaded.

${locations}`,
    arguments: [
      { syntax: '<image>', description: 'a reference in the local store, or a location on disk' },
      { syntax: '[target]', description: 'the reference to push to; the same reference if absent' },
    ],
    options: transferOptions,
    examples: [
      { command: 'slipway push kirtan/my-app:1', does: 'from the local store to the default hub' },
      {
        command: 'slipway push oci:./out:1 127.0.0.1:5000/kirtan/my-app:1',
        does: 'from an OCI layout',
      },
      {
        command: 'slipway push docker-archive:my-app.tar kirtan/my-app:1',
        does: 'what docker save wrote',
      },
    ],
    load: () => import('../commands/push.ts'),
  },
  {
    name: 'copy',
    summary: 'copy an image from anywhere to anywhere',
    details: `Between two repositories of one hub nothing is transferred: layers are mounted.

${locations}`,
    arguments: [
      { syntax: '<source>', description: 'the image to copy' },
      { syntax: '<target>', description: 'where to' },
    ],
    options: transferOptions,
    examples: [
      {
        command: 'slipway copy docker.io/library/node:24 kirtan/node:24',
        does: 'all platforms, from Docker Hub to the default hub',
      },
      {
        command: 'slipway copy kirtan/my-app:1 oci:./my-app --referrers',
        does: 'with its signatures, into an OCI layout',
      },
    ],
    load: () => import('../commands/copy.ts'),
  },
  {
    name: 'tag',
    summary: 'give an image in the local store, or on a hub, one more name',
    details: `Without --remote both names are in the local store. With --remote both are on one registry,
which links the image under its new name; no layer is transferred.`,
    arguments: [
      { syntax: '<source>', description: 'the image; in the local store also its id' },
      { syntax: '<target>', description: 'its new name' },
    ],
    options: [
      { flags: '--remote', description: 'tag on the registry instead of in the local store' },
      ...hubOptions,
    ],
    examples: [
      {
        command: 'slipway tag kirtan/my-app:1 kirtan/my-app:latest',
        does: 'in the local store; push it next',
      },
      {
        command: 'slipway tag --remote kirtan/my-app:1 kirtan/my-app:stable',
        does: 'on the hub, at once',
      },
    ],
    load: () => import('../commands/tag.ts'),
  },
  {
    name: 'rm',
    summary: 'delete tags or manifests from a registry or the local store',
    details: `A tag is deleted alone; a digest is deleted with every tag that means it. Asks first, unless
--yes is given.`,
    arguments: [
      { syntax: '<image...>', description: 'reference, reference@digest or local:reference' },
    ],
    options: [{ flags: '-y, --yes', description: 'do not ask' }, ...hubOptions],
    examples: [
      { command: 'slipway rm kirtan/my-app:old', does: 'one tag on the hub' },
      { command: 'slipway rm --yes local:kirtan/my-app:old', does: 'one name in the local store' },
    ],
    load: () => import('../commands/rm.ts'),
  },
  {
    name: 'inspect',
    summary: "show an image's digest, platforms, layers and configuration",
    details: locations,
    arguments: [{ syntax: '<image>', description: 'the image' }],
    options: [
      { flags: '--raw', description: "print the manifest's exact bytes" },
      { flags: '--platform <os/arch>', description: 'of a multi-platform image, show this one' },
      jsonOption,
      ...hubOptions,
    ],
    examples: [
      { command: 'slipway inspect kirtan/my-app:1', does: 'a summary' },
      {
        command: 'slipway inspect docker.io/library/node:24 --platform linux/arm64',
        does: 'one platform',
      },
      { command: 'slipway inspect --json oci:./out:1', does: 'for programs' },
    ],
    load: () => import('../commands/inspect.ts'),
  },
  {
    name: 'tags',
    summary: 'list the tags of a repository, or the names in a folder, file or the local store',
    details: 'Sorted as people count: 1.9 comes before 1.10.',
    arguments: [
      { syntax: '<repository>', description: 'a repository, local:, oci:FOLDER or an archive' },
    ],
    options: [jsonOption, ...hubOptions],
    examples: [
      { command: 'slipway tags kirtan/my-app', does: 'on the default hub' },
      { command: 'slipway tags local:', does: 'what the local store holds' },
    ],
    load: () => import('../commands/tags.ts'),
  },
];
