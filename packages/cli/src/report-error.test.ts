import { readFile } from 'node:fs/promises';
import { OciError } from '@slipway/oci';
import { RemoteError, type RemoteErrorCode } from '@slipway/remote';
import { describe, expect, it } from 'vitest';
import { CliError } from './cli-error.ts';
import { reportError, summarize } from './report-error.ts';
import { fakeContext } from './testing/fake-context.ts';

describe('exit codes', () => {
  it.each<[RemoteErrorCode, number]>([
    ['UNAUTHORIZED', 3],
    ['DENIED', 3],
    ['NOT_FOUND', 4],
    ['NO_MATCHING_PLATFORM', 4],
    ['UNREACHABLE', 5],
    ['UNAVAILABLE', 5],
    ['RATE_LIMITED', 5],
    ['TLS', 5],
    ['INVALID_REQUEST', 2],
    ['DIGEST_MISMATCH', 1],
    ['CONFLICT', 1],
  ])('%s of a registry gives %i', (code, exitCode) => {
    expect(summarize(new RemoteError(code, 'x'), false).exitCode).toBe(exitCode);
  });

  it('of other errors', () => {
    const missing = Object.assign(new Error('no file'), { code: 'ENOENT' });
    expect(summarize(missing, false).exitCode).toBe(4);
    expect(summarize(new Error('x'), false)).toMatchObject({ message: 'x', exitCode: 1 });
    expect(summarize(new OciError('MANIFEST_INVALID', 'bad'), false).exitCode).toBe(1);
    expect(summarize('text', false).message).toBe('text');
    expect(summarize(new RemoteError('UNREACHABLE', 'x'), true).exitCode).toBe(130);
  });

  it('keep the words of a CliError even when interrupted: they say what state remains', () => {
    const error = new CliError('interrupted: 1 of 2', { exitCode: 130 });
    expect(summarize(error, true).message).toBe('interrupted: 1 of 2');
  });
});

describe('the line', () => {
  it('is one, whatever a server put into its answer', () => {
    const context = fakeContext();
    const error = new Error('first\nsecond \u001b[2Jthird');
    expect(reportError(error, { context, debug: false })).toBe(1);
    expect(context.stderr.text).toBe('slipway: first second ?[2Jthird\n');
  });

  it.each([
    ['check the path', 'Check the path.'],
    ['apt-get install runc', 'apt-get install runc.'],
    ['apk add runc', 'apk add runc.'],
  ])('has its advice as a sentence, unless that is to be typed: %s', (advice, sentence) => {
    const context = fakeContext();
    reportError(new CliError('failed', { advice }), { context, debug: false });
    expect(context.stderr.text).toBe(`slipway: failed. ${sentence}\n`);
  });

  it('names the file of a failed system call first', async () => {
    const error = await readFile('/no/such/file').catch((each: unknown) => each);
    expect(summarize(error, false).message).toBe('/no/such/file: no such file or directory');
  });
});
