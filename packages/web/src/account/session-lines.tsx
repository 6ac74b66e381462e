import type { SessionEntry } from '@slipway/api';
import { RelativeTime } from '../components/relative-time.tsx';
import { browserName } from './browser-name.ts';

/** Which browser it is. */
export function SessionTitle({ session }: { session: SessionEntry }) {
  return <span title={session.user_agent}>{browserName(session.user_agent)}</span>;
}

const methods: Readonly<Record<string, string>> = {
  password: 'by password',
  'password+totp': 'by password and second factor',
  passkey: 'by passkey',
  openid: 'with an account elsewhere',
  link: 'by a link',
};

/** From where, how and when. */
export function SessionDetail({ session }: { session: SessionEntry }) {
  return (
    <div className="sw-rows-detail">
      {session.address} · signed in <RelativeTime at={session.created_at} />{' '}
      {methods[session.method] ?? session.method} · last here{' '}
      <RelativeTime at={session.last_seen_at} />
    </div>
  );
}
