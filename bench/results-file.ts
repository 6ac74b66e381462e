import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, 'RESULTS.md');
const findingsHeading = '\n## What holds back the missed aims\n';

/**
 * Writes one bench's part of RESULTS.md, which begins with its heading (`# …`). Other parts stay, and
 * what people wrote in this one below its figures.
 */
export function writeResults(heading: string, text: string): void {
  const page = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const parts = page.split(/^(?=# )/m).filter((part) => part.trim() !== '');
  const old = parts.find((part) => part.startsWith(`${heading}\n`));
  const fresh = `${heading}\n${text.trimEnd()}\n${findingsOf(old ?? '')}`;
  const all = old ? parts.map((part) => (part === old ? fresh : part)) : [...parts, fresh];
  writeFileSync(file, `${all.map((part) => part.trim()).join('\n\n')}\n`);
}

/** What people wrote below an earlier run's figures, with its heading; dated, so it may stay. */
function findingsOf(part: string): string {
  const start = part.indexOf(findingsHeading);
  return start === -1 ? '' : part.slice(start);
}
