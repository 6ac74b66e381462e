/** What the user gave a command, read by the names in its specification. */
export class CommandInput {
  readonly #arguments: readonly (string | readonly string[] | undefined)[];
  readonly #options: Readonly<Record<string, unknown>>;

  constructor(
    given: readonly (string | readonly string[] | undefined)[],
    options: Readonly<Record<string, unknown>>,
  ) {
    this.#arguments = given;
    this.#options = options;
  }

  /** The positional argument at `index`; the empty string where it was not given. */
  argument(index: number): string {
    return this.optionalArgument(index) ?? '';
  }

  /** The positional argument at `index`. */
  optionalArgument(index: number): string | undefined {
    const value = this.#arguments[index];
    return typeof value === 'string' ? value : undefined;
  }

  /** The values of a variadic positional argument. */
  argumentList(index: number): readonly string[] {
    const value = this.#arguments[index];
    return Array.isArray(value) ? (value as readonly string[]) : [];
  }

  /** Whether an option without a value was given; by its long name in camel case. */
  flag(name: string): boolean {
    return this.#options[name] === true;
  }

  /** The value of an option. */
  text(name: string): string | undefined {
    const value = this.#options[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** The values of a repeatable option. */
  list(name: string): readonly string[] {
    const value = this.#options[name];
    return Array.isArray(value) ? (value as readonly string[]) : [];
  }
}
