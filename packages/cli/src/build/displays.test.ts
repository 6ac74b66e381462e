import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBuild } from '../testing/build-events.ts';
import { FakeOutput } from '../testing/fake-context.ts';
import { Screen } from '../testing/screen.ts';
import { BuildState } from './build-state.ts';
import { JsonDisplay } from './json-display.ts';
import { PlainDisplay } from './plain-display.ts';
import { TerminalDisplay } from './terminal-display.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

describe('plain', () => {
  function start(...steps: string[]) {
    const output = new FakeOutput();
    const display = new PlainDisplay(output);
    const build = new FakeBuild((event) => display.take(event));
    build.plan(...steps);
    return { output, display, build };
  }

  it('writes a block for each step, numbered as they come, as BuildKit does', () => {
    const { output, display, build } = start(
      '-: context',
      'a: [a 1/2] FROM x',
      'a: [a 2/2] RUN make',
    );
    build.start(1);
    build.complete(1, { cached: true });
    build.start(2);
    build.now = 512;
    build.log(2, 'compil');
    build.log(2, 'ing\n\u001b[1mdone\u001b[0m\n');
    build.now = 10_230;
    build.log(2, 'no line feed');
    build.now = 12_000;
    build.complete(2);
    build.progress(undefined, 'exporting layers', 0, 5000);
    build.now = 12_400;
    build.progress(undefined, 'exporting layers', 5000, 5000);
    display.finish();
    expect(output.text).toBe(`#1 [a 1/2] FROM x
#1 CACHED

#2 [a 2/2] RUN make
#2 0.512 compiling
#2 0.512 done
#2 12.00 no line feed
#2 DONE 12.0s

#3 exporting layers
#3 DONE 0.4s 5.0 kB

`);
  });

  it('keeps the output of a step together; another one speaks when it is silent', () => {
    const { output, display, build } = start('a: [a] RUN one', 'b: [b] RUN two');
    build.start(0);
    build.log(0, 'first\n');
    build.start(1);
    build.log(1, 'other\n');
    build.now = 500;
    build.log(0, 'second\n');
    expect(output.text).toBe('#1 [a] RUN one\n#1 0.000 first\n#1 0.500 second\n');
    vi.setSystemTime(1600);
    vi.advanceTimersByTime(1000);
    expect(output.text.split('\n').slice(3)).toEqual([
      '#1 ...',
      '',
      '#2 [b] RUN two',
      '#2 0.000 other',
      '',
    ]);
    build.now = 3000;
    build.complete(1);
    build.complete(0);
    display.finish();
    expect(output.text.split('\n').slice(7)).toEqual([
      '#2 DONE 3.0s',
      '',
      '#1 [a] RUN one',
      '#1 DONE 3.0s',
      '',
      '',
    ]);
  });

  it('says what failed and what was canceled', () => {
    const { output, display, build } = start('a: [a] RUN one', 'b: [b] RUN two');
    build.start(0);
    build.start(1);
    build.now = 100;
    build.fail(0, 'exit code: 1\nmore');
    build.cancel(1);
    display.finish();
    expect(output.text).toBe(
      '#1 [a] RUN one\n#1 ERROR: exit code: 1\n\n#2 [b] RUN two\n#2 CANCELED\n\n',
    );
  });

  it('says how a long download goes on, every five seconds', () => {
    const { output, display, build } = start('a: [a] FROM node');
    build.start(0);
    for (build.now = 0; build.now <= 12_000; build.now += 1000) {
      build.progress(0, 'sha256:0d12', build.now * 1000, 13_000_000);
    }
    build.progress(0, 'sha256:0d12', 13_000_000, 13_000_000);
    build.complete(0);
    display.finish();
    expect(output.text.split('\n')).toEqual([
      '#1 [a] FROM node',
      '#1 sha256:0d12 5.0 MB / 13.0 MB',
      '#1 sha256:0d12 10.0 MB / 13.0 MB',
      '#1 sha256:0d12 13.0 MB done',
      '#1 DONE 13.0s',
      '',
      '',
    ]);
  });
});

it('json: an object a line, output as text even where a character came in two pieces', () => {
  const output = new FakeOutput();
  const display = new JsonDisplay(output);
  const build = new FakeBuild((event) => display.take(event));
  build.plan('a: [a] RUN one');
  build.start(0);
  const bytes = Buffer.from('ü\n');
  build.say({ type: 'log', vertex: 0, at: 1, stream: 'stdout', data: bytes.subarray(0, 1) });
  build.say({ type: 'log', vertex: 0, at: 2, stream: 'stdout', data: bytes.subarray(1) });
  build.complete(0);
  const events = output.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.map(({ type }) => type)).toEqual(['planned', 'started', 'log', 'log', 'completed']);
  expect(events[2].text + events[3].text).toBe('ü\n');
  expect(events[2]).not.toHaveProperty('data');
});

describe('on a terminal', () => {
  function start(columns = 60, rows = 12) {
    const screen = new Screen(columns, rows);
    const state = new BuildState();
    const display = new TerminalDisplay(screen, state, { color: true });
    const build = new FakeBuild((event) => {
      state.take(event);
      display.take(event);
    });
    build.plan(
      'a: [a 1/2] FROM x',
      'a: [a 2/2] RUN make',
      'b: [b 1/2] FROM x',
      'b: [b 2/2] COPY . .',
    );
    return { screen, display, build };
  }

  it('times tick, the frame stays where it is, the cursor is hidden', () => {
    const { screen, build } = start();
    screen.write('');
    build.start(1);
    build.log(1, 'one\n');
    vi.advanceTimersByTime(100);
    expect(screen.lines[0]).toBe('Building 0.1s  0/4 steps');
    vi.advanceTimersByTime(900);
    build.log(1, 'two\n');
    vi.advanceTimersByTime(100);
    expect(screen.cursorHidden).toBe(true);
    expect(screen.lines).toEqual([
      'Building 1.1s  0/4 steps',
      expect.stringMatching(/^▸ a {8}2\/2 {3}RUN make +1\.1s$/),
      '    │ one',
      '    │ two',
      expect.stringMatching(/^· b {8}0\/2/),
    ]);
  });

  it('leaves a list of what was done; of a stage from the cache one line', () => {
    const { screen, display, build } = start();
    build.complete(0, { cached: true });
    build.start(1);
    vi.advanceTimersByTime(3000);
    build.now = 3000;
    build.complete(1);
    build.complete(2, { cached: true });
    build.complete(3, { cached: true });
    display.finish();
    display.finish();
    expect(screen.cursorHidden).toBe(false);
    expect(screen.lines.map((line) => line.replace(/ +/g, ' '))).toEqual([
      '✔ CACHED [a 1/2] FROM x 0.0s',
      '✔ [a 2/2] RUN make 3.0s',
      '✔ CACHED [b] 2 steps 0.0s',
    ]);
    vi.advanceTimersByTime(1000);
    expect(screen.lines).toHaveLength(3);
  });

  it('draws over itself after the window was made narrower', () => {
    const { screen, build } = start(80);
    build.start(1);
    vi.advanceTimersByTime(100);
    screen.resize(50);
    expect(screen.lines.filter((line) => line.startsWith('Building'))).toHaveLength(1);
  });

  it('never scrolls, however much is under way', () => {
    const screen = new Screen(40, 10);
    const state = new BuildState();
    const display = new TerminalDisplay(screen, state, { color: false });
    const build = new FakeBuild((event) => state.take(event));
    build.plan(...Array.from({ length: 30 }, (_, index) => `s${index}: [s${index} 1/1] RUN x`));
    for (let id = 0; id < 30; id += 1) {
      build.start(id);
      build.log(id, 'a\nb\nc\n');
    }
    vi.advanceTimersByTime(500);
    expect(screen.lines.length).toBeLessThan(10);
    display.finish();
  });
});
