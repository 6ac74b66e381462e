import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ociErrorCodes } from '@slipway/oci';
import { expect } from 'vitest';
import type { HttpAnswer } from '../support/http-exchange.ts';
import type { Hub } from '../support/start-hub.ts';

/** What bad input must leave as it is. */
export interface HubCondition {
  readonly processes: readonly number[];
  /** Files of blobs and of uploads under way, relative to the data folder. */
  readonly files: readonly string[];
}

export async function conditionOf(hub: Hub): Promise<HubCondition> {
  return { processes: hub.processIds(), files: await contentFiles(hub.data) };
}

/** Fails where a process ended, a file stayed, or the log tells of a failure of ours. */
export async function expectUnharmed(hub: Hub, before: HubCondition): Promise<void> {
  expect(await conditionOf(hub)).toEqual(before);
  const failures = hub.log
    .split('\n')
    .filter((line) => /"level":"(?:error|fatal)"|uncaught/i.test(line));
  expect(failures).toEqual([]);
}

/** Fails unless the answer is a refusal in the spec's form, with one of these codes if any are named. */
export function expectRefused(answer: HttpAnswer, ...codes: string[]): void {
  const shown = answer.toString();
  expect(answer.status, shown).toBeGreaterThanOrEqual(400);
  expect(answer.status, shown).toBeLessThan(500);
  const given = answer.errorCodes();
  expect(given.length, shown).toBeGreaterThan(0);
  for (const code of given) expect(codes.length > 0 ? codes : knownCodes, shown).toContain(code);
}

const knownCodes = Object.keys(ociErrorCodes);

async function contentFiles(data: string): Promise<string[]> {
  const entries = await readdir(data, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(data, join(entry.parentPath, entry.name)))
    .filter((path) => /(?:^|\/)(?:uploads|blobs)\//.test(path))
    .sort();
}
