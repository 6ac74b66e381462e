import { completeWords } from '../completion/complete-words.ts';
import type { CommandModule, CommandSpec } from '../tree/command-spec.ts';

/** `slipway __complete -- WORDS`: a candidate a line, with a tab before its description. */
export function completeFrom(tree: readonly CommandSpec[]): CommandModule {
  return {
    async run({ stdout }, input) {
      for (const { value, description } of completeWords(tree, input.argumentList(0))) {
        stdout.write(description === '' ? `${value}\n` : `${value}\t${description}\n`);
      }
    },
  };
}
