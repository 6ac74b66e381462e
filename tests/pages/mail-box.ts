import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

/** Where a test's hub sends its letters. */
export class MailBox implements AsyncDisposable {
  readonly #server: SMTPServer;
  readonly #letters: { readonly to: readonly string[]; readonly text: string }[] = [];

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          this.#letters.push({ to, text: Buffer.concat(chunks).toString() });
          done();
        });
      },
    });
  }

  static async open(): Promise<MailBox> {
    const box = new MailBox();
    box.#server.listen(0, '127.0.0.1');
    await once(box.#server.server, 'listening');
    return box;
  }

  /** For `SLIPWAY_MAIL_URL`. */
  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  /** The link to a page in the newest letter to an address, once it is there. */
  async link(to: string, page: string): Promise<string> {
    for (let tries = 0; tries < 200; tries++) {
      const letter = this.#letters.findLast((each) => each.to.includes(to));
      const link = letter && linksOf(letter.text).find((each) => each.includes(`${page}#`));
      if (link) return link;
      await sleep(100);
    }
    throw new Error(`no letter to ${to} with a link to ${page}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** Letters are wrapped, and what is not ASCII is written in hexadecimal. */
function linksOf(letter: string): string[] {
  const text = letter
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return [...text.matchAll(/https?:\/\/[^\s"<>]+/g)].map(([link]) => link);
}
