import type { ResetLink } from '@slipway/api';
import { CopyCommand } from '../components/copy-command.tsx';
import { RelativeTime } from '../components/relative-time.tsx';

/** A link that is shown this once, and until when it works. */
export function LinkOnce({ link }: { link: ResetLink }) {
  return (
    <>
      <CopyCommand command={link.link} label="link" />
      <span className="sw-quiet">
        It ends <RelativeTime at={link.expires_at} />, and is shown this once.
      </span>
    </>
  );
}
