import { expect, test } from 'vitest';
import { parseChmod } from './file-mode.ts';

/** What BuildKit 0.32 makes of a file with mode 0640, one with 4711, and a folder with 7755. */
test.each([
  ['0755', '755 755 755'],
  ['4711', '4711 4711 4711'],
  ['u=rwX,go=rX', '644 755 1755'],
  ['+x', '751 4711 7755'],
  ['a+X', '640 4711 7755'],
  ['go=', '600 4700 5700'],
  ['g=u', '660 4771 7775'],
  ['u=g-w', '440 4111 7555'],
  ['a=rx', '555 555 1555'],
  ['u-s', '640 711 3755'],
  ['g+s', '2640 6711 7755'],
  ['o=t', '640 4710 7750'],
  ['+t', '1640 5711 7755'],
  ['u+t', '1640 5711 7755'],
  ['o=u-w+x', '645 4715 7755'],
  ['u=s,o=r', '4044 4014 7054'],
])('%s', (text, expected) => {
  const change = parseChmod(text);
  const modes = [
    change.apply(0o640, false),
    change.apply(0o4711, false),
    change.apply(0o7755, true),
  ];
  expect(modes.map((mode) => mode.toString(8)).join(' ')).toBe(expected);
});

test.each(['', '8', '64a', '10000', 'x', 'u', 'u+q', 'u+r,', 'z+r', '+r g+w'])(
  '%j is refused',
  (text) => {
    expect(() => parseChmod(text)).toThrow(`invalid chmod parameter: '${text}'`);
  },
);
