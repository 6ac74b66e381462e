import { useState } from 'react';
import { apiUrl } from '../api/http.ts';
import { Avatar } from '../components/avatar.tsx';

/** The picture that the hub has of an account; where it cannot be had, one drawn here. */
export function PictureOf({ name, url, size }: { name: string; url: string; size: number }) {
  const [failed, setFailed] = useState('');
  const address = ownAddress(url, name);
  if (failed === address) return <Avatar name={name} size={size} />;
  return (
    <img
      className="sw-avatar sw-picture"
      src={address}
      width={size}
      height={size}
      alt=""
      onError={() => setFailed(address)}
    />
  );
}

/** Through the address that this page was loaded from, whichever the hub calls its own. */
function ownAddress(url: string, name: string): string {
  const version = URL.canParse(url) ? new URL(url).search : '';
  return `${apiUrl(`/v2/users/${encodeURIComponent(name)}/avatar`)}${version}`;
}
