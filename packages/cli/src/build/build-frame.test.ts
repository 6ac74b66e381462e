import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../terminal/display-width.ts';
import { FakeBuild } from '../testing/build-events.ts';
import { buildFrame } from './build-frame.ts';
import { BuildState } from './build-state.ts';

function start(...steps: string[]) {
  const state = new BuildState();
  const build = new FakeBuild((event) => state.take(event));
  build.plan(...steps);
  const frame = (columns: number, rows: number, color = false) =>
    buildFrame(state, { columns, rows, color, now: build.now, startedAt: 0 });
  return { build, frame, state };
}

function twoStages() {
  const scene = start(
    'deps: [deps 1/2] FROM node',
    'deps: [deps 2/2] RUN npm ci',
    'build: [build 1/3] WORKDIR /app',
    'build: [build 2/3] COPY . .',
    'build: [build 3/3] RUN npm run build',
    'final: [final 1/1] COPY --from=build /app /app',
  );
  const { build } = scene;
  build.complete(0, { cached: true });
  build.start(1);
  build.complete(2, { cached: true });
  build.start(3);
  build.now = 200;
  build.complete(3);
  build.start(4);
  build.log(1, 'added 12 packages\nfetching');
  build.log(4, '\u001b[32mcompiling\u001b[0m a.ts\n10 %\r20 %', 'stderr');
  build.now = 3100;
  return scene;
}

describe('a frame', () => {
  it('has a block for each stage: its step, its time, its last output', () => {
    expect(
      twoStages()
        .frame(80, 24)
        .map((line) => line.trimEnd()),
    ).toEqual([
      'Building 3.1s  3/6 steps  2 CACHED',
      '▸ deps     2/2   RUN npm ci                                                3.1s',
      '    │ added 12 packages',
      '    │ fetching',
      '▸ build    3/3   RUN npm run build                                         3.1s',
      '    │ compiling a.ts',
      '    │ 20 %',
      '· final    0/1',
    ]);
  });

  it('sets stages side by side where the terminal is wide', () => {
    const lines = twoStages().frame(200, 24);
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(
      /^▸ deps .* RUN npm ci .* 3\.1s │ ▸ build .* RUN npm run build .* 3\.1s$/,
    );
    expect(lines[4]).toMatch(/^ {98} │ · final/);
  });

  it('has bars for downloads, by the first digits of digests, and for the export', () => {
    const { build, frame } = start('base: [1/1] FROM node');
    build.start(0);
    build.progress(0, `sha256:${'ab'.repeat(32)}`, 25_000_000, 50_000_000);
    build.progress(undefined, 'exporting layers', 1_000_000);
    expect(frame(60, 24).slice(2)).toEqual([
      '    abababababab [===========           ]   25.0 MB/50.0 MB',
      '    exporting layers                                 1.0 MB',
    ]);
  });

  it('shows less output, then folds stages, where there are few rows', () => {
    const { build, frame } = twoStages();
    build.log(1, 'one\ntwo\nthree\nfour\nfive\nsix\n');
    expect(frame(80, 24)).toHaveLength(12);
    expect(
      frame(80, 8)
        .map((line) => line.trim())
        .filter((line) => line.startsWith('│')),
    ).toEqual(['│ six', '│ 20 %']);
    const folded = frame(80, 5).map((line) => line.trim());
    expect(folded.slice(1)).toEqual([
      expect.stringMatching(/^▸ deps/),
      expect.stringMatching(/^▸ build/),
      expect.stringMatching(/waiting|final/),
    ]);
  });

  it('names several running steps of one stage below it', () => {
    const { build, frame } = start('a: [a 1/2] COPY x .', 'a: [a 2/2] COPY y .');
    build.start(0);
    build.start(1);
    expect(frame(41, 24).map((line) => line.trimEnd())).toEqual([
      'Building 0.0s  0/2 steps',
      '▸ a        0/2                      0.0s',
      '    1/2   COPY x .                  0.0s',
      '    2/2   COPY y .                  0.0s',
    ]);
  });

  it('colours only where that is wanted', () => {
    const { frame } = twoStages();
    expect(frame(80, 24).join('')).not.toContain('\u001b');
    expect(frame(80, 24, true).join('')).toContain('\u001b[1m');
  });

  it('never is wider or higher than the terminal, whatever steps are called or write', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 120 }),
      fc.constantFrom('日本語のログ'.repeat(20), '🚀'.repeat(60), 'é\u0301x\u200d'),
    );
    const step = fc.record({
      stage: fc.constantFrom('a', 'b', 'c', 'd', '日本'),
      name: text,
      output: text,
      state: fc.constantFrom('waiting', 'running', 'done', 'failed'),
      size: fc.nat(),
    });
    const property = fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.integer({ min: 2, max: 220 }),
      fc.integer({ min: 2, max: 40 }),
      (steps, columns, rows) => {
        const { build, frame } = start(
          ...steps.map(({ stage, name }) => `${stage}: [${stage}] ${name}`),
        );
        steps.forEach(({ state, output, size }, id) => {
          if (state === 'waiting') return;
          build.start(id);
          build.log(id, `${output}\n`);
          build.progress(id, output, Math.floor(size / 2), size);
          if (state === 'done') build.complete(id);
          if (state === 'failed') build.fail(id, 'no');
        });
        const lines = frame(columns, rows, true);
        expect(lines.length).toBeLessThan(rows);
        for (const line of lines) {
          expect(displayWidth(stripVTControlCharacters(line))).toBeLessThan(columns);
        }
      },
    );
    fc.assert(property, { numRuns: 300 });
  });
});
