import { avatarPicture } from '../format/avatar-picture.ts';

/** A picture made of a name, here and never elsewhere; or the one at `source`. */
export function Avatar({
  name,
  size = 36,
  source,
}: {
  name: string;
  size?: number;
  source?: string | undefined;
}) {
  return (
    <img
      className="sw-avatar"
      src={source ?? avatarPicture(name)}
      width={size}
      height={size}
      alt=""
      aria-hidden="true"
    />
  );
}
