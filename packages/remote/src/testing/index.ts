export { bytesFrom, describeBytes, makeImage, patterned } from './content.ts';
export { FakeRegistry, sha256 } from './fake-registry.ts';
