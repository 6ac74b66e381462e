import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Hub, startHub } from '../support/hub.ts';
import { type Account, createAccount } from '../support/hub-accounts.ts';
import { tryCommand } from '../support/run-command.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';
import { findTool } from '../support/tools.ts';
import { readResults } from './read-results.ts';

const suite = process.env.SLIPWAY_OCI_CONFORMANCE ?? findTool('oci-conformance');
const mayBeAbsent =
  process.env.SLIPWAY_REQUIRE_TOOLS !== '1' || process.env.SLIPWAY_ALLOW_NO_CONFORMANCE === '1';

if (!suite) {
  console.warn(
    '\u001b[1mThe official OCI conformance suite DID NOT RUN\u001b[0m: no `oci-conformance` on the ' +
      'PATH, and SLIPWAY_OCI_CONFORMANCE names none. CONTRIBUTING.md says how to build it.',
  );
}

describe.skipIf(!suite && mayBeAbsent)('the official OCI conformance suite', () => {
  const folder = makeScratchFolder();
  let hub: Hub;
  let account: Account;

  beforeAll(async () => {
    hub = await startHub({ env: { SLIPWAY_SPARSE: 'true' } });
    account = await createAccount(hub, 'conformance');
  });
  afterAll(async () => {
    await hub?.stop();
    await folder.remove();
  });

  test('passes for the development version, with nothing skipped', async () => {
    if (!suite) throw new Error('the conformance suite is not installed');
    const run = await tryCommand(suite, [], {
      cwd: folder.path,
      timeout: 300_000,
      env: {
        OCI_REGISTRY: hub.address,
        OCI_TLS: 'disabled',
        OCI_REPO1: `${account.name}/first`,
        OCI_REPO2: `${account.name}/second`,
        OCI_USERNAME: account.name,
        OCI_PASSWORD: account.password,
        OCI_VERSION: 'dev',
        OCI_DATA_SPARSE: 'true',
        OCI_RESULTS_DIR: folder.join('results'),
        OCI_LOG: 'warn',
      },
    });
    // A suite that could not even start exits with 0: only its results tell.
    const file = folder.join('results/results.yaml');
    expect(existsSync(file), run.stderr).toBe(true);
    const { apis, data } = readResults(readFileSync(file, 'utf8'));
    const notPassed = [...apis, ...data].filter(([, outcome]) => outcome !== 'Pass');
    expect(notPassed, run.stderr.slice(0, 20_000)).toEqual([]);
    expect(apis.length).toBeGreaterThanOrEqual(28);
    expect(data.length).toBeGreaterThanOrEqual(24);
    const cases = readFileSync(folder.join('results/junit.xml'), 'utf8');
    const [total = ''] = cases.match(/<testsuites [^>]*>/) ?? [];
    expect(Number(total.match(/ tests="(\d+)"/)?.[1]), total).toBeGreaterThan(1000);
    expect(total).not.toMatch(/ (?:failures|errors|skipped)="[1-9]/);
    expect(run.code).toBe(0);
  }, 320_000);
});
