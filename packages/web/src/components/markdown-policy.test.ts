import { expect, it } from 'vitest';
import { anchorOf, imagePolicy, linkPolicy } from './markdown-policy.ts';

const base = 'https://hub.example/site/';

it.each([
  ['https://elsewhere.example/a', 'external'],
  ['//elsewhere.example/a', 'external'],
  ['/site/r/a/b', 'keep'],
  ['#usage', 'keep'],
  ['javascript:alert(1)', 'remove'],
  ['JaVaScRiPt:alert(1)', 'remove'],
  [' java\tscript:alert(1)', 'remove'],
  ['data:text/html,<script>', 'remove'],
  ['vbscript:x', 'remove'],
  ['blob:https://hub.example/1', 'remove'],
  ['http://[', 'remove'],
])('judges the link %j', (href, judged) => {
  expect(linkPolicy(href, base)).toBe(judged);
});

it('keeps addresses of mail for the mail program', () => {
  expect(linkPolicy('mailto:a@b.example', base)).toBe('external');
});

it.each([
  ['https://img.example/badge.svg', 'link'],
  ['http://hub.example/x.png', 'link'],
  ['https://hub.example/x.png', 'show'],
  ['x.png', 'show'],
  ['data:image/png;base64,AAAA', 'show'],
  ['data:image/svg+xml,<svg>', 'text'],
  ['data:text/html,x', 'text'],
  ['javascript:alert(1)', 'text'],
  ['file:///etc/passwd', 'text'],
])('judges the picture %j', (source, judged) => {
  expect(imagePolicy(source, base)).toBe(judged);
});

it('makes the same anchor of a heading and of a link to it', () => {
  expect(anchorOf('Run it: on ARM!')).toBe('readme-run-it-on-arm');
  expect(anchorOf('run-it-on-arm')).toBe('readme-run-it-on-arm');
});
