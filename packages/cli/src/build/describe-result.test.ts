import type { BuildResult, OutputRequest } from '@slipway/builder';
import { makeDigest } from '@slipway/oci';
import { expect, it } from 'vitest';
import { describeResult } from './describe-result.ts';
import { painter } from './paint.ts';

const digest = makeDigest('sha256', 'ab'.repeat(32));

function describe_(
  summary: Partial<BuildResult['summary']>,
  options: { tags?: string[]; outputs?: OutputRequest[]; image?: boolean } = {},
): readonly string[] {
  const text = describeResult({
    result: {
      image: options.image === false ? undefined : { mediaType: 'm', digest, size: 7 },
      configDigest: undefined,
      metadata: {},
      summary: { images: [], stages: [], steps: { total: 0, cached: 0 }, slowest: [], ...summary },
    },
    request: {
      tags: options.tags ?? ['127.0.0.1:5000/a/app:1'],
      outputs: options.outputs ?? [{ type: 'image', attributes: {} }],
    },
    warnings: ['JSONArgsRecommended: use \u001b[31mJSON'],
    duration: 12_345,
    shorten: (tag) => tag.replace('127.0.0.1:5000/', ''),
    paint: painter(false),
  });
  return text.trimEnd().split('\n');
}

it('says how small the image is beside its stages, and what took long', () => {
  const lines = describe_({
    images: [{ platform: 'linux/amd64', digest, size: 21_000_000 }],
    stages: [
      { name: 'deps', size: 200_000_000, target: false },
      { name: 'build', size: 153_700_000, target: false },
      { name: 'final', size: 58_300_000, target: true },
    ],
    steps: { total: 15, cached: 7 },
    slowest: [
      { name: '[build 3/5] RUN npm ci', milliseconds: 9300 },
      { name: '[build 4/5] COPY . .', milliseconds: 20 },
    ],
  });
  expect(lines).toEqual([
    'warning: JSONArgsRecommended: use ?[31mJSON',
    `a/app:1  58.3 MB (21.0 MB compressed)  ${digest}`,
    'its 3 stages together 412.0 MB, 86 % left behind',
    'built in 12.3 s, 7 of 15 steps from the cache (47 %)',
    'slowest: RUN npm ci 9.3 s',
    'next: slipway run a/app:1   or   slipway push a/app:1',
  ]);
});

it('offers no push of what was pushed, names an image without a name by its id', () => {
  const pushed: OutputRequest[] = [{ type: 'image', attributes: { push: 'true' } }];
  expect(describe_({}, { outputs: pushed }).at(-1)).toBe('next: slipway run a/app:1');
  expect(describe_({}, { tags: [] }).at(-1)).toBe('next: slipway run abababababab');
});

it('says where files were written, and each platform of several', () => {
  const outputs: OutputRequest[] = [{ type: 'local', destination: '/out', attributes: {} }];
  expect(describe_({}, { outputs, image: false })).toEqual([
    expect.stringContaining('warning'),
    'written to /out',
    'built in 12.3 s',
  ]);
  const images = ['linux/amd64', 'linux/arm64'].map((platform) => ({
    platform,
    digest,
    size: 1000,
  }));
  expect(describe_({ images }).slice(1, 4)).toEqual([
    `a/app:1  ${digest}`,
    '  linux/amd64  1.0 kB compressed',
    '  linux/arm64  1.0 kB compressed',
  ]);
});
