import { expect, test } from 'vitest';
import { planImage } from './testing/plan-text.ts';

test('a RUN on a base', async () => {
  const image = await planImage('FROM alpine\nENV a=b\nARG V=1\nRUN echo hi\nCMD ["sh"]\n');
  expect(image.root).toMatchObject({ kind: 'run', arguments: ['/bin/sh', '-c', 'echo hi'], name: '[2/2] RUN echo hi' });
  expect(image.history.map((each) => each.createdBy)).toEqual([
    'ENV a=b',
    'ARG V=1',
    'RUN |1 V=1 /bin/sh -c echo hi # buildkit',
    'CMD ["sh"]',
  ]);
});
