import { describe, expect, it } from 'vitest';
import { readFixture, sharedFixtures } from '../testing/shared-fixtures.ts';
import { createExpander } from './expander.ts';

const fixtures = sharedFixtures('buildkit-shell');
const expander = createExpander('\\');

function lookup(variables: Record<string, string>) {
  return (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined);
}

describe.skipIf(fixtures === undefined)('BuildKit’s expansion fixtures', () => {
  const env = lookup({ PWD: '/home', SHELL: 'bash', KOREAN: '한국어', NULL: '' });
  const cases = (fixtures === undefined ? '' : readFixture(fixtures, 'envVarTest'))
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split('|').map((field) => field.trim()))
    .filter(([tag]) => tag !== 'W');

  it('are all there', () => {
    expect(cases).toHaveLength(228);
  });

  it.each(cases)('%s %s', (_tag, input = '', expected) => {
    if (expected === 'error') {
      expect(() => expander.word(input, env)).toThrow('failed to process');
    } else {
      expect(expander.word(input, env).text).toBe(expected);
    }
  });
});

describe.skipIf(fixtures === undefined)('BuildKit’s word fixtures', () => {
  const variables: Record<string, string> = {};
  const cases: [input: string, expected: string, env: (name: string) => string | undefined][] = [];
  for (const line of (fixtures === undefined ? '' : readFixture(fixtures, 'wordsTest')).split(
    '\n',
  )) {
    const setting = /^ENV (\w+)=(.*)$/.exec(line);
    if (setting !== null) {
      variables[setting[1] ?? ''] = setting[2] ?? '';
    } else if (line.trim() !== '' && !line.startsWith('#')) {
      const [input = '', expected = ''] = line.split('|');
      cases.push([input.trim(), expected.trimStart(), lookup({ ...variables })]);
    }
  }

  it('are all there', () => {
    expect(cases).toHaveLength(24);
  });

  it.each(cases)('%s', (input, expected, env) => {
    if (expected === 'error') {
      expect(() => expander.words(input, env)).toThrow('failed to process');
    } else {
      expect(expander.words(input, env).words).toEqual(expected.split(','));
    }
  });
});
