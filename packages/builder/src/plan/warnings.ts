import { type LineRange, suggest } from '@slipway/dockerfile';
import type { BuildPlan } from '../graph/vertex.ts';
import { withSuggestion } from './plan-error.ts';

type Warning = BuildPlan['warnings'][number];

/** What will not fail the build; the same said twice (on two platforms) is said once. */
export class Warnings {
  readonly #all = new Map<string, Warning>();

  add(message: string, lines?: LineRange): void {
    this.#all.set(`${lines?.start} ${message}`, lines ? { message, lines } : { message });
  }

  /** BuildKit's rule UndefinedVar. */
  undefinedVariable(name: string, known: Iterable<string>, lines: LineRange): void {
    this.#undefined(`UndefinedVar: Usage of undefined variable '$${name}'`, name, { known, lines });
  }

  /** BuildKit's rule UndefinedArgInFrom. */
  undefinedArgumentInFrom(name: string, known: Iterable<string>, lines: LineRange): void {
    const message = `UndefinedArgInFrom: FROM argument '${name}' is not declared`;
    this.#undefined(message, name, { known, lines });
  }

  list(): readonly Warning[] {
    return [...this.#all.values()];
  }

  #undefined(
    message: string,
    name: string,
    place: { readonly known: Iterable<string>; readonly lines: LineRange },
  ): void {
    const meant = suggest(name, place.known, { caseSensitive: true });
    this.add(withSuggestion(message, meant === undefined ? undefined : `$${meant}`), place.lines);
  }
}
