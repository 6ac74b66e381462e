import { expect, it } from 'vitest';
import { imageName, pullCommands, pushCommands } from './image-commands.ts';

const name = imageName('hub.example:5000', 'kirtan', 'my-app');
const digest = `sha256:${'a'.repeat(64)}`;
const commands = (made: readonly { command: string }[]) => made.map(({ command }) => command);

it('pulls images by tag and by digest, with each tool', () => {
  expect(commands(pullCommands('image', name, '1.0'))).toEqual([
    'docker pull hub.example:5000/kirtan/my-app:1.0',
    'podman pull hub.example:5000/kirtan/my-app:1.0',
    'slipway pull hub.example:5000/kirtan/my-app:1.0',
  ]);
  expect(pullCommands('image', name, digest)[0]?.command).toBe(`docker pull ${name}@${digest}`);
});

it('gives charts, modules and other artifacts the commands of their tools', () => {
  expect(commands(pullCommands('helm', name, '1.0.0'))[0]).toBe(
    `helm pull oci://${name} --version 1.0.0`,
  );
  expect(commands(pushCommands('helm', name, '1.0.0'))).toEqual([
    'helm push my-app-1.0.0.tgz oci://hub.example:5000/kirtan',
  ]);
  expect(commands(pullCommands('wasm', name, '1'))[0]).toBe(`wkg oci pull ${name}:1`);
  expect(commands(pullCommands('artifact', name, '1'))).toEqual([`oras pull ${name}:1`]);
});

it('says how an image is published', () => {
  expect(commands(pushCommands('image', name, 'latest'))).toEqual([
    `docker tag my-app ${name}:latest\ndocker push ${name}:latest`,
    `podman tag my-app ${name}:latest\npodman push ${name}:latest`,
    `slipway build -t ${name}:latest --push .`,
  ]);
});
