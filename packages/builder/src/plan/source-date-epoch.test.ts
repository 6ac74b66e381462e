import { describe, expect, test } from 'vitest';
import { type PlanSettings, planText } from './testing/plan-text.ts';
import { planRunOf } from './testing/plan-views.ts';

async function epochOf(text: string, value?: string, settings: PlanSettings = {}) {
  const request = {
    ...settings.request,
    buildArguments: value === undefined ? {} : { SOURCE_DATE_EPOCH: value },
  };
  return (await planText(text, { ...settings, request })).sourceDateEpoch;
}

const plain = 'FROM scratch\n';

test('is a build argument or the default of the global one', async () => {
  expect(await epochOf(plain)).toBeUndefined();
  expect(await epochOf(plain, '0')).toBe(0);
  expect(await epochOf(plain, '1700000000')).toBe(1_700_000_000);
  const preset = `ARG SOURCE_DATE_EPOCH=5\n${plain}`;
  expect(await epochOf(preset)).toBe(5);
  expect(await epochOf(preset, '6')).toBe(6);
  expect(await epochOf(preset, '')).toBeUndefined();
});

test("a default in a stage is that stage's alone", async () => {
  expect(await epochOf('FROM scratch\nARG SOURCE_DATE_EPOCH=5\n')).toBeUndefined();
});

test('is what the context says', async () => {
  const contextTime = async (name: string) => (name === 'context' ? 7 : 8);
  expect(await epochOf(plain, 'context', { contextTime })).toBe(7);
  const namedContexts = new Map([['src', { kind: 'git', url: 'https://h/x.git' } as const]]);
  expect(await epochOf(plain, 'src', { contextTime, request: { namedContexts } })).toBe(8);
});

test('steps see the number, or nothing where the context knows none', async () => {
  const text = 'FROM alpine\nARG SOURCE_DATE_EPOCH\nRUN x\n';
  const request = { buildArguments: { SOURCE_DATE_EPOCH: 'context' } };
  const known = await planRunOf(text, { request, contextTime: async () => 9 });
  expect(known.environment).toContain('SOURCE_DATE_EPOCH=9');
  const unknown = await planRunOf(text, { request });
  expect(unknown.environment.some((entry) => entry.startsWith('SOURCE_DATE'))).toBe(false);
});

describe('of a stage that only fetches', () => {
  const asked: unknown[] = [];
  const sourceTime = async (source: unknown) => {
    asked.push(source);
    return 11;
  };

  test('a file or a repository', async () => {
    const text = 'FROM scratch AS src\nARG V=1\nADD https://h/$V.tar /\nFROM scratch\n';
    expect(await epochOf(text, 'SRC', { sourceTime })).toBe(11);
    expect(asked).toEqual([{ kind: 'url', url: 'https://h/1.tar' }]);
    const git = 'FROM scratch AS src\nADD https://h/x.git#v1 /\nFROM scratch\n';
    expect(await epochOf(git, 'src', { sourceTime })).toBe(11);
  });

  test.each([
    ['FROM alpine AS src\nADD https://h/x /\nFROM scratch\n', /must use FROM scratch/],
    ['FROM scratch AS src\nFROM scratch\n', /exactly one remote ADD/],
    ['FROM scratch AS src\nADD a /\nFROM scratch\n', /single HTTP\(S\) or Git ADD/],
    ['FROM scratch AS src\nADD https://h/x /\nADD https://h/y /\nFROM scratch\n', /exactly one/],
    ['FROM scratch AS src\nCOPY a /\nFROM scratch\n', /unsupported COPY instruction/],
  ])('or says why not', async (text, message) => {
    await expect(epochOf(text, 'src', { sourceTime })).rejects.toMatchObject({
      code: 'INVALID_DOCKERFILE',
      message: expect.stringMatching(message),
      lines: { start: 1 },
    });
  });
});

test.each(['tomorrow', '1.5', '99999999999999999999'])('%s is refused', async (value) => {
  await expect(epochOf(plain, value)).rejects.toThrow(`invalid SOURCE_DATE_EPOCH: ${value}`);
});
