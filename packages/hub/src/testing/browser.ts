import { type Answer, send } from './client.ts';

/** A browser with its cookies, which asks as the hub's own pages do. */
export class TestBrowser {
  readonly origin: string;
  readonly cookies = new Map<string, string>();
  /** Every Set-Cookie header that came. */
  readonly received: string[] = [];
  csrfToken = '';

  constructor(origin: string) {
    this.origin = origin;
  }

  /** Asks as a page: cookies, Origin and the CSRF token are sent, cookies are kept. */
  async ask(
    path: string,
    options: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const { method = 'GET' } = options;
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await send(`${this.origin}${path}`, {
      ...options,
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        ...(method === 'GET' ? {} : { origin: this.origin, 'x-csrf-token': this.csrfToken }),
        ...options.headers,
      },
    });
    for (const header of answer.headers.getSetCookie()) this.#keep(header);
    return answer;
  }

  /** Signs in with a password and learns the CSRF token; gives the answer. */
  async signIn(username: string, password: string): Promise<Answer> {
    const answer = await this.ask('/v2/session', { method: 'POST', body: { username, password } });
    await this.refresh();
    return answer;
  }

  /** Reads the session, as a page does when it is loaded. */
  async refresh(): Promise<Answer> {
    const answer = await this.ask('/v2/session');
    this.csrfToken = answer.body.csrf_token ?? '';
    return answer;
  }

  #keep(header: string): void {
    this.received.push(header);
    const [pair = ''] = header.split(';');
    const mark = pair.indexOf('=');
    const [name, value] = [pair.slice(0, mark), pair.slice(mark + 1)];
    if (/max-age=0/i.test(header)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
