import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DockerfileError } from '../errors/dockerfile-error.ts';
import { readFixture, sharedFixtures } from '../testing/shared-fixtures.ts';
import { createExpander, expandHeredoc } from './expander.ts';

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

describe('modifiers', () => {
  const env = lookup({
    FOO: 'xxyy',
    EMPTY: '',
    FILE: '/opt/app/main.tar.gz',
    URL: 'http://hub.example',
    LINES: 'one\ntwo',
    STAR: 'a*b*c',
    EMOJI: '🖖🚀👽',
    DEEP: '/foo*/*/*.txt',
  });

  it.each([
    ['${FOO-a} ${EMPTY-b} ${NONE-c}', 'xxyy  c'],
    ['${FOO:-a} ${EMPTY:-b} ${NONE:-c}', 'xxyy b c'],
    ['${FOO+a} ${EMPTY+b} ${NONE+c}', 'a b '],
    ['${FOO:+a} ${EMPTY:+b} ${NONE:+c}', 'a  '],
    ['${FOO?no}${EMPTY?no}${FOO:?no}', 'xxyyxxyy'],
    ['${FILE#*/} ${FILE##*/}', 'opt/app/main.tar.gz main.tar.gz'],
    ['${FILE%.*} ${FILE%%.*}', '/opt/app/main.tar /opt/app/main'],
    ['${FOO#*} ${FOO##*}', 'xxyy '],
    ['${FOO%} ${FOO#}', 'xxyy xxyy'],
    ['${FOO#nothing}', 'xxyy'],
    ['${FOO#?}${FOO%??}', 'xyyxx'],
    ['${STAR#a\\*} ${STAR%\\*?}', 'b*c a*b'],
    ['${EMOJI#?} ${EMOJI%?}', '🚀👽 🖖🚀'],
    ['${LINES##*n}', 'e\ntwo'],
    ['${LINES%%o*}', 'one\ntw'],
    ['${URL/http:/https:}', 'https://hub.example'],
    ['${FOO/x/_} ${FOO//x/_}', '_xyy __yy'],
    ['${FOO//?/-}', '----'],
    ['${FOO//*/-}', '-'],
    ['${FILE//\\//:}', ':opt:app:main.tar.gz'],
    ['${DEEP/\\*\\//.} ${DEEP//\\*\\//.}', '/foo.*/*.txt /foo..*.txt'],
    ['${FOO/y/$EMPTY}', 'xxy'],
    ['${FOO/x/${NONE:-${FOO%yy}}}', 'xxxyy'],
    ['"${FOO%y}" \'${FOO}\'', 'xxy ${FOO}'],
    ['${NONE:-a b}', 'a b'],
    ['${NONE/a/b}', ''],
  ])('%s', (input, expected) => {
    expect(expander.word(input, env).text).toBe(expected);
  });

  it.each([
    ['${NONE?a message}', 'NONE: a message'],
    ['${NONE:?}', 'NONE: is not allowed to be unset'],
    ['${EMPTY:?}', 'EMPTY: is not allowed to be empty'],
    ['${FOO=a}', 'unsupported modifier (=)'],
    ['${FOO:=a}', 'unsupported modifier (:=)'],
    ['${FOO:#a}', 'unsupported modifier (:#)'],
    ['${FOO:%a}', 'unsupported modifier (:%)'],
    ['${FOO:', 'unsupported modifier (:)'],
    ['${FOO/a}', "missing '/' in ${}"],
    ['${FOO/a/b', "missing '}'"],
    ['${FOO#\\a}', "invalid escape '\\a'"],
    ['${', "missing '}'"],
  ])('%s fails', (input, message) => {
    expect(() => expander.word(input, env)).toThrow(message);
  });

  it('tell which names were used and which are not set', () => {
    const { used, unset } = expander.word("$FOO ${NONE:-$OTHER} ${EMPTY:-$FOO} '$NOT'", env);
    expect([...used].sort()).toEqual(['EMPTY', 'FOO']);
    expect([...unset].sort()).toEqual(['NONE', 'OTHER']);
  });

  it('come with the file’s own escape', () => {
    const windows = createExpander('`');
    expect(windows.word('c:\\a`$FOO\\$FOO', env).text).toBe('c:\\a$FOO\\xxyy');
  });

  it('keep a word whole when it has substitutions in its middle', () => {
    expect(expander.words('80${NONE:-80}/tcp "a b"${FOO}', env).words).toEqual([
      '8080/tcp',
      'a bxxyy',
    ]);
  });
});

describe('expandHeredoc', () => {
  it('keeps quotes, expands within them, and takes a backslash for the escape', () => {
    const env = lookup({ name: 'world' });
    const { text, unset } = expandHeredoc(`it's "$name" '\${name}' \\$name \${other:-"x"}\n`, env);
    expect(text).toBe(`it's "world" 'world' $name "x"\n`);
    expect([...unset]).toEqual(['other']);
  });
});

describe('whatever is asked', () => {
  const piece = fc.constantFrom(
    ...['$', '{', '}', '${', ':', '-', '+', '?', '#', '%', '/', '*', '\\', '"', "'", 'a', ' ', '<'],
    ...['b', '0', '@', 'é', '👽', '\n', '${a', '${a:-', '`'],
  );
  const env = lookup({ a: 'value of a', b: '' });

  it('an expansion returns or throws a DockerfileError', () => {
    fc.assert(
      fc.property(
        fc.array(piece).map((parts) => parts.join('')),
        (text) => {
          for (const expand of [expander.word, expander.words, expandHeredoc]) {
            try {
              expand(text, env);
            } catch (error) {
              expect(error).toBeInstanceOf(DockerfileError);
            }
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('text without a special character stays as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/[$'"\\]/.test(text));
        expect(expander.word(text, env).text).toBe(text);
      }),
    );
  });

  it('quoting protects any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes("'"));
        expect(expander.word(`'${text}'`, env).text).toBe(text);
        expect(expander.word(text.replace(/[$'"\\<]/g, '\\$&'), env).text).toBe(text);
      }),
    );
  });

  it.each([
    ['deep nesting', `${'${x:-'.repeat(12_000)}y${'}'.repeat(12_000)}`],
    ['unclosed nesting', '${x:-'.repeat(13_000)],
    ['unclosed patterns', '${a/'.repeat(16_000)],
    ['quotes without an end', `"${'$a"'.repeat(10_000)}`],
  ])('%s ends in a DockerfileError', (_name, text) => {
    expect(() => expander.word(text, env)).toThrow(DockerfileError);
  });

  it('nesting as deep as people write works', () => {
    const text = `${'${x:-'.repeat(200)}y${'}'.repeat(200)}`;
    expect(expander.word(text, env).text).toBe('y');
  });

  it('hundreds of stars against a long value take no exponential time', () => {
    const long = lookup({ v: 'a'.repeat(30_000) });
    expect(expander.word(`\${v##${'*a'.repeat(300)}b}`, long).text).toHaveLength(30_000);
    expect(expander.word(`\${v//${'a*'.repeat(300)}b/x}`, long).text).toHaveLength(30_000);
  });

  it('values that double themselves without end are refused', () => {
    const big = lookup({ v: 'x'.repeat(9 * 1024 * 1024) });
    expect(() => expander.word('$v$v', big)).toThrow('more than 16777216 characters');
    const many = lookup({ v: 'x'.repeat(100_000) });
    expect(() => expander.word('${v//x/$v}', many)).toThrow('the result is too long');
  });
});
