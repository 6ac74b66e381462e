import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, it } from 'vitest';
import { killProcess } from '../support/processes.ts';
import { tryCommand } from '../support/run-command.ts';
import { describeWithTools } from '../support/tools.ts';
import { startHubProcess } from './hub-process.ts';

async function makeCertificate(folder: string, name: string): Promise<string> {
  const certificate = join(folder, `${name}.pem`);
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const { code, stderr } = await tryCommand('openssl', [
    ...args,
    ...['-nodes', '-days', '2', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', join(folder, `${name}.key`), '-out', certificate],
  ]);
  if (code !== 0) throw new Error(`openssl: ${stderr}`);
  return certificate;
}

async function getHealth(port: number, ca: Buffer): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    request({ port, ca, host: '127.0.0.1', path: '/healthz', agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .once('error', reject)
      .end();
  });
}

async function servedName(port: number): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().subject?.CN);
      socket.destroy();
    }).once('error', reject);
  });
}

describeWithTools('TLS', ['openssl'], () => {
  it('serves TLS, and takes new files on SIGHUP', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-tls-'));
    try {
      const [first, second] = [
        await makeCertificate(folder, 'first'),
        await makeCertificate(folder, 'second'),
      ];
      const [certificate, key] = [join(folder, 'served.pem'), join(folder, 'served.key')];
      await copyFile(first, certificate);
      await copyFile(join(folder, 'first.key'), key);
      await using hub = await startHubProcess({
        data: join(folder, 'data'),
        environment: { SLIPWAY_TLS_CERT: certificate, SLIPWAY_TLS_KEY: key },
      });
      expect(hub.output()).toContain('https://127.0.0.1:');
      expect(hub.output()).not.toContain('--tls-verify');
      expect(await getHealth(hub.port, await readFile(first))).toBe(200);
      await copyFile(second, certificate);
      await copyFile(join(folder, 'second.key'), key);
      killProcess(hub.pid, 'SIGHUP');
      await expect.poll(() => servedName(hub.port), { timeout: 10_000 }).toBe('second');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('says which TLS file cannot be read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-tls-'));
    try {
      const environment = { SLIPWAY_TLS_CERT: '/nowhere.pem', SLIPWAY_TLS_KEY: '/nowhere.key' };
      await expect(startHubProcess({ data: folder, environment })).rejects.toThrow('/nowhere.pem');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
