import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { findProgram } from '../execute/find-program.ts';

const run = promisify(execFile);

/**
 * Lets a subnet's packets out under the machine's own address: one rule for all containers, kept
 * like the bridge itself, and added only where it is absent. Rejects where there is neither iptables
 * nor nft, or the kernel knows no such rules.
 */
export async function masquerade(subnet: string, searchPath: string): Promise<void> {
  const iptables = findProgram('iptables', searchPath);
  if (iptables) {
    await Promise.all([
      ensureRule(iptables, ['nat', 'POSTROUTING', '-s', subnet, '!', '-d', subnet], 'MASQUERADE'),
      // Docker closes forwarding to all but its own.
      ensureRule(iptables, ['filter', 'FORWARD', '-s', subnet], 'ACCEPT'),
      ensureRule(iptables, ['filter', 'FORWARD', '-d', subnet], 'ACCEPT'),
    ]);
    return;
  }
  const nft = findProgram('nft', searchPath);
  if (!nft) throw new Error('neither iptables nor nft is installed');
  await feed(nft, nftRules(subnet));
}

async function ensureRule(
  iptables: string,
  [table = '', chain = '', ...match]: readonly string[],
  target: string,
): Promise<void> {
  const rule = [chain, ...match, '-j', target];
  const base = ['-w', '-t', table];
  try {
    await run(iptables, [...base, '-C', ...rule]);
  } catch {
    // Absent; if iptables does not work at all, the next line says so.
    await run(iptables, [...base, '-I', ...rule]);
  }
}

/** Replaced as a whole, in one transaction. */
function nftRules(subnet: string): string {
  return `add table ip slipway
add chain ip slipway postrouting { type nat hook postrouting priority srcnat; }
flush chain ip slipway postrouting
add rule ip slipway postrouting ip saddr ${subnet} ip daddr != ${subnet} masquerade
`;
}

async function feed(nft: string, rules: string): Promise<void> {
  const child = spawn(nft, ['-f', '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (data: Buffer) => {
    complaint += data.toString();
  });
  child.stdin.end(rules);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`nft: ${complaint.trim()}`);
}
