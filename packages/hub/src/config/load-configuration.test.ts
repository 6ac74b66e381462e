import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from './configuration-error.ts';
import { configurationOf, loadConfiguration } from './load-configuration.ts';
import { listConfiguration, printConfiguration } from './print-configuration.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(options: {
  yaml?: string;
  environment?: Record<string, string>;
  overrides?: Record<string, string>;
}) {
  if (options.yaml !== undefined) writeFileSync(join(folder, 'slipway.yaml'), options.yaml);
  const { environment = {}, overrides = {} } = options;
  return loadConfiguration({ environment: { HOME: folder, ...environment }, overrides, folder });
}

async function problemsOf(options: Parameters<typeof load>[0]): Promise<readonly string[]> {
  try {
    await load(options);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfiguration', () => {
  it('has safe defaults', async () => {
    const { configuration } = await load({});
    expect(configuration).toMatchObject({
      listen: { host: '127.0.0.1', port: 5000 },
      data: join(folder, '.local/share/slipway'),
      database: 'sqlite',
      workers: 'auto',
      metrics: 'loopback',
      repositories: { defaultVisibility: 'private', sparse: false },
      limits: { stallTimeout: 60_000, manifestSize: 4 * 2 ** 20, uploadExpiry: 86_400_000 },
    });
    expect(configuration.trustedProxies.entries).toEqual([]);
  });

  it('lets the command line win over the environment, that over the file, that over defaults', async () => {
    const loaded = await load({
      yaml: 'listen: 127.0.0.1:1\nworkers: 3\nlog:\n  level: warn\n',
      environment: { SLIPWAY_LISTEN: '127.0.0.1:2', SLIPWAY_WORKERS: '4' },
      overrides: { listen: '127.0.0.1:3' },
    });
    expect(loaded.configuration.listen.port).toBe(3);
    expect(loaded.configuration.workers).toBe(4);
    expect(loaded.configuration.log.level).toBe('warn');
    expect(loaded.configuration.log.format).toBe('auto');
    const file = join(folder, 'slipway.yaml');
    expect([...loaded.sources]).toEqual(
      expect.arrayContaining([
        ['listen', 'command line'],
        ['workers', 'SLIPWAY_WORKERS'],
        ['log.level', `${file}:4`],
        ['log.format', 'default'],
      ]),
    );
  });

  it('tells all problems at once, each with key, line and allowed values', async () => {
    const file = join(folder, 'slipway.yaml');
    const yaml = [
      'listen: nowhere',
      'limits:',
      '  stallTimeout: 3',
      '  stallTimout: 3s',
      'log: { level: loud }',
      'tls:',
      '  key: key.pem',
    ].join('\n');
    expect(await problemsOf({ yaml, environment: { SLIPWAY_WORKERS: '0' } })).toEqual([
      `${file}:4: unknown key limits.stallTimout: did you mean limits.stallTimeout?`,
      `${file}:1: listen: "nowhere" is not address:port, such as 127.0.0.1:5000, [::1]:5000 or :5000 for every address`,
      'SLIPWAY_WORKERS: workers: "0" is not auto, or a whole number from 1 to 256',
      `${file}:3: limits.stallTimeout: 3 is not a duration with its unit (ms, s, m, h, d), from 1s to 1h`,
      `${file}:5: log.level: "loud" is not one of error, warn, info, debug`,
      'tls.certificate (SLIPWAY_TLS_CERT) and tls.key (SLIPWAY_TLS_KEY) belong together: set both or neither',
    ]);
  });

  it('sends no letters whose links could lead to whatever host a request names', async () => {
    const yaml = 'mail: { url: "smtp://mail.example" }';
    expect(await problemsOf({ yaml })).toEqual([
      'mail.url (SLIPWAY_MAIL_URL) needs publicUrl (SLIPWAY_PUBLIC_URL): the links in letters lead there',
    ]);
  });

  it.each([
    ['broken YAML', 'listen: [1\nworkers: }', ':'],
    ['a key twice', 'workers: 1\nworkers: 2', ':2: '],
    ['a list for a map', '- listen', ':1: expected keys with values'],
    ['a scalar for a section', 'log: info', ':1: log: expected keys with values below it'],
  ])('says where %s is', async (_name, yaml, text) => {
    expect((await problemsOf({ yaml })).join('\n')).toContain(`slipway.yaml${text}`);
  });

  it('takes an empty file, a key without a value and an empty variable as nothing said', async () => {
    for (const yaml of ['', '# nothing\n', 'listen:\nlog:\n']) {
      const { configuration } = await load({ yaml, environment: { SLIPWAY_LISTEN: '' } });
      expect(configuration.listen.port).toBe(5000);
    }
  });

  it('refuses a slip of the pen in the environment and leaves other variables alone', async () => {
    expect(
      await problemsOf({
        environment: { SLIPWAY_LISTN: ':1', SLIPWAY_HUB: 'x', SLIPWAY_QUUX_ZYGOTE: '' },
      }),
    ).toEqual(['SLIPWAY_LISTN: unknown environment variable: did you mean SLIPWAY_LISTEN?']);
  });

  it('never repeats a secret, neither in errors nor printed', async () => {
    const secret = 'hunter2';
    const problems = await problemsOf({
      environment: { SLIPWAY_ADMIN_PASSWORD: secret, SLIPWAY_DATABASE: `mysql://a:${secret}@b/c` },
    });
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain(secret);
    const environment = {
      SLIPWAY_ADMIN_PASSWORD: 'sqlite:hunter2 and more',
      SLIPWAY_DATABASE: `postgresql://hub:${secret}@db/slipway?sslpassword=${secret}`,
    };
    const printed = printConfiguration(await load({ environment }));
    expect(printed).not.toContain(secret);
    expect(printed).toContain('postgresql://hub:********@db/slipway');
  });

  it('counts relative paths from where they are written', async () => {
    const loaded = await load({
      yaml: 'tls: { certificate: cert.pem, key: /etc/key.pem }\n',
      environment: { SLIPWAY_DATA: 'here' },
    });
    expect(loaded.configuration.tls).toEqual({
      certificate: join(folder, 'cert.pem'),
      key: '/etc/key.pem',
    });
    expect(loaded.configuration.data).toBe(join(folder, 'here'));
  });

  it('keeps data and configuration in the clone that npm start names', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'slipway-config-'));
    try {
      writeFileSync(join(elsewhere, 'slipway.yaml'), 'workers: 7');
      const { configuration } = await load({ environment: { SLIPWAY_HOME: elsewhere } });
      expect(configuration).toMatchObject({ workers: 7, data: join(elsewhere, 'data') });
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  it('says when the named file is not there', async () => {
    expect(await problemsOf({ environment: { SLIPWAY_CONFIG: 'gone.yaml' } })).toEqual([
      `${join(folder, 'gone.yaml')}: there is no such file`,
    ]);
  });

  it('prints what slipway.yaml takes, with the same meaning', async () => {
    const loaded = await load({
      yaml: 'trustedProxies: [10.0.0.0/8, "::1"]\nlimits: { stallTimeout: 90s, blobSize: 5GiB }\n',
      environment: { SLIPWAY_PUBLIC_URL: 'https://hub.example.com/' },
    });
    const again = await load({ yaml: printConfiguration(loaded) });
    expect(again.configuration).toEqual(loaded.configuration);
    expect(configurationOf(loaded.written)).toEqual(loaded.configuration);
    expect(listConfiguration(loaded)).toContainEqual(
      expect.objectContaining({ key: 'limits.blobSize', value: '5GiB' }),
    );
  });
});

describe('the values of settings', () => {
  it.each([
    [
      'SLIPWAY_LISTEN',
      ['[::1]:80', ':5000', 'localhost:0'],
      ['5000', '1.2.3.4:65536', '[x]:1', 'a b:1'],
    ],
    [
      'SLIPWAY_TRUSTED_PROXIES',
      ['10.0.0.1', '10.0.0.0/8, ::1/128'],
      ['10.0.0.0/33', 'all', '::1/x'],
    ],
    [
      'SLIPWAY_PUBLIC_URL',
      ['https://a', 'http://a:8080/'],
      ['a', 'https://a/b', 'https://u:p@a', 'ftp://a'],
    ],
    ['SLIPWAY_STALL_TIMEOUT', ['1s', '1000ms', '1h'], ['999ms', '61m', '60', '-1s', '1.5s']],
    ['SLIPWAY_BLOB_SIZE', ['1048576', '1MiB', '2GB'], ['1KiB', '-1', '1 MiB', '1e6']],
    ['SLIPWAY_SPARSE', ['true', '0'], ['yes', 'TRUE']],
    [
      'SLIPWAY_DATABASE',
      ['sqlite', 'sqlite:/a/b.db', 'postgres://h/d'],
      ['mysql://h/d', 'postgresql://'],
    ],
  ])('%s', async (name, good, bad) => {
    for (const value of good) {
      expect(await problemsOf({ environment: { [name]: value } }), value).toEqual([]);
    }
    for (const value of bad) {
      expect(await problemsOf({ environment: { [name]: value } }), value).toHaveLength(1);
    }
  });
});
