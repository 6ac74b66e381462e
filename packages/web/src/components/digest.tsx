import { shortDigest } from '../format/digest.ts';
import { CopyButton } from './copy-button.tsx';

/** The short form of a digest; the button copies the whole. */
export function Digest({ value }: { value: string }) {
  return (
    <span className="sw-digest">
      <code title={value}>{shortDigest(value)}</code>
      <CopyButton value={value} label="digest" size="xs" />
    </span>
  );
}
