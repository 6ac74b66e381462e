import { describe, expect, it } from 'vitest';
import { readDirectives, readEscape } from './directives.ts';
import { detectFrontend, isBuiltinFrontend, requireBuiltinFrontend } from './frontend.ts';
import { readSourceText } from './source-text.ts';

function source(text: string) {
  return readSourceText(text, 'Dockerfile');
}

function keys(text: string) {
  return [...readDirectives(source(text))].map(([key, { value }]) => `${key}=${value}`);
}

describe('directives', () => {
  it('are comments of a known key at the top, whatever the key’s case and the spaces', () => {
    expect(keys('# syntax = a/b:C \n#ESCAPE=`\n\t#check=skip=all\nFROM x')).toEqual([
      'syntax=a/b:C',
      'escape=`',
      'check=skip=all',
    ]);
  });

  it.each([
    ['a comment', '# hello\n# escape=`'],
    ['an unknown key', '# key=value\n# escape=`'],
    ['a blank line', '\n# escape=`'],
    ['an instruction', 'FROM x\n# escape=`'],
    ['a value that is missing', '# syntax=\n# escape=`'],
  ])('end at %s', (_name, text) => {
    expect(keys(text)).toEqual([]);
  });

  it('stand on their line', () => {
    expect(readDirectives(source('# check=a\n# escape=`')).get('escape')?.range).toEqual({
      start: 2,
      end: 2,
    });
  });

  it('may not be given twice', () => {
    expect(() => keys('# escape=`\n# ESCAPE=`')).toThrow(
      'only one escape parser directive can be used',
    );
  });

  it('choose the escape character from two', () => {
    expect(readEscape(readDirectives(source('# escape=`')), source(''))).toBe('`');
    expect(readEscape(new Map(), source(''))).toBe('\\');
    const wrong = source('# escape=x');
    expect(() => readEscape(readDirectives(wrong), wrong)).toThrow("invalid escape token 'x'");
  });
});

describe('the frontend a file asks for', () => {
  it.each([
    ['# syntax = dockerfile:experimental // opts\nFROM x', 'dockerfile:experimental', 1],
    ['#!/bin/sh\n# syntax=a\nFROM x', 'a', 2],
    ['#!/bin/sh\n//syntax=a', 'a', 2],
    ['//syntax=a\n//key=value', 'a', 1],
    ['\ufeff# syntax=a\n', 'a', 1],
    ['{"syntax": "a", "b": ["c"]}', 'a', 1],
  ])('%j: %s in line %i', (text, value, line) => {
    expect(detectFrontend(source(text))).toEqual({ value, range: { start: line, end: line } });
  });

  it.each([
    'FROM x',
    '#!/bin/sh\n\n# syntax=a',
    '{"syntax": "a"',
    '{"syntax": 1}',
    '{"syntax": "a"}\n# syntax=b',
  ])('%j asks for none', (text) => {
    expect(detectFrontend(source(text))).toBeUndefined();
  });

  it.each([
    'docker/dockerfile',
    'docker/dockerfile:1',
    'docker/dockerfile:1.7-labs',
    'docker.io/docker/dockerfile:1',
    'docker.io/docker/dockerfile-upstream:master',
    'registry-1.docker.io/docker/dockerfile:1',
    'mirror.example:5000/hub/docker/dockerfile:1.4',
    `docker/dockerfile:1@sha256:${'a'.repeat(64)}`,
  ])('%s is this one', (reference) => {
    expect(isBuiltinFrontend(reference)).toBe(true);
  });

  it.each([
    'dockerfile',
    'someone/dockerfile:1',
    'docker/dockerfile2',
    'notdocker/dockerfile',
    'docker/dockerfile/x',
    'docker/dockerfile:',
    'ghcr.io/depot/dockerfile:1',
  ])('%s is another', (reference) => {
    expect(isBuiltinFrontend(reference)).toBe(false);
  });

  it('is an error at its line when it is another', () => {
    expect(() => requireBuiltinFrontend(source('#!/x\n# syntax=some/thing:1\nFROM x'))).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_FRONTEND',
        position: { line: 2, column: 10 },
        message: expect.stringContaining('"some/thing:1"') as string,
      }) as Error,
    );
  });
});
