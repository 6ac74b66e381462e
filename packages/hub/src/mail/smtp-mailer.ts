import type { Transporter } from 'nodemailer';
import { type Mail, type Mailer, MailRefusedError } from './mailer.ts';

/** Milliseconds; a server that says nothing for longer is tried again later. */
const patience = 20_000;

/**
 * Sends through the server of an `smtp://` or `smtps://` URL. Credentials go over TLS only, unless the
 * server is this machine.
 */
export function smtpMailer(options: { readonly url: string; readonly from: string }): Mailer {
  const url = new URL(options.url);
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const local = host === 'localhost' || host === '::1' || host.startsWith('127.');
  const user = decodeURIComponent(url.username);
  const settings = {
    ...{ host, secure, port: Number(url.port || (secure ? 465 : 587)) },
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
    requireTLS: !secure && user !== '' && !local,
    // A relay on this machine seldom has a certificate for its name.
    ignoreTLS: !secure && local && user === '',
    ...{ connectionTimeout: patience, greetingTimeout: patience, socketTimeout: patience },
    // Nothing that a letter says is read from files or fetched.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  };
  // Loaded when there is a letter: most processes of a hub send none.
  let opened: Promise<Transporter> | undefined;
  const transport = () => {
    opened ??= import('nodemailer').then(({ createTransport }) => createTransport(settings));
    return opened;
  };
  return {
    async send(mail: Mail) {
      try {
        await (await transport()).sendMail({ ...mail, from: options.from });
      } catch (error) {
        const { responseCode = 0, code } = error as { responseCode?: number; code?: string };
        // RFC 5321 section 4.2.1: 5yz is final; but for a sign-in that fails, which an operator mends.
        if (responseCode >= 500 && code !== 'EAUTH') {
          throw new MailRefusedError((error as Error).message, { cause: error });
        }
        throw error;
      }
    },
    close: () => void opened?.then((each) => each.close()),
  };
}
