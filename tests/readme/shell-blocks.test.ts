import { expect, test } from 'vitest';
import { shellCommands } from './shell-blocks.ts';

test('finds the commands of shell blocks, and of no others', () => {
  const page =
    'text\n```sh\nnpm start\n# a remark\ndocker push \\\n  here\n```\n```ts\ncode\n```\n```console\n$ npm test\n```\n';
  expect(shellCommands(page)).toEqual(['npm start', 'docker push    here', 'npm test']);
});
