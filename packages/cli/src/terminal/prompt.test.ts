import { describe, expect, it } from 'vitest';
import { FakeInput, FakeOutput, fakeContext } from '../testing/fake-context.ts';
import { askLine, askSecret, confirm, readStandardInput } from './prompt.ts';

function terminal() {
  return fakeContext({
    stdin: new FakeInput({ isTTY: true }),
    stderr: new FakeOutput({ isTTY: true }),
  });
}

describe('a secret', () => {
  it('is not shown, and is edited as a line is', async () => {
    const context = terminal();
    const answer = askSecret(context, 'Password: ');
    context.stdin.type('wrong\u0015hün');
    context.stdin.type('x\u007ft er\r');
    expect(await answer).toBe('hünt er');
    expect(context.stderr.text).toBe('Password: \n');
    expect(context.stdin.rawModes).toEqual([true, false]);
  });

  it('ends with Ctrl-C as an interruption, the terminal as it was', async () => {
    const context = terminal();
    const answer = askSecret(context, 'Password: ');
    context.stdin.type('abc\u0003');
    await expect(answer).rejects.toMatchObject({ exitCode: 130 });
    expect(context.stdin.rawModes).toEqual([true, false]);
  });

  it('is not asked for where there is no terminal', async () => {
    await expect(askSecret(fakeContext(), 'Password: ')).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe('a line', () => {
  it('is shown as it is typed', async () => {
    const context = terminal();
    const answer = askLine(context, 'Name: ');
    context.stdin.type('kirtam\u007fn\n');
    expect(await answer).toBe('kirtan');
    expect(context.stderr.text).toBe('Name: kirtam\b \bn\n');
  });

  it.each([
    ['y', true],
    ['YES', true],
    ['', false],
    ['yep', false],
  ])('%j to a question is %s', async (typed, expected) => {
    const context = terminal();
    const answer = confirm(context, 'Delete?');
    context.stdin.type(`${typed}\r`);
    expect(await answer).toBe(expected);
  });
});

describe('standard input', () => {
  it.each([
    ['secret\n', 'secret'],
    ['secret\r\n', 'secret'],
    [' two words ', ' two words '],
    ['ends in one\n\n', 'ends in one\n'],
  ])('%j gives %j', async (text, password) => {
    expect(await readStandardInput(fakeContext({ stdin: new FakeInput({ text }) }))).toBe(password);
  });

  it('is not read without end', async () => {
    const stdin = new FakeInput({ text: 'x'.repeat(70_000) });
    await expect(readStandardInput(fakeContext({ stdin }))).rejects.toMatchObject({ exitCode: 2 });
  });
});
