import { describe, expect, it } from 'vitest';
import { formatImageLocation, parseImageLocation } from './image-location.ts';

const hub = 'hub.example:5000';

describe('a location', () => {
  it.each([
    ['kirtan/my-app', 'hub.example:5000/kirtan/my-app:latest'],
    ['node:24', 'hub.example:5000/library/node:24'],
    ['docker.io/library/node:24', 'docker.io/library/node:24'],
    ['local:kirtan/my-app:1', 'local:hub.example:5000/kirtan/my-app:1'],
    ['oci:./out', 'oci:./out'],
    ['oci:out:kirtan/app:1', 'oci:out:kirtan/app:1'],
    ['oci-archive:a.tar:1', 'oci-archive:a.tar:1'],
    ['docker-archive:a.tar:', 'docker-archive:a.tar'],
    ['oci/app:1', 'hub.example:5000/oci/app:1'],
  ])('%s is %s', (text, full) => {
    expect(formatImageLocation(parseImageLocation(text, hub))).toBe(full);
  });

  it.each(['oci:', 'docker-archive::x', 'local:', 'local:a/UPPER', 'a/b@sha256:1', ''])(
    '%j is refused',
    (text) => {
      expect(() => parseImageLocation(text, hub)).toThrow(/names no|invalid reference/);
    },
  );
});
