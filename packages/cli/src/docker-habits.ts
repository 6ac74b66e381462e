/** What to type instead of a word of Docker's that Slipway does not have; sentences. */
interface Habits {
  readonly [word: string]: string | undefined;
}

const noList = 'Containers run in the foreground here and are gone at their end';

const commands: Habits = {
  attach: noList,
  builder: 'The build cache: "slipway df" and "slipway prune"',
  buildx: 'There is one builder: "slipway build", "slipway df", "slipway prune"',
  commit: 'Images are made by "slipway build"',
  compose: 'One container at a time: "slipway run"',
  container: `${noList}: "slipway run"`,
  create: 'Use "slipway run"',
  exec: `${noList}; for a shell: "slipway run -it IMAGE sh"`,
  image:
    'Without "image": "slipway images", "slipway rmi", "slipway tag", "slipway save", "slipway prune"',
  import: 'Use "slipway build" with FROM scratch and ADD',
  info: 'See "slipway version" and "slipway df"',
  kill: noList,
  logs: `${noList}; what they write is on this terminal`,
  ls: 'Images are listed by "slipway images"',
  manifest: 'Use "slipway inspect", and "slipway build --platform" for several platforms',
  ps: noList,
  restart: noList,
  start: 'Use "slipway run"',
  stop: `${noList}; Ctrl-C ends them`,
  system: 'Without "system": "slipway df" and "slipway prune"',
  volume: 'Volumes are made by "slipway run -v NAME:FOLDER"',
};

const noLimits = 'Of limits there are --ulimit and --shm-size';
const noSecurity = 'Capabilities are given with --cap-add and taken with --cap-drop';

const options: Readonly<Record<string, Habits>> = {
  build: {
    '--attest': 'Attestations are not made',
    '--builder': 'There is one builder: leave it out',
    '--call': 'Mistakes are found by a build with --target and --output type=cacheonly',
    '--check': 'Mistakes are found by a build with --target and --output type=cacheonly',
    '--cpus': noLimits,
    '--memory': noLimits,
    '--squash': 'Copy what is needed to a last stage: COPY --from',
    '-m': noLimits,
  },
  images: { '--format': 'Use --json, or --quiet', '-a': 'All are shown', '--all': 'All are shown' },
  run: {
    '--cpus': noLimits,
    '--detach': 'Containers run in the foreground here; a shell\'s "&" puts them behind',
    '--device': noSecurity,
    '--dns': "The machine's nameservers are asked; names are added with --add-host",
    '--expose': 'Ports are published with -p',
    '--label': 'Containers have no labels here',
    '--memory': noLimits,
    '--mount': 'Use -v SOURCE:TARGET, or --tmpfs FOLDER',
    '--net': 'Did you mean --network?',
    '--privileged': `${noSecurity}; all with --cap-add ALL`,
    '--restart': 'A container ends with its process',
    '--security-opt': noSecurity,
    '-P': 'Name the ports: -p 8080:80',
    '-d': 'Containers run in the foreground here; a shell\'s "&" puts them behind',
    '-l': 'Containers have no labels here',
    '-m': noLimits,
  },
};

/** Advice for whoever types an unknown command, or an unknown option of `command`, as for Docker. */
export function dockersWord(word: string, command = ''): string | undefined {
  if (!word.startsWith('-')) return !command ? commands[word] : undefined;
  return options[command]?.[word.split('=', 1)[0] ?? ''];
}
