import type { CommandSpec, OptionSpec } from './command-spec.ts';
import { hubOptions } from './shared-options.ts';

/** Options of more than one command here, as Docker has them. */
const addHost: OptionSpec = {
  flags: '--add-host <name:address>',
  description: 'an extra line of /etc/hosts; the address may be host-gateway',
  repeatable: true,
};
const shmSize: OptionSpec = { flags: '--shm-size <size>', description: 'of /dev/shm (64m)' };
const ulimit: OptionSpec = {
  flags: '--ulimit <name=soft:hard>',
  description: 'a limit of every process, for example nofile=1024:2048',
  repeatable: true,
};

const buildOptions: readonly OptionSpec[] = [
  {
    flags: '-t, --tag <name>',
    description: 'a name for the image (NAMESPACE/NAME:TAG); may be given several times',
    repeatable: true,
  },
  {
    flags: '-f, --file <file>',
    description: 'the Dockerfile (default Dockerfile in the context); - for standard input',
  },
  { flags: '--target <stage>', description: 'the stage to build (default the last)' },
  {
    flags: '--build-arg <name=value>',
    description: 'a value for an ARG; a name alone takes it from the environment',
    repeatable: true,
  },
  {
    flags: '--platform <os/arch>',
    description: 'what to build for; a list makes one image of several platforms',
    repeatable: true,
  },
  {
    flags: '-o, --output <output>',
    description:
      'a folder, - for a tar, or type=image|oci|docker|local|tar|registry|cacheonly,dest=…',
    repeatable: true,
  },
  { flags: '--push', description: 'push the image to its registry' },
  { flags: '--load', description: 'put the image into the local store (the default)' },
  {
    flags: '--build-context <name=value>',
    description: 'another context: a folder, a URL, docker-image://REFERENCE, oci-layout://FOLDER',
    repeatable: true,
  },
  {
    flags: '--secret <secret>',
    description: 'a secret for RUN --mount=type=secret: id=…,src=FILE or id=…,env=VARIABLE',
    repeatable: true,
  },
  {
    flags: '--ssh <id>',
    description: 'an SSH agent (default), or a key (default=FILE), for RUN --mount=type=ssh',
    repeatable: true,
  },
  { flags: '--no-cache', description: 'run every step anew' },
  {
    flags: '--no-cache-filter <stages>',
    description: 'run the steps of these stages anew',
    repeatable: true,
  },
  { flags: '--pull', description: 'ask registries for newer base images' },
  {
    flags: '--cache-from <cache>',
    description: 'a cache to use: a reference, or type=registry|local,…',
    repeatable: true,
  },
  {
    flags: '--cache-to <cache>',
    description:
      'where to put the cache: a reference, or type=registry|local|inline,mode=min|max,…',
    repeatable: true,
  },
  { flags: '--label <name=value>', description: 'a label of the image', repeatable: true },
  {
    flags: '--annotation <key=value>',
    description: 'an annotation; index:, manifest[linux/amd64]: and the like before it say of what',
    repeatable: true,
  },
  {
    flags: '--network <network>',
    description: 'of RUN: default, none or host (which needs --allow network.host)',
    choices: ['default', 'none', 'host'],
    checkedByCommand: true,
  },
  {
    flags: '--allow <entitlement>',
    description: 'what steps may ask for: network.host, security.insecure',
    choices: ['network.host', 'security.insecure'],
    checkedByCommand: true,
    repeatable: true,
  },
  addHost,
  shmSize,
  ulimit,
  { flags: '--iidfile <file>', description: "write the image's id to this file" },
  { flags: '--metadata-file <file>', description: "write the result's digests and names as JSON" },
  {
    flags: '--progress <kind>',
    description: 'how to show what happens: auto, tty, plain, json or quiet',
    choices: ['auto', 'tty', 'plain', 'json', 'rawjson', 'quiet'],
    checkedByCommand: true,
  },
  { flags: '-q, --quiet', description: "print only the image's id" },
  // Accepted because scripts give them; what they ask for is how things are here, or nothing.
  { flags: '--rm', description: 'accepted for compatibility', hidden: true },
  { flags: '--force-rm', description: 'accepted for compatibility', hidden: true },
  { flags: '--compress', description: 'accepted for compatibility', hidden: true },
  {
    flags: '--provenance <value>',
    description: 'accepted for compatibility: false alone',
    hidden: true,
  },
  { flags: '--sbom <value>', description: 'accepted for compatibility: false alone', hidden: true },
  ...hubOptions,
];

const runOptions: readonly OptionSpec[] = [
  {
    flags: '-e, --env <name=value>',
    description: 'a variable; a name alone takes its value from the environment',
    repeatable: true,
  },
  { flags: '--env-file <file>', description: 'a file of variables, one a line', repeatable: true },
  {
    flags: '-v, --volume <source:target>',
    description:
      "a folder or file of this machine (./data), or a volume's name, in the container (:ro to read only)",
    repeatable: true,
  },
  { flags: '--tmpfs <folder>', description: 'a folder in memory (:size=64m)', repeatable: true },
  { flags: '-w, --workdir <folder>', description: 'the working folder in the container' },
  {
    flags: '-u, --user <user>',
    description: 'a user, or user:group, by name or number (default what the image says)',
  },
  {
    flags: '--entrypoint <command>',
    description: "instead of the image's ENTRYPOINT, whose CMD goes too",
  },
  { flags: '-i, --interactive', description: 'pass standard input on' },
  { flags: '-t, --tty', description: 'give the container a terminal' },
  {
    flags: '-p, --publish <port:port>',
    description: 'a port of this machine for one of the container ([ADDRESS:]PORT:PORT[/udp])',
    repeatable: true,
  },
  {
    flags: '--network <network>',
    description: "default (its own, with a way out), none, or host (this machine's)",
    choices: ['default', 'bridge', 'none', 'host'],
    checkedByCommand: true,
  },
  { flags: '--hostname <name>', description: "the container's host name" },
  { flags: '--name <name>', description: 'a name, which is its host name too' },
  addHost,
  { flags: '--read-only', description: 'let nothing be written but to volumes and --tmpfs' },
  shmSize,
  ulimit,
  {
    flags: '--cap-add <capability>',
    description: 'a Linux capability more (NET_ADMIN), or ALL',
    repeatable: true,
  },
  {
    flags: '--cap-drop <capability>',
    description: 'a Linux capability less, or ALL',
    repeatable: true,
  },
  {
    flags: '--pull <when>',
    description: 'always, missing (the default) or never',
    choices: ['always', 'missing', 'never'],
    checkedByCommand: true,
  },
  { flags: '--platform <os/arch>', description: 'of a multi-platform image, this one' },
  {
    flags: '--stop-signal <signal>',
    description: "what Ctrl-C and SIGTERM send it (else the image's STOPSIGNAL, else the same)",
  },
  {
    flags: '--stop-timeout <seconds>',
    description: 'how long it may then take before it is killed (10)',
  },
  { flags: '--rm', description: 'accepted: the container is always removed at its end' },
  { flags: '--init', description: 'accepted for compatibility', hidden: true },
  { flags: '-q, --quiet', description: 'show no progress of a pull' },
  ...hubOptions,
];

export const buildCommands: readonly CommandSpec[] = [
  {
    name: 'build',
    summary: 'build an image from a Dockerfile, with no daemon',
    details: `Takes the Dockerfiles and the options of "docker build". The context is a folder, the URL
of a Git repository or of a tar, or - for a tar or a Dockerfile on standard input. Only the stages
that the target needs are built, independent ones at the same time; what has not changed comes
from the cache. The image goes to the local store under its names (-t), and with --push to its
registry. Progress is written to standard error; with -q only the image's id to standard output.`,
    arguments: [{ syntax: '<context>', description: 'a folder, a URL, or - for standard input' }],
    options: buildOptions,
    examples: [
      { command: 'slipway build -t kirtan/my-app:1 .', does: 'into the local store' },
      { command: 'slipway build -t kirtan/my-app:1 --push .', does: 'and to the default hub' },
      {
        command: 'slipway build --target test --build-arg VERSION=1.2 -f docker/Dockerfile .',
        does: 'one stage of another Dockerfile',
      },
      { command: 'slipway build -o ./out .', does: 'the files of the result, in a folder' },
      {
        command: 'slipway build -t kirtan/my-app:1 https://github.com/kirtan/my-app.git#main',
        does: 'from a Git repository',
      },
    ],
    load: () => import('../commands/build.ts'),
  },
  {
    name: 'run',
    summary: 'run an image in the foreground, with no daemon',
    details: `The image comes from the local store, else from its registry. The process runs as the
image's USER with its ENV, WORKDIR, ENTRYPOINT and CMD; options stand before the image, what
follows it is the command. What it changes is gone at its end, but for its volumes. Signals are
passed on. Ends with the exit code of the process; 125 where it could not be run, 126 and 127
where the command could not be, or was not found.`,
    arguments: [
      { syntax: '<image>', description: 'a reference, or an image id of the local store' },
      { syntax: '[command...]', description: "instead of the image's CMD" },
    ],
    optionsEndAtArgument: true,
    options: runOptions,
    examples: [
      { command: 'slipway run -p 8080:3000 kirtan/my-app:1', does: 'until Ctrl-C' },
      { command: 'slipway run -it kirtan/my-app:1 sh', does: 'a shell in it' },
      {
        command: 'slipway run -v ./data:/data -e LEVEL=debug kirtan/my-app:1 node report.js',
        does: 'another command, with a folder of yours',
      },
    ],
    load: () => import('../commands/run.ts'),
  },
];
