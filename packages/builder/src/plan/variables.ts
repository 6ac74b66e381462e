/** Variables in the order of their last assignment, as BuildKit keeps them. */
export class Variables {
  readonly #values: Map<string, string>;

  constructor(values: Iterable<readonly [string, string]> = []) {
    this.#values = new Map(values);
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: string): void {
    this.#values.delete(name);
    this.#values.set(name, value);
  }

  delete(name: string): void {
    this.#values.delete(name);
  }

  names(): Iterable<string> {
    return this.#values.keys();
  }

  /** `NAME=value` each. */
  entries(): readonly string[] {
    return [...this.#values].map(([name, value]) => `${name}=${value}`);
  }

  copy(): Variables {
    return new Variables(this.#values);
  }
}

/** `NAME=value` taken apart; the value is empty where there is no `=`. */
export function splitVariable(entry: string): readonly [string, string] {
  const at = entry.indexOf('=');
  return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
}

/** Config.Env with one variable set: in its old place where it has one. */
export function setVariable(
  env: readonly string[],
  name: string,
  value: string,
): readonly string[] {
  const entry = `${name}=${value}`;
  const at = env.findIndex((each) => splitVariable(each)[0] === name);
  return at < 0 ? [...env, entry] : env.with(at, entry);
}
