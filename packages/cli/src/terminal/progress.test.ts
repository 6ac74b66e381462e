import { type Descriptor, makeDigest } from '@slipway/oci';
import type { CopyPhase, CopyProgress } from '@slipway/remote';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeOutput, fakeContext } from '../testing/fake-context.ts';
import { createProgress } from './progress.ts';
import { progressFrame } from './progress-frame.ts';

function blob(index: number, size: number): Descriptor {
  const digest = makeDigest('sha256', index.toString(16).padStart(64, '0'));
  return { mediaType: 'application/octet-stream', digest, size };
}

function step(index: number, phase: CopyPhase, bytes = 0, size = 1000): CopyProgress {
  return { descriptor: blob(index, size), phase, bytes };
}

const startsWith = (start: string) => (text: string) => text.startsWith(start);

const phases: CopyPhase[] = ['waiting', 'downloading', 'uploading', 'exists', 'mounted', 'done'];

describe('a frame', () => {
  it('has a bar for each blob under way and a summary', () => {
    const items = [step(1, 'done'), step(2, 'uploading', 500), step(3, 'waiting')];
    const lines = progressFrame(items, { columns: 60, rows: 24, color: false });
    expect(lines).toEqual([
      '000000000000 uploading   [=======       ]      500 B/1.0 kB',
      '1 of 3 done, 1.5 kB of 3.0 kB',
    ]);
  });

  it('never is wider or higher than the terminal', () => {
    const item = fc.record({
      index: fc.nat(200),
      phase: fc.constantFrom(...phases),
      size: fc.nat(2 ** 50),
      bytes: fc.nat(2 ** 50),
    });
    const property = fc.property(
      fc.array(item, { maxLength: 60 }),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 2, max: 60 }),
      (list, columns, rows) => {
        const items = list.map((each) => step(each.index, each.phase, each.bytes, each.size));
        const lines = progressFrame(items, { columns, rows, color: false });
        expect(lines.length).toBeLessThan(Math.max(rows, 2));
        for (const line of lines)
          expect(line.length).toBeLessThan(columns + (columns === 1 ? 1 : 0));
      },
    );
    fc.assert(property);
  });
});

describe('on a terminal', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function start(environment: Record<string, string> = {}) {
    const stderr = new FakeOutput({ isTTY: true, columns: 60 });
    const progress = createProgress(fakeContext({ stderr, environment }), { quiet: false });
    return { stderr, progress };
  }

  it('draws many updates as one frame, in one write', () => {
    const { stderr, progress } = start();
    const before = stderr.writes.length;
    for (let bytes = 0; bytes < 1000; bytes += 1) progress.update(step(1, 'uploading', bytes));
    vi.advanceTimersByTime(100);
    expect(stderr.writes.length).toBe(before + 1);
    expect(stderr.writes.at(-1)).toContain('999 B/1.0 kB');
    progress.finish();
  });

  it('goes back over the frame before, and counts the rows of lines wrapped by a resize', () => {
    const { stderr, progress } = start({ NO_COLOR: '1' });
    progress.update(step(1, 'uploading', 5));
    vi.advanceTimersByTime(100);
    progress.update(step(1, 'uploading', 6));
    vi.advanceTimersByTime(100);
    expect(stderr.writes.at(-1)).toSatisfy(startsWith('\u001b[2A\r'));
    stderr.resize(20);
    // 57 characters take three rows of 20, the summary's 27 two.
    expect(stderr.writes.at(-1)).toSatisfy(startsWith('\u001b[5A\r'));
    expect(stderr.text).not.toContain('\u001b[1m');
    progress.finish();
  });

  it('leaves nothing behind, and the cursor visible', () => {
    const { stderr, progress } = start();
    progress.update(step(1, 'uploading', 5));
    vi.advanceTimersByTime(100);
    progress.finish();
    expect(stderr.writes.at(-1)).toBe('\u001b[2A\r\u001b[J\u001b[?25h');
    const { length } = stderr.writes;
    progress.update(step(1, 'done'));
    vi.advanceTimersByTime(1000);
    expect(stderr.writes.length).toBe(length);
  });
});

describe('elsewhere', () => {
  it.each([
    ['a pipe', false, {}],
    ['CI', true, { CI: 'true' }],
    ['a dumb terminal', true, { TERM: 'dumb' }],
  ])('%s gets one line for each blob, without control characters', (_name, isTTY, environment) => {
    const stderr = new FakeOutput({ isTTY });
    const progress = createProgress(fakeContext({ stderr, environment }), { quiet: false });
    progress.update(step(0xabc, 'waiting'));
    progress.update(step(0xabc, 'uploading', 10));
    progress.update(step(0xabc, 'done', 1000));
    progress.update(step(1, 'mounted'));
    progress.finish();
    expect(stderr.text).toBe('000000000000 done 1.0 kB\n000000000000 mounted 1.0 kB\n');
    expect(progress.counts()).toEqual({ known: 2, finished: 2 });
  });

  it('says how a long transfer goes on', () => {
    vi.useFakeTimers();
    const stderr = new FakeOutput();
    const progress = createProgress(fakeContext({ stderr }), { quiet: false });
    progress.update(step(1, 'uploading', 1));
    vi.advanceTimersByTime(11_000);
    progress.update(step(1, 'uploading', 500));
    vi.useRealTimers();
    expect(stderr.text).toBe('000000000000 uploading 500 B of 1.0 kB\n');
  });

  it('says nothing when quiet', () => {
    const stderr = new FakeOutput({ isTTY: true });
    const progress = createProgress(fakeContext({ stderr }), { quiet: true });
    progress.update(step(1, 'done'));
    progress.finish();
    expect(stderr.text).toBe('');
  });
});
