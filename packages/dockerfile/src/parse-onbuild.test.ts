import { describe, expect, it } from 'vitest';
import { parseDockerfile } from './parse-dockerfile.ts';
import { parseOnbuild } from './parse-onbuild.ts';

const dockerfile = parseDockerfile('# escape=`\nFROM scratch AS a\n  FROM base\n', {
  fileName: 'Dockerfile',
});
const from = dockerfile.stages[1]?.from;

function trigger(expression: string) {
  if (from === undefined) {
    throw new Error('no second stage');
  }
  return parseOnbuild(expression, { from, dockerfile });
}

describe('a trigger of a base image', () => {
  it('stands where its FROM stands, and its escape is a backslash', () => {
    expect(trigger('COPY --from=a <<E f\\ /d\n$x\nE')).toMatchObject({
      kind: 'COPY',
      from: 'a',
      sources: ['f\\'],
      heredocs: [{ name: 'E', content: '$x\n', expand: true }],
      range: { start: 3, end: 3 },
      position: { line: 3, column: 3 },
    });
  });

  it('reads back what ONBUILD keeps', () => {
    const kept = parseDockerfile('FROM a\nONBUILD RUN <<-"E"\n\t$x\n\tE\n', { fileName: 'f' })
      .stages[0]?.instructions[0];
    expect(kept?.kind === 'ONBUILD' && trigger(kept.expression)).toMatchObject({
      kind: 'RUN',
      command: { form: 'shell', words: ['<<-"E"'] },
      heredocs: [{ name: 'E', content: '$x\n', expand: false }],
    });
  });

  it.each([
    ['FROM b', "FROM isn't allowed"],
    ['ONBUILD RUN x', "ONBUILD isn't allowed"],
    ['RUN a\nRUN b', 'should be a single expression'],
    ['COPPY a b', 'did you mean COPY?'],
    ['', 'no instructions'],
  ])('%j fails at the FROM', (expression, message) => {
    expect(() => trigger(expression)).toThrow(
      expect.objectContaining({
        position: { line: 3, column: 3 },
        message: expect.stringContaining(message) as string,
      }) as Error,
    );
  });
});
