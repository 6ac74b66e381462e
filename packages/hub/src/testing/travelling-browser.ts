import type { Answer } from './client.ts';

/** A browser that follows redirects from one site to another, with the cookies of each. */
export class TravellingBrowser {
  readonly #jars = new Map<string, Map<string, string>>();

  /** Follows redirects while they lead to one of these origins' `/v2/`, or away from the hub. */
  async visit(url: string, hub: string): Promise<{ end: URL; visited: URL[] }> {
    const visited: URL[] = [];
    let next = new URL(url);
    for (let left = 20; left > 0; left--) {
      visited.push(next);
      if (next.origin === hub && !next.pathname.startsWith('/v2/')) return { end: next, visited };
      const answer = await this.send(next.href);
      const location = answer.headers.get('location');
      if (location === null) {
        throw new Error(`${next.href} answers ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      next = new URL(location, next);
    }
    throw new Error('too many redirects');
  }

  /** Sends a request with the cookies of its origin, and keeps those that come. */
  async send(
    url: string,
    options: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const { origin } = new URL(url);
    const response = await fetch(url, {
      method: options.method ?? 'GET',
      redirect: 'manual',
      headers: {
        cookie: this.cookies(origin),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    this.#keep(origin, response.headers.getSetCookie());
    const text = await response.text();
    const json = (response.headers.get('content-type') ?? '').includes('json') && text !== '';
    return {
      ...{ status: response.status, headers: response.headers },
      body: json ? JSON.parse(text) : text,
    };
  }

  /** A change by one of the hub's pages: with what its session asks for. */
  async change(url: string, method: string, body?: unknown): Promise<Answer> {
    const { origin } = new URL(url);
    const session = await this.send(`${origin}/v2/session`);
    const token = session.body.csrf_token as string | null;
    const headers = {
      'sec-fetch-site': 'same-origin',
      ...(token === null ? {} : { 'x-csrf-token': token }),
    };
    return await this.send(url, { method, headers, ...(body === undefined ? {} : { body }) });
  }

  /** The Cookie header for an origin. */
  cookies(origin: string): string {
    return [...(this.#jars.get(origin) ?? [])]
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
  }

  /** Signs out of an origin by throwing its cookies away. */
  forget(origin: string): void {
    this.#jars.delete(origin);
  }

  /** A browser that has the same cookies now. */
  copy(): TravellingBrowser {
    const other = new TravellingBrowser();
    for (const [origin, jar] of this.#jars) other.#jars.set(origin, new Map(jar));
    return other;
  }

  #keep(origin: string, headers: readonly string[]): void {
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    for (const header of headers) {
      const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
      const mark = pair.indexOf('=');
      const name = pair.slice(0, mark);
      const gone = attributes.some((each) =>
        /^(?:max-age=0|expires=thu, 01 jan 1970.*)$/i.test(each),
      );
      if (gone) jar.delete(name);
      else jar.set(name, pair.slice(mark + 1));
    }
  }
}
