import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DockerfileError } from './errors/dockerfile-error.ts';
import type { Instruction } from './instruction.ts';
import { parseDockerfile } from './parse-dockerfile.ts';

function parse(text: string | Uint8Array) {
  return parseDockerfile(text, { fileName: 'Dockerfile' });
}

/** The one instruction of a stage. */
function instruction(text: string): Instruction | undefined {
  return parse(`FROM x\n${text}`).stages[0]?.instructions[0];
}

function failure(text: string | Uint8Array): DockerfileError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof DockerfileError) {
      return error;
    }
    throw error;
  }
  throw new Error('no error');
}

describe('a Dockerfile', () => {
  it('is stages, with the arguments before them', () => {
    const file = parse('ARG A=1 B\nFROM a AS One\nRUN x\nfrom b\nARG C\n');
    expect(file.globalArguments.map((argument) => argument.arguments)).toEqual([
      [{ name: 'A', default: '1' }, { name: 'B' }],
    ]);
    expect(
      file.stages.map(({ index, from, instructions }) => [
        index,
        from.image,
        from.alias,
        instructions.map(({ kind }) => kind),
      ]),
    ).toEqual([
      [0, 'a', 'one', ['RUN']],
      [1, 'b', undefined, ['ARG']],
    ]);
  });

  it('may come as bytes, with a byte order mark and CRLF', () => {
    const text = '\ufeff# escape=`\r\nFROM a\r\nRUN one `\r\n  two\r\n';
    const file = parse(new TextEncoder().encode(text));
    expect(file.escape).toBe('`');
    expect(file.stages[0]?.instructions[0]).toMatchObject({
      source: 'RUN one   two',
      range: { start: 3, end: 4 },
    });
    expect(file.lines[1]).toBe('FROM a');
  });

  it('knows where each instruction begins, behind spaces and comments too', () => {
    const file = parse('\n# c\n  FROM a\n\\\n# d\n   RUN b\n');
    expect(file.stages[0]?.from.position).toEqual({ line: 3, column: 3 });
    expect(file.stages[0]?.instructions[0]).toMatchObject({
      position: { line: 6, column: 4 },
      range: { start: 4, end: 6 },
    });
  });

  it('joins lines, dropping comments and blank ones, and warns of the latter', () => {
    const file = parse('FROM a\nRUN one \\\n\n # c\n two \\ \n three\n');
    expect(file.stages[0]?.instructions[0]).toMatchObject({ source: 'RUN one  two  three' });
    expect(file.warnings).toEqual([
      {
        rule: 'NoEmptyContinuation',
        message: 'Empty continuation line found in: RUN one  two  three',
        range: { start: 3, end: 3 },
      },
    ]);
  });

  it('has lines of up to 65,535 bytes', () => {
    const longest = `RUN ${'x'.repeat(65_531)}`;
    expect(parse(`FROM a\n${longest}\n`).stages).toHaveLength(1);
    expect(failure(`FROM a\n${longest}x\n`)).toMatchObject({
      code: 'SYNTAX',
      position: { line: 2, column: 1 },
      message: 'dockerfile line greater than max allowed size of 65535',
    });
    expect(failure(`FROM a\nRUN ${'é'.repeat(32_766)}`).message).toContain('greater than');
  });

  it.each([
    ['', 'file with no instructions'],
    ['# only a comment\n', 'file with no instructions'],
    ['ARG a', 'contains no stages to build'],
    ['RUN x\nFROM a', 'no build stage in current context: RUN needs a FROM before it'],
    ['FROM a\n\\', 'unknown instruction: '],
    ['# syntax=docker/dockerfile:1\n# syntax=docker/dockerfile:1\nFROM a', 'only one syntax'],
    ['# escape=x\nFROM a', 'invalid escape token'],
    ['# syntax=other/thing\nFROM a', '"other/thing" is a frontend'],
  ])('%j is an error', (text, message) => {
    expect(failure(text).message).toContain(message);
  });
});

describe('errors', () => {
  it.each([
    ['FROM a\nCOPPY . .', 2, 1, 'unknown instruction: COPPY (did you mean COPY?)'],
    ['FROM a\n run1 x', 2, 2, 'unknown instruction: run1 (did you mean run?)'],
    ['FROM a\nNONSENSE x', 2, 1, 'unknown instruction: NONSENSE'],
    ['FROM a\nCOPY --form=b . .', 2, 6, 'unknown flag: --form (did you mean --from?)'],
    ['FROM a\nCOPY \\\n  --chwon=1 a b', 3, 3, 'unknown flag: --chwon (did you mean --chown?)'],
    ['FROM a\nRUN --network=hots x', 2, 5, 'invalid network mode "hots" (did you mean host?)'],
    ['FROM a AS 1st', 1, 11, 'invalid name for build stage: "1st"'],
    ['FROM a\nENV a=b \\\n c', 3, 2, 'can\'t find = in "c"'],
    ['FROM a\nCOPY a <<E\nE', 2, 8, 'COPY cannot accept a heredoc as a destination'],
    ['FROM a\nONBUILD  FROM b', 2, 10, "FROM isn't allowed as an ONBUILD trigger"],
    ['FROM a\nRUN --mount=from=$b x', 2, 5, "'from' doesn't support variable expansion"],
  ])('%j stands at %i:%i', (text, line, column, message) => {
    const error = failure(text);
    expect(error.message).toContain(message);
    expect(error.position).toEqual({ line, column });
    expect(error.format()).toMatch(new RegExp(`^Dockerfile:${line}:${column}: `));
  });

  it('show the instruction with a caret', () => {
    const text = 'FROM a\n\n\tCOPY --chown=1 \\\n\t\t--form=b . .\nRUN x\n';
    expect(failure(text).format()).toBe(
      [
        'Dockerfile:4:3: unknown flag: --form (did you mean --from?)',
        '  2 |',
        '> 3 | \tCOPY --chown=1 \\',
        '> 4 | \t\t--form=b . .',
        '    | \t\t^',
      ].join('\n'),
    );
  });

  it('write nothing to a terminal but text', () => {
    expect(failure('FROM a\n\u001b[2J\u009bX y').format().replaceAll('\n', '')).not.toMatch(
      /[\p{Cc}]/u,
    );
  });
});

describe('FROM', () => {
  it.each([
    ['FROM a', { image: 'a' }],
    [
      'FROM --platform=$BUILDPLATFORM a:1 as B.c-d_1',
      { alias: 'b.c-d_1', platform: '$BUILDPLATFORM' },
    ],
  ])('%s', (text, expected) => {
    expect(parse(text).stages[0]?.from).toMatchObject(expected);
  });

  it.each(['FROM', 'FROM a b', 'FROM a as', 'FROM a b c', 'FROM a as b c'])('%s fails', (text) => {
    expect(failure(text).message).toBe('FROM requires either one or three arguments');
  });
});

describe('RUN, CMD and ENTRYPOINT', () => {
  it.each([
    ['RUN echo "a"', 'shell', ['echo "a"']],
    ['RUN ["a", "b c"]', 'exec', ['a', 'b c']],
    ["CMD ['a']", 'shell', ["['a']"]],
    ['CMD ["a", ]', 'shell', ['["a", ]']],
    ['CMD []', 'exec', []],
    ['CMD', 'shell', ['']],
    ['ENTRYPOINT [ "\\u0041" ]', 'exec', ['A']],
    ['RUN [ -f x ] && y', 'shell', ['[ -f x ] && y']],
  ])('%s', (text, form, words) => {
    expect(instruction(text)).toMatchObject({ command: { form, words } });
  });

  it.each(['CMD ["a", 1]', 'RUN [["a"]]', 'ENTRYPOINT [null]'])('%s fails', (text) => {
    expect(failure(`FROM a\n${text}`).message).toContain(
      'arrays must be comprised of strings only',
    );
  });

  it('RUN has mounts, network and security', () => {
    const run = instruction(
      'RUN --mount=type=cache,target=/a --mount=target=/b --network=none --security=insecure x',
    );
    expect(run).toMatchObject({
      mounts: ['type=cache,target=/a', 'target=/b'],
      network: 'none',
      security: 'insecure',
      command: { form: 'shell', words: ['x'] },
    });
    expect(instruction('RUN x')).not.toHaveProperty('network');
    expect(failure('FROM a\nRUN --security=none x').message).toContain(
      'security "none" is not valid',
    );
  });
});

describe('COPY and ADD', () => {
  it('have every flag', () => {
    expect(
      instruction(
        'COPY --from=b --chown=u:g --chmod=0644 --link --parents=true --exclude=x --exclude=y a b /c/',
      ),
    ).toMatchObject({
      kind: 'COPY',
      from: 'b',
      chown: 'u:g',
      chmod: '0644',
      link: true,
      parents: true,
      exclude: ['x', 'y'],
      sources: ['a', 'b'],
      destination: '/c/',
    });
    expect(
      instruction('ADD --keep-git-dir --checksum=sha256:1 --unpack=false --link=FALSE a b'),
    ).toMatchObject({
      kind: 'ADD',
      keepGitDir: true,
      checksum: 'sha256:1',
      unpack: false,
      link: false,
    });
  });

  it('leave out what is not said', () => {
    const copy = instruction('COPY a b');
    expect(copy).toMatchObject({ link: false, parents: false, exclude: [], heredocs: [] });
    for (const key of ['from', 'chown', 'chmod', 'checksum', 'keepGitDir', 'unpack']) {
      expect(copy).not.toHaveProperty(key);
    }
  });

  it('take JSON for names with spaces', () => {
    expect(instruction('COPY ["a b", "<<E", "/c d"]')).toMatchObject({
      sources: ['a b', '<<E'],
      destination: '/c d',
      heredocs: [],
    });
  });

  it('take here-documents beside files', () => {
    expect(instruction('COPY <<-E f <<"G" /d/\n\ta\nE\n\t$b\nG')).toMatchObject({
      sources: ['f'],
      destination: '/d/',
      heredocs: [
        { name: 'E', content: 'a\n', expand: true },
        { name: 'G', content: '\t$b\n', expand: false },
      ],
    });
  });

  it.each([
    ['COPY a', 'COPY requires at least two arguments'],
    ['ADD', 'ADD requires at least two arguments'],
    ['COPY --from=$x a b', 'variable expansion is not supported for --from'],
    ['COPY --link=maybe a b', 'expecting boolean value for flag --link, not: maybe'],
    ['COPY --link= a b', 'missing a value on flag: --link'],
    ['COPY --chown a b', 'missing a value on flag: --chown'],
    ['COPY --from=a --from=b a b', 'duplicate flag specified: --from'],
    ['COPY --unpack a b', 'unknown flag: --unpack'],
    ['ADD --from=x a b', 'unknown flag: --from'],
    ['ADD --parents a b', 'unknown flag: --parents'],
  ])('%s fails', (text, message) => {
    expect(failure(`FROM x\n${text}`).message).toContain(message);
  });

  it('take a no-break space before -- for part of a path, as BuildKit', () => {
    expect(instruction('COPY \u00a0--a b')).toMatchObject({ sources: ['--a'], destination: 'b' });
  });

  it('take words for paths after --, and flags only before the first word', () => {
    expect(instruction('COPY -- --a b')).toMatchObject({ sources: ['--a'], destination: 'b' });
    expect(instruction('COPY a --link b')).toMatchObject({ sources: ['a', '--link'] });
  });
});

describe('ENV, LABEL and ARG', () => {
  it.each([
    [
      'ENV a=b c="d e" f=\'$g\' h=i\\ j',
      [
        ['a', 'b'],
        ['c', '"d e"'],
        ['f', "'$g'"],
        ['h', 'i\\ j'],
      ],
    ],
    ['ENV a  b c=d ', [['a', 'b c=d']]],
    ['ENV a=', [['a', '']]],
    [
      'LABEL "a.b"="c" d=e=f',
      [
        ['"a.b"', '"c"'],
        ['d', 'e=f'],
      ],
    ],
  ])('%s', (text, pairs) => {
    expect(instruction(text)).toMatchObject({
      pairs: pairs.map(([name, value]) => ({ name, value })),
    });
  });

  it.each([
    ['ENV', 'ENV requires at least one argument'],
    ['LABEL', 'LABEL requires at least one argument'],
    ['ENV a', 'ENV must have two arguments'],
    ['ENV a=b c', 'can\'t find = in "c". Must be of the form: name=value'],
    ['ENV =a', 'ENV names can not be blank'],
    ['LABEL =a', 'LABEL names can not be blank'],
    ['ARG', 'ARG requires at least one argument'],
    ['ARG =a', 'ARG names can not be blank'],
  ])('%s fails', (text, message) => {
    expect(failure(`FROM x\n${text}`).message).toContain(message);
  });

  it('ARG has several, with or without a default', () => {
    expect(instruction('ARG a b= c="d e" e=$a')).toMatchObject({
      arguments: [
        { name: 'a' },
        { name: 'b', default: '' },
        { name: 'c', default: '"d e"' },
        { name: 'e', default: '$a' },
      ],
    });
  });
});

describe('HEALTHCHECK', () => {
  it('has a command and times', () => {
    expect(
      instruction(
        'HEALTHCHECK --interval=1m30s --timeout=1.5s --start-period=2h --start-interval=100ms --retries=4 CMD a b',
      ),
    ).toMatchObject({
      command: { form: 'shell', words: ['a b'] },
      interval: 90e9,
      timeout: 1.5e9,
      startPeriod: 7200e9,
      startInterval: 1e8,
      retries: 4,
    });
    expect(instruction('healthcheck cmd ["a"]')).toMatchObject({
      command: { form: 'exec', words: ['a'] },
    });
  });

  it('may be none, and leaves out what is 0', () => {
    expect(instruction('HEALTHCHECK NONE')).not.toHaveProperty('command');
    const zero = instruction('HEALTHCHECK --interval=0s --retries=0 CMD a');
    expect(zero).not.toHaveProperty('interval');
    expect(zero).not.toHaveProperty('retries');
  });

  it.each([
    ['HEALTHCHECK', 'HEALTHCHECK requires at least one argument'],
    ['HEALTHCHECK NONE a', 'HEALTHCHECK NONE takes no arguments'],
    ['HEALTHCHECK CMD', 'Missing command after HEALTHCHECK CMD'],
    ['HEALTHCHECK CMD []', 'Missing command after HEALTHCHECK CMD'],
    ['HEALTHCHECK TCP 80', 'Unknown type "TCP" in HEALTHCHECK (try CMD)'],
    ['HEALTHCHECK --interval=50ns CMD a', 'Interval "interval" cannot be less than 1ms'],
    ['HEALTHCHECK --interval=-5s CMD a', 'Interval "interval" cannot be less than 1ms'],
    ['HEALTHCHECK --timeout=5 CMD a', '--timeout: invalid duration "5"'],
    ['HEALTHCHECK --timeout=soon CMD a', '--timeout: invalid duration "soon"'],
    ['HEALTHCHECK --retries=-1 CMD a', '--retries cannot be negative (-1)'],
    ['HEALTHCHECK --retries=two CMD a', '--retries needs a whole number'],
  ])('%s fails', (text, message) => {
    expect(failure(`FROM x\n${text}`).message).toContain(message);
  });
});

describe('the other instructions', () => {
  it.each([
    ['EXPOSE 80 8000-8010/udp $p', { values: ['$p', '80', '8000-8010/udp'] }],
    ['VOLUME /a /b', { values: ['/a', '/b'] }],
    ['VOLUME ["/a b"]', { values: ['/a b'] }],
    ['SHELL ["/bin/bash", "-c"]', { values: ['/bin/bash', '-c'] }],
    ['USER a:b', { value: 'a:b' }],
    ['WORKDIR /a b', { value: '/a b' }],
    ['STOPSIGNAL $s', { value: '$s' }],
    ['MAINTAINER a <b@c>', { value: 'a <b@c>' }],
  ])('%s', (text, expected) => {
    expect(instruction(text)).toMatchObject(expected);
  });

  it.each([
    ...['MAINTAINER', 'WORKDIR', 'USER', 'STOPSIGNAL'].map((name) => [
      name,
      `${name} requires exactly one argument`,
    ]),
    ...['EXPOSE', 'VOLUME', 'ONBUILD', 'SHELL'].map((name) => [
      name,
      `${name} requires at least one argument`,
    ]),
    ['SHELL bash -c', 'SHELL requires the arguments to be in JSON form'],
    ['SHELL []', 'SHELL requires at least one argument'],
    ['VOLUME ["  "]', 'VOLUME specified can not be an empty string'],
    ['MAINTAINER --boo a', 'unknown flag: --boo'],
    ['CMD --boo a', 'unknown flag: --boo'],
  ])('%s fails', (text, message) => {
    expect(failure(`FROM x\n${text}`).message).toContain(message);
  });
});

describe('ONBUILD', () => {
  it('keeps its instruction as text, here-documents included', () => {
    expect(instruction('onbuild   RUN a \\\n  b')).toMatchObject({ expression: 'RUN a   b' });
    expect(instruction('ONBUILD COPY <<A <<-B /x/\na\nA\n\tb\n\tB')).toMatchObject({
      expression: 'COPY <<A <<-B /x/\na\nA\n\tb\nB',
    });
  });

  it.each([
    ['ONBUILD ONBUILD RUN x', "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"],
    [`${'ONBUILD '.repeat(5000)}RUN x`, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"],
    ['ONBUILD maintainer x', "MAINTAINER isn't allowed as an ONBUILD trigger"],
    ['ONBUILD ENV a', 'ENV must have two arguments'],
  ])('%s fails', (text, message) => {
    expect(failure(`FROM x\n${text}`).message).toBe(message);
  });
});

describe('any text at all', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'FROM a',
      'FROM a AS b',
      'RUN <<E',
      'E',
      '',
      '\\',
      '# c',
      '# escape=`',
      'ONBUILD',
    ),
    fc
      .tuple(
        fc.constantFrom('ADD', 'ARG', 'CMD', 'COPY', 'ENV', 'EXPOSE', 'HEALTHCHECK', 'LABEL'),
        fc.string({ unit: 'binary' }),
      )
      .map((parts) => parts.join(' ')),
    fc
      .tuple(
        fc.constantFrom('ONBUILD', 'RUN', 'SHELL', 'USER', 'VOLUME', 'WORKDIR', 'RUN --mount='),
        fc.array(fc.constantFrom('a', ' ', '"', "'", '\\', '$', '<<', '=', '--', '[', ']', ',')),
      )
      .map(([name, rest]) => name + rest.join('')),
    fc.string({ unit: 'binary' }),
  );
  const end = fc.constantFrom('\n', '\r\n', '\\\n', '`\n', '\\ \n');
  const text = fc
    .array(
      fc.tuple(line, end).map((parts) => parts.join('')),
      { maxLength: 12 },
    )
    .map((lines) => lines.join(''));

  function tryParse(input: string | Uint8Array) {
    try {
      return parse(input);
    } catch (error) {
      if (error instanceof DockerfileError) {
        expect(error.position?.line).toBeGreaterThanOrEqual(1);
        expect(error.position?.column).toBeGreaterThanOrEqual(1);
        expect(error.format()).toContain(error.message);
        return undefined;
      }
      throw error;
    }
  }

  it('is read or refused with a place', () => {
    fc.assert(
      fc.property(text, (input) => {
        const file = tryParse(input);
        let last = 0;
        for (const { from, instructions } of file?.stages ?? []) {
          for (const { range, position } of [from, ...instructions]) {
            expect(range.start).toBeGreaterThan(last);
            expect(range.end).toBeGreaterThanOrEqual(range.start);
            expect(position.line).toBeLessThanOrEqual(range.end);
            last = range.end;
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('even of bytes that are no UTF-8', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void tryParse(bytes)));
  });

  it.each([
    ['many short lines', `FROM a\n${'RUN x\n'.repeat(50_000)}`],
    ['many comments', `${'# c\n'.repeat(100_000)}FROM a`],
    ['many continuations', `FROM a\nRUN x ${'\\\ny '.repeat(50_000)}`],
    ['many blank continuations', `FROM a\nRUN x \\\n${'\n'.repeat(100_000)}y`],
    ['many here-documents', `FROM a\n${'RUN <<E\nE\n'.repeat(20_000)}`],
    ['many flags', `FROM a\nRUN ${'--mount=target=/a '.repeat(3000)}x`],
    ['brackets in brackets', `FROM a\nRUN ${'['.repeat(60_000)}`],
    ['spaces', `FROM a\nCOPY <<${' '.repeat(60_000)}< /x`],
    ['quotes', `FROM a\nENV a=${'"'.repeat(60_000)}`],
  ])('of %s ends', (_name, input) => {
    tryParse(input);
  });
});
