import { type CopyInstruction, expandHeredoc } from '@slipway/dockerfile';
import { tryParseDigest } from '@slipway/oci';
import type { ContextVertex, CopySource, CopyVertex, RootVertex } from '../graph/vertex.ts';
import { isHttpSource, parseGitReference } from './git-reference.ts';
import { resolveDestination } from './paths.ts';
import { invalid } from './plan-error.ts';
import type { Step } from './stage-node.ts';
import { rootOf } from './stage-root.ts';
import type { StageState } from './stage-state.ts';
import { withoutCredentials } from './step-name.ts';

/** COPY and ADD: files on top of what there is. Throws BuildError and DockerfileError. */
export function planCopy(state: StageState, instruction: CopyInstruction, step: Step): void {
  const { range } = instruction;
  const expand = (text: string) => state.expand(text, range);
  const chown = expand(instruction.chown ?? '');
  const chmod = expand(instruction.chmod ?? '');
  const checksum = expand(instruction.checksum ?? '');
  const written: WrittenCopy = {
    instruction,
    paths: instruction.sources.map(expand),
    destination: expand(instruction.destination),
    chown,
    chmod,
    checksum,
  };
  checkChmod(chmod);
  checkChecksum(written);
  const from = sourceRoot(state, instruction, step);
  const vertex = state.planning.pool.intern<CopyVertex>({
    ...state.vertexBase(state.show(instruction.source), range),
    kind: 'copy',
    instruction: instruction.kind,
    parent: state.root,
    sources: [...pathSources(written, from), ...heredocSources(state, instruction)],
    destination: resolveDestination(state.workingDirectory, written.destination),
    ...(chown === '' ? {} : { chown }),
    ...(chmod === '' ? {} : { chmod }),
    // As in BuildKit: a copy that changes modes goes on top of what is there.
    link: instruction.link && chmod === '',
    parents: instruction.parents,
    exclude: instruction.exclude,
    ...(instruction.unpack === undefined ? {} : { unpack: instruction.unpack }),
  });
  warnOfDestination(state, written);
  state.root = vertex;
  state.record(historyText(written), vertex);
}

/** The instruction with its values expanded. */
interface WrittenCopy {
  readonly instruction: CopyInstruction;
  readonly paths: readonly string[];
  readonly destination: string;
  readonly chown: string;
  readonly chmod: string;
  readonly checksum: string;
}

function sourceRoot(
  state: StageState,
  instruction: CopyInstruction,
  step: Step,
): RootVertex | ContextVertex {
  const [source] = step.sources;
  if (!source) return state.planning.loader.context('context');
  const root = rootOf(source);
  if (!root)
    throw invalid(
      `cannot copy from stage ${JSON.stringify(instruction.from)}, it needs to be defined before current stage ${JSON.stringify(state.stage)}`,
    );
  return root;
}

function pathSources(
  written: WrittenCopy,
  from: RootVertex | ContextVertex,
): readonly CopySource[] {
  return written.paths.map((path) => {
    const git = gitSource(written, path);
    if (git) return git;
    if (!isHttpSource(path)) return { kind: 'path', from, path };
    if (written.instruction.kind === 'COPY') throw invalid("source can't be a URL for COPY");
    if (!URL.canParse(path)) throw invalid(`invalid URL ${JSON.stringify(path)}`);
    const { checksum } = written;
    return { kind: 'url', url: path, ...(checksum === '' ? {} : { checksum }) };
  });
}

function gitSource(written: WrittenCopy, path: string): CopySource | undefined {
  const git = parseGitReference(path);
  if (!git) return undefined;
  const { instruction } = written;
  if (instruction.kind === 'COPY') throw invalid("source can't be a git ref for COPY");
  const { keepGitDir } = instruction;
  if (keepGitDir !== undefined && git.keepGitDir !== undefined && keepGitDir !== git.keepGitDir)
    throw invalid('inconsistent keep-git-dir configuration');
  if (written.checksum !== '' && git.checksum !== undefined && written.checksum !== git.checksum)
    throw invalid(
      `checksum mismatch ${JSON.stringify(written.checksum)} != ${JSON.stringify(git.checksum)}`,
    );
  const checksum = git.checksum ?? written.checksum;
  return {
    kind: 'git',
    url: path,
    keepGitDir: git.keepGitDir ?? keepGitDir ?? false,
    ...(checksum === '' ? {} : { checksum }),
  };
}

function heredocSources(state: StageState, instruction: CopyInstruction): readonly CopySource[] {
  return instruction.heredocs.map(({ name, content, expand }) => {
    if (!expand) return { kind: 'heredoc', name, content };
    const { text } = expandHeredoc(content, (variable) => state.variables.get(variable));
    return { kind: 'heredoc', name, content: text };
  });
}

const symbolicClause = /^[ugoa]*(?:[-+=](?:[ugo]|[rwxXst]*))+$/;

function checkChmod(chmod: string): void {
  if (chmod === '') return;
  const valid = /^[0-7]+$/.test(chmod)
    ? Number.parseInt(chmod, 8) <= 0o7777
    : chmod.split(',').every((clause) => symbolicClause.test(clause));
  if (!valid)
    throw invalid(
      `invalid chmod parameter: '${chmod}'. it should be octal string and between 0 and 07777`,
    );
}

function checkChecksum({ instruction, paths, checksum }: WrittenCopy): void {
  if (checksum === '') return;
  if (instruction.kind === 'COPY') throw invalid("checksum can't be specified for COPY");
  const [path, ...more] = paths;
  if (path === undefined || more.length > 0)
    throw invalid("checksum can't be specified for multiple sources");
  if (parseGitReference(path)) return;
  if (!isHttpSource(path)) throw invalid('checksum requires HTTP(S) or Git sources');
  if (!tryParseDigest(checksum)) throw invalid(`invalid checksum digest format: ${checksum}`);
}

/** BuildKit takes it, and lets each file replace the one before. */
function warnOfDestination(state: StageState, written: WrittenCopy): void {
  const { instruction, paths, destination } = written;
  const several = paths.length + instruction.heredocs.length > 1;
  if (!several || /(?:^|\/)\.{0,2}$/.test(destination)) return;
  state.planning.warnings.add(
    `${instruction.kind} of several sources to ${destination}: end it with a slash where it is a directory`,
    instruction.range,
  );
}

function historyText(written: WrittenCopy): string {
  const { instruction, paths, destination, chown, chmod } = written;
  const words = [
    instruction.kind,
    ...(instruction.parents ? ['--parents'] : []),
    ...(chown === '' ? [] : [`--chown=${chown}`]),
    ...(chmod === '' ? [] : [`--chmod=${chmod}`]),
    ...paths.map((path) => (instruction.kind === 'ADD' ? withoutCredentials(path) : path)),
    ...instruction.heredocs.map(({ name }) => `<<${name}`),
    destination,
  ];
  return `${words.join(' ')} # buildkit`;
}
