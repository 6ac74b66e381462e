import { DockerfileError } from '@slipway/dockerfile';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BuildError } from '../errors.ts';
import { amd64, arm64, planText } from './testing/plan-text.ts';
import { allVertices } from './testing/plan-views.ts';

const word = fc.oneof(
  fc.constantFrom('a', '/', '.', './', '..', '$A', '${B:-x}', '"q', '""', '80', '1-3/udp', 'x=1'),
  fc.constantFrom('alpine', 'scratch', 'one', 'two', 'nowhere', '0', '1', 'SIGTERM', '["a"]'),
  fc.constantFrom('https://h/x', 'https://h/x.git#b', 'git@h:x', '<<EOF', '*', 'é', '\u0000'),
  fc.string({ maxLength: 5 }),
);
const flag = fc.constantFrom(
  '--from=one',
  '--from=two',
  '--from=0',
  '--from=busybox',
  '--platform=$A',
  '--platform=linux/arm64',
  '--mount=target=/x',
  '--mount=type=cache,target=$A,from=one',
  '--mount=type=secret,id=s,env=E',
  '--mount=type=ssh',
  '--network=host',
  '--security=insecure',
  '--chmod=$A',
  '--chown=a:b',
  '--link',
  '--checksum=x',
);
const name = fc.constantFrom(
  ...['FROM', 'RUN', 'COPY', 'ADD', 'ENV', 'ARG', 'LABEL', 'WORKDIR', 'USER', 'EXPOSE', 'VOLUME'],
  ...['CMD', 'ENTRYPOINT', 'SHELL', 'STOPSIGNAL', 'HEALTHCHECK', 'ONBUILD', 'MAINTAINER'],
);
const line = fc
  .tuple(name, fc.array(flag, { maxLength: 2 }), fc.array(word, { maxLength: 3 }))
  .map(([instruction, flags, words]) => [instruction, ...flags, ...words].join(' '));
const from = fc.constantFrom(
  'FROM scratch AS one',
  'FROM alpine AS two',
  'FROM one',
  'FROM two AS one',
  'FROM parent',
  'FROM --platform=$BUILDPLATFORM alpine',
);
const dockerfile = fc
  .array(fc.oneof({ weight: 3, arbitrary: line }, { weight: 1, arbitrary: from }), { maxLength: 8 })
  .map((lines) => ['ARG A=b', 'FROM scratch AS one', ...lines].join('\n'));

const parent = { config: { OnBuild: ['RUN t', 'COPY --from=busybox a b'] } };

test('fails in no other way than by an error of the Dockerfile, and is the same each time', async () => {
  await fc.assert(
    fc.asyncProperty(dockerfile, async (text) => {
      const settings = { images: { parent }, request: { platforms: [amd64, arm64] } };
      const outcomes = await Promise.allSettled([
        planText(text, settings),
        planText(text, settings),
      ]);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') {
          const known =
            outcome.reason instanceof BuildError || outcome.reason instanceof DockerfileError;
          expect(known ? undefined : outcome.reason).toBeUndefined();
        } else for (const vertex of allVertices(outcome.value)) expect(vertex.name).not.toBe('');
      expect(outcomes[0]).toEqual(outcomes[1]);
    }),
    { numRuns: 500 },
  );
});

test('every vertex of history lies under the root, in order', async () => {
  await fc.assert(
    fc.asyncProperty(dockerfile, async (text) => {
      const plan = await planText(text, { images: { parent } }).catch(() => undefined);
      for (const { root, history } of plan?.images ?? []) {
        const recorded = history.flatMap(({ vertex }) => vertex ?? []);
        const made = [];
        for (let at = root; 'parent' in at; at = at.parent) made.unshift(at);
        expect(made).toEqual(recorded);
      }
    }),
    { numRuns: 300 },
  );
});

test('stops where it is told to', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(planText('FROM scratch\n', { signal })).rejects.toThrow('enough');
});
