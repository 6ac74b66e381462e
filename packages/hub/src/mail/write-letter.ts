import type { Letter } from './letter.ts';

/** A letter's parts, before they are put in one of the two forms. */
interface Draft {
  readonly subject: string;
  /** Paragraphs. */
  readonly before: readonly string[];
  readonly button?: { readonly label: string; readonly link: string };
  readonly after: readonly string[];
}

/** A letter as text and as HTML, which say the same. Nothing is loaded from anywhere when it is read. */
export function writeLetter(letter: Letter): { subject: string; text: string; html: string } {
  const draft = draftOf(letter);
  const { subject, before, button, after } = draft;
  const text = [...before, ...(button ? [button.link] : []), ...after].join('\n\n');
  const paragraphs = (lines: readonly string[]) =>
    lines.map((line) => `<p style="margin:0 0 16px">${escaped(line)}</p>`).join('\n');
  const action = button
    ? `<p style="margin:0 0 16px"><a href="${escaped(button.link)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1d63ed;color:#ffffff;text-decoration:none">${escaped(button.label)}</a></p>
<p style="margin:0 0 16px;font-size:13px;color:#5b6470;word-break:break-all">${escaped(button.link)}</p>`
    : '';
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px;background:#f4f6f8;color:#1c2430;font:15px/1.5 system-ui,sans-serif">
<div style="max-width:560px;margin:0 auto;padding:28px;background:#ffffff;border-radius:10px">
${paragraphs(before)}
${action}
${paragraphs(after)}
</div></body></html>
`;
  return { subject: oneLine(subject), text: `${text}\n`, html };
}

function draftOf(letter: Letter): Draft {
  switch (letter.kind) {
    case 'verify-email':
      return {
        subject: 'Confirm your e-mail address',
        before: [`Hello ${letter.name},`, 'confirm that this address is yours:'],
        button: { label: 'Confirm the address', link: letter.link },
        after: [
          `The link works for ${letter.hours} hours. If you did not sign up, ignore this letter.`,
        ],
      };
    case 'reset-password':
      return {
        subject: 'Choose a new password',
        before: [
          `Hello ${letter.name},`,
          `somebody at ${letter.address} asked for a new password for your account:`,
        ],
        button: { label: 'Choose a new password', link: letter.link },
        after: [
          `The link works once, for ${letter.minutes} minutes. If it was not you, ignore this letter: your password stays as it is.`,
        ],
      };
    case 'invitation': {
      const where = letter.organization ? `the organization ${letter.organization}` : 'Slipway';
      return {
        subject: `${letter.inviter} invites you to ${where}`,
        before: ['Hello,', `${letter.inviter} invites you to ${where}.`],
        button: { label: 'Look at the invitation', link: letter.link },
        after: [`The invitation holds for ${letter.days} days.`],
      };
    }
    case 'security-notice':
      return {
        subject: `Your account: ${letter.what}`,
        before: [
          `Hello ${letter.name},`,
          letter.what,
          `It happened at ${utcTime(letter.at)}, from ${letter.address}, with ${letter.client || 'an unknown client'}.`,
        ],
        button: { label: "Look at your account's security", link: letter.link },
        after: ['If it was not you, change your password now and end your other sessions.'],
      };
    case 'webhook-paused':
      return {
        subject: `The webhook ${letter.webhook} of ${letter.owner} is paused`,
        before: [
          'Hello,',
          `the webhook ${letter.webhook} of ${letter.owner} has failed for so long that it is paused: ${letter.reason}`,
        ],
        button: { label: 'Look at its deliveries', link: letter.link },
        after: ['Once its receiver answers again, turn it on there.'],
      };
  }
}

function utcTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** What a user chose (names, clients) must not end a header or begin a new one. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
