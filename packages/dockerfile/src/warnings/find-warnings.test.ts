import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../parse-dockerfile.ts';
import { fixtureCases, readFixture, sharedFixtures } from '../testing/shared-fixtures.ts';

function rules(text: string): string[] {
  return parseDockerfile(text, { fileName: 'Dockerfile' }).warnings.map(({ rule }) => rule);
}

const pages = sharedFixtures('buildkit-linter-docs');

/** Rules that need more than the file's text: the planner's to say. */
const otherRules = new Set([
  'CopyIgnoredFile',
  'InvalidDefaultArgInFrom',
  'InvalidDefinitionDescription',
  'UndefinedArgInFrom',
  'UndefinedVar',
  'WorkdirRelativePath',
]);

/** ARG has taken several names since: BuildKit itself warns of none of them. */
const outdated = /^ARG foo bar$/m;

/** The Dockerfiles of a page's examples, and whether the page calls them bad. */
function examples(page: string): { text: string; bad: boolean }[] {
  const found: { text: string; bad: boolean }[] = [];
  const parts = page
    .slice(page.indexOf('## Examples'))
    .split(/^(?=❌|✅)/m)
    .slice(1);
  for (const part of parts) {
    for (const [, body = ''] of part.matchAll(/```dockerfile\n([\s\S]*?)```/g)) {
      found.push({ text: body.replace(/^(?:> ?|\.\.\.$)/gm, ''), bad: part.startsWith('❌') });
    }
  }
  return found;
}

describe.skipIf(pages === undefined)('the examples of BuildKit’s rules', () => {
  const names = (pages === undefined ? [] : fixtureCases(pages))
    .map((name) => name.replace(/\.md$/, ''))
    .filter((name) => name !== '_index' && !otherRules.has(name));

  it('are those of 15 rules', () => {
    expect(names).toHaveLength(15);
  });

  it.each(names)('%s', (rule) => {
    const all = examples(readFixture(pages ?? '', `${rule}.md`)).filter(
      ({ text }) => !outdated.test(text),
    );
    expect(all.some(({ bad }) => bad)).toBe(true);
    for (const { text, bad } of all) {
      const file = /^FROM/im.test(text) ? text : `FROM scratch\n${text}`;
      expect({ text, found: rules(file).includes(rule) }).toEqual({ text, found: bad });
    }
  });
});

describe('warnings', () => {
  it('come in the order of lines, with the lines they speak of', () => {
    const text = 'FROM a AS B\nMAINTAINER x\nCMD a \\\n b\nCMD ["c"]';
    expect(
      parseDockerfile(text, { fileName: 'f' }).warnings.map(({ rule, range }) => [rule, range]),
    ).toEqual([
      ['StageNameCasing', { start: 1, end: 1 }],
      ['MaintainerDeprecated', { start: 2, end: 2 }],
      ['JSONArgsRecommended', { start: 3, end: 4 }],
      ['MultipleInstructionsDisallowed', { start: 3, end: 4 }],
    ]);
  });

  it('are not said where the file or a comment above skips them', () => {
    expect(rules('# check=skip=StageNameCasing\nFROM a AS B\nCMD a')).toEqual([
      'JSONArgsRecommended',
    ]);
    expect(rules('# check=skip=all\nFROM a AS B\nCMD a')).toEqual([]);
    expect(rules('FROM a AS B\n# check=skip=JSONArgsRecommended,X\nCMD a')).toEqual([
      'StageNameCasing',
    ]);
  });

  it('fail the build where the file asks for that', () => {
    expect(() => rules('# check=error=true\nFROM a AS B')).toThrow(
      'lint violation found for rules: StageNameCasing',
    );
    expect(rules('# check=error=true\nFROM a AS b')).toEqual([]);
    expect(rules('# check=skip=StageNameCasing;error=true\nFROM a AS B')).toEqual([]);
  });
});
