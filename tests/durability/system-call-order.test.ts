import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Digest } from '@slipway/oci';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RandomSource } from '../support/random-source.ts';
import { digestOf, imageManifest, RegistryClient } from '../support/registry-client.ts';
import { type Hub, startHub } from '../support/start-hub.ts';
import { describeWithTools, toolPath } from '../support/tools.ts';
import { parseTrace, type SystemCall } from './system-call-trace.ts';

const repository = 'admin/traced';
const calls = 'fsync,fdatasync,rename,renameat,renameat2,write,writev,sendto,sendmsg';

// A kill keeps the page cache, so only the system calls can show what a power cut would leave.
describeWithTools('before each 201', ['strace'], () => {
  let folder: string;
  let hub: Hub;
  let client: RegistryClient;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-trace-'));
    const options = ['-f', '-y', '-tt', '-s', '80', '-e', `trace=${calls}`, '-o', traceFile()];
    hub = await startHub({
      wrapper: [toolPath('strace'), ...options],
      // Calls through io_uring would not be traced.
      environment: { UV_USE_IO_URING: '0' },
    });
    client = await RegistryClient.signIn(hub, [repository]);
  });
  afterAll(async () => {
    await hub?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const random = new RandomSource(1);
  const config = random.bytes(1000);
  const layer = random.bytes(3_000_000);

  it('blob in one request: file, rename, folder and database are synced in that order', async () => {
    await expectDurableOrder(digestOf(config), () => client.pushBlob(repository, config));
  });

  it('blob in a session of chunks: the same order', async () => {
    let upload = await client.openUpload(repository);
    upload = await client.sendChunk(upload, layer.subarray(0, 1_000_000), 0);
    upload = await client.sendChunk(upload, layer.subarray(1_000_000, 2_000_000), 1_000_000);
    const rest = layer.subarray(2_000_000);
    await expectDurableOrder(digestOf(layer), () =>
      client.finishUpload(upload, digestOf(layer), rest),
    );
  });

  it('blob in a session with one PUT: the same order', async () => {
    const blob = random.bytes(70_000);
    const upload = await client.openUpload(repository);
    await expectDurableOrder(digestOf(blob), () =>
      client.finishUpload(upload, digestOf(blob), blob),
    );
  });

  it('manifest: the same order', async () => {
    const manifest = imageManifest(config, [layer]);
    await expectDurableOrder(digestOf(manifest), () =>
      client.putManifest(repository, 'latest', manifest),
    );
  });

  it('a trace in another order is noticed', () => {
    const digest = digestOf(config);
    const good = [
      '7 10:00:00.1 fsync(20</d/uploads/put-1>) = 0',
      `7 10:00:00.2 rename("/d/uploads/put-1", "/d/blobs/sha256/${digest.slice(7)}") = 0`,
      '8 10:00:00.3 fsync(21</d/blobs/sha256> <unfinished ...>',
      '7 10:00:00.4 write(3<pipe:[1]>, "x", 1) = 1',
      '8 10:00:00.5 <... fsync resumed>) = 0',
      '9 10:00:00.6 fdatasync(5</d/slipway.db-wal>) = 0',
      '7 10:00:00.7 write(30<socket:[5]>, "HTTP/1.1 201 Created\\r\\n"..., 200) = 200',
    ];
    expect(syncsBeforeAnswer(parseTrace(good.join('\n')), digest)).toEqual(durableOrder);
    for (const missing of [0, 2, 5]) {
      const trace = good.filter((_, index) => index !== missing).join('\n');
      expect(syncsBeforeAnswer(parseTrace(trace), digest)).not.toEqual(durableOrder);
    }
    const late = [...good.slice(0, 5), good[6], good[5]].join('\n');
    expect(syncsBeforeAnswer(parseTrace(late), digest)).not.toEqual(durableOrder);
  });

  function traceFile(): string {
    return join(folder, 'trace');
  }

  async function expectDurableOrder(digest: Digest, push: () => Promise<unknown>): Promise<void> {
    const before = (await readFile(traceFile(), 'utf8')).split('\n').length - 1;
    await push();
    const trace = async () =>
      (await readFile(traceFile(), 'utf8')).split('\n').slice(before).join('\n');
    // The client may have the answer before strace has written the line.
    for (let tries = 0; !(await trace()).includes('HTTP/1.1 201') && tries < 100; tries++) {
      await sleep(50);
    }
    expect(syncsBeforeAnswer(parseTrace(await trace()), digest)).toEqual(durableOrder);
  }
});

const durableOrder = ['file synced', 'renamed', 'folder synced', 'database synced', 'answered'];

/**
 * What happened for a blob, in order, each step begun only after the one before had returned; it
 * ends with the first step that is missing.
 */
function syncsBeforeAnswer(trace: readonly SystemCall[], digest: Digest): string[] {
  const succeeded = trace.filter(({ failed }) => !failed);
  const answer = succeeded.find(({ args }) => args.includes('"HTTP/1.1 201'));
  const rename = succeeded.find(
    ({ name, args }) => name.startsWith('rename') && args.includes(`/${digest.slice(7)}"`),
  );
  if (!answer || !rename) return ['no answer, or no rename to the blob’s name'];
  const [source = '', target = ''] = [...rename.args.matchAll(/"([^"]+)"/g)].map(
    ([, path]) => path,
  );
  const folder = target.slice(0, target.lastIndexOf('/'));
  const steps: [string, (call: SystemCall) => boolean][] = [
    ['file synced', (call) => isSync(call, (path) => path === source)],
    ['renamed', (call) => call === rename],
    ['folder synced', (call) => isSync(call, (path) => path === folder)],
    ['database synced', (call) => isSync(call, (path) => path.endsWith('-wal'))],
    ['answered', (call) => call === answer],
  ];
  const done: string[] = [];
  let after = -1;
  for (const [step, matches] of steps) {
    const call = succeeded.find((each) => each.began > after && matches(each));
    if (!call) break;
    done.push(step);
    after = call.returned;
  }
  return done;
}

function isSync({ name, args }: SystemCall, matches: (path: string) => boolean): boolean {
  const path = /^\d+<([^>]*)>/.exec(args)?.[1];
  return (name === 'fsync' || name === 'fdatasync') && path !== undefined && matches(path);
}
