import { describe, expect, it } from 'vitest';
import { parseHeredocWord } from './heredoc.ts';
import { parseAst } from './parse-ast.ts';

/** The here-documents of each instruction of `text`. */
function heredocs(text: string) {
  return parseAst(text, { fileName: 'Dockerfile' }).nodes.map((node) => node.heredocs);
}

/** The here-documents of one instruction, terminators and contents given apart. */
function names(line: string, ...terminators: string[]) {
  const text = [line, ...terminators.map((name) => `${name}\n`)].join('\n').replace(/\n\n/g, '\n');
  return heredocs(text)[0]?.map(({ name }) => name);
}

describe('parseHeredocWord', () => {
  it.each(['<<END', '<<-END', '<< END', '<<-\tEND', '7<<END'])('%j announces one', (text) => {
    expect(parseHeredocWord(text)).toMatchObject({ name: 'END', expand: true });
  });

  it.each(["<<'END'", '<<"END"', '<<E"N"D', "<<-'END'"])('%j announces a literal one', (text) => {
    expect(parseHeredocWord(text)).toMatchObject({ name: 'END', expand: false });
  });

  it.each(['', 'END', '<<', '<<-', '<<  ', '<END', '<<<END', '<<END cat', 'x<<END'])(
    '%j announces none',
    (text) => {
      expect(parseHeredocWord(text)).toBeUndefined();
    },
  );

  it.each(["<<'END", '<<"END', "<<END'", '<<END"'])('%j does not balance', (text) => {
    expect(parseHeredocWord(text)).toBeUndefined();
  });

  it('says whether tabs go', () => {
    expect(parseHeredocWord('<<-A')?.stripTabs).toBe(true);
    expect(parseHeredocWord('<<A')?.stripTabs).toBe(false);
  });

  it('takes linear time over spaces that lead nowhere', () => {
    expect(parseHeredocWord(`<<${' '.repeat(60_000)}<`)).toBeUndefined();
  });
});

describe('here-documents in a file', () => {
  it('stand after the instruction, in the order they are announced', () => {
    const text = 'COPY <<one <<-two /x/\none 1\n\tone\none\n\ttwo 1\n\ttwo\nRUN ls\n';
    expect(heredocs(text)).toEqual([
      [
        { name: 'one', expand: true, stripTabs: false, content: 'one 1\n\tone\n' },
        { name: 'two', expand: true, stripTabs: true, content: '\ttwo 1\n' },
      ],
      [],
    ]);
  });

  it('end at their own terminator, whatever else they hold', () => {
    const text = 'COPY <<X <<Y /d\nY\n# kept\n  \\\nX\nX\nY\n';
    expect(heredocs(text)[0]?.map(({ content }) => content)).toEqual(['Y\n# kept\n  \\\n', 'X\n']);
  });

  it('keep CRLF, and find a terminator that has one', () => {
    expect(heredocs('RUN <<E\r\na\r\nE\r\n')[0]?.[0]?.content).toBe('a\r\n');
  });

  it('may be empty, and may end with the file', () => {
    expect(heredocs('RUN <<E\nE')[0]?.[0]).toMatchObject({ name: 'E', content: '' });
  });

  it.each([
    ['RUN <<E python3', ['E']],
    ['RUN cat <<E <<F', ['E', 'F']],
    ['RUN --mount=type=cache,target=/x <<E', ['E']],
    ['RUN << E', ['E']],
    ['RUN <<E > out', ['E']],
    ['RUN << -E', ['-E']],
    ['RUN <<$E', ['$E']],
    ["RUN <<'two words'", ['two words']],
    ["RUN <<it\\'s", ["it's"]],
    ["RUN <<'a'b\\'c", ["ab'c"]],
    ['ONBUILD RUN <<E', ['E']],
    ['onbuild copy <<E /x', ['E']],
  ])('%s announces %j', (line, expected) => {
    expect(names(line, ...expected)).toEqual(expected);
  });

  it.each([
    'RUN "<<E"',
    "RUN '<<E'",
    'RUN ["<<E"]',
    'RUN echo $((1<<2))',
    'RUN cat <<<E',
    'CMD <<E',
    'USER <<E',
    'ENV a=<<E',
    "RUN echo it's <<E",
  ])('%s announces none', (line) => {
    expect(names(line)).toEqual([]);
  });

  it('are an error without a terminator', () => {
    expect(() => heredocs('FROM x\nRUN <<E\necho\n')).toThrow('unterminated heredoc');
  });

  it('belong to the lines of their instruction', () => {
    const { nodes } = parseAst('FROM x\nRUN \\\n  <<E\na\nE\nRUN ls', { fileName: 'f' });
    expect(nodes.map(({ range }) => [range.start, range.end])).toEqual([
      [1, 1],
      [2, 5],
      [6, 6],
    ]);
  });
});
