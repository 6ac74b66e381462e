import { BuildError } from '@slipway/builder';
import { DockerfileError, parseDockerfile } from '@slipway/dockerfile';
import { expect, it } from 'vitest';
import { FakeBuild } from '../testing/build-events.ts';
import { BuildState } from './build-state.ts';
import { describeFailure } from './describe-failure.ts';
import { painter } from './paint.ts';

const lines = [
  'FROM node',
  'WORKDIR /app',
  '',
  'RUN npm ci && \\',
  '\tnpm test',
  'COPY . .',
  'CMD x',
  'USER y',
];

function failedBuild(output: string) {
  const state = new BuildState();
  const build = new FakeBuild((event) => state.take(event));
  build.say({ type: 'dockerfile', fileName: 'Dockerfile', lines });
  build.plan('build: [build 3/5] RUN npm ci');
  build.start(0);
  build.log(0, output);
  build.fail(0, 'exit code: 1');
  return state;
}

const error = new BuildError('STEP_FAILED', 'exit code: 1', { lines: { start: 4, end: 5 } });

it("shows a failed step's last output and its lines, marked as buildx marks them", () => {
  const state = failedBuild('one\ntwo\u001b[31m red');
  expect(describeFailure(error, state, painter(false))).toBe(`------
 > [build 3/5] RUN npm ci:
one
two red
------
Dockerfile:4:1
--------------------
   2 |     WORKDIR /app
   3 |
   4 | >>> RUN npm ci && \\
   5 | >>>     npm test
   6 |     COPY . .
   7 |     CMD x
--------------------
`);
});

it('points at the word that an error names, or that its message quotes', () => {
  const state = failedBuild('');
  const at = { start: 4, end: 5 };
  const named = new BuildError('IMAGE_NOT_FOUND', 'docker.io/library/ci is not there', {
    lines: at,
    word: 'ci',
  });
  expect(describeFailure(named, state, painter(false))).toMatch(
    /^Dockerfile:4:9\n-+\n(.*\n){2} {3}4 \| >>> RUN npm ci && \\\n {19}\^\^\n/m,
  );
  const quoting = new BuildError('INVALID_DOCKERFILE', 'no "test" here', { lines: at });
  const shown = describeFailure(quoting, state, painter(false));
  expect(shown).toContain('Dockerfile:5:6\n');
  // A tab is shown as four spaces.
  expect(shown).toContain('5 | >>>     npm test\n                   ^^^^\n');
});

it('shows twenty lines of output and no more', () => {
  const state = failedBuild(Array.from({ length: 50 }, (_, index) => `line ${index}`).join('\n'));
  const shown = describeFailure(error, state, painter(false)).match(/^line \d+$/gm);
  expect(shown).toHaveLength(20);
  expect(shown?.at(-1)).toBe('line 49');
});

it("a Dockerfile's mistake brings its own excerpt", () => {
  const mistake = ((): unknown => {
    try {
      return parseDockerfile(Buffer.from('FROM x\nRUM make\n'), { fileName: 'Dockerfile' });
    } catch (caught) {
      return caught;
    }
  })();
  expect(mistake).toBeInstanceOf(DockerfileError);
  const text = describeFailure(mistake, new BuildState(), painter(false));
  expect(text).toMatch(/2 \| RUM make\n.*\^/);
  expect(text).not.toContain('did you mean');
});

it('says nothing where nothing is known', () => {
  expect(describeFailure(new Error('x'), new BuildState(), painter(false))).toBe('');
});
