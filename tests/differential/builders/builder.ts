import type { DifferentialCase } from '../differential-case.ts';

/** What one builder made of one case. */
export type Outcome =
  | { readonly built: true; readonly archive: string }
  | { readonly built: false; readonly message: string };

/** A builder under comparison. */
export interface Builder {
  /** Builds the case in `context` into the OCI archive `archive`. */
  build(each: DifferentialCase, context: string, archive: string): Promise<Outcome>;
  stop(): Promise<void>;
}

/** The outcome of a command that built, or did not. */
export function outcomeOf(result: { code: number; stderr: string }, archive: string): Outcome {
  if (result.code === 0) return { built: true, archive };
  return { built: false, message: result.stderr.trim().split('\n').slice(-6).join('\n') };
}
