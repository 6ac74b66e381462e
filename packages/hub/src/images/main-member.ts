import type { MemberDetails } from './image-details.ts';

/** The image that stands for an index where one number is shown: linux/amd64, else the first. */
export function mainMember(members: readonly MemberDetails[]): MemberDetails | undefined {
  const images = members.filter(({ platform }) => platform !== null);
  return (
    images.find(
      ({ platform }) =>
        platform?.os === 'linux' && platform.architecture === 'amd64' && !platform.variant,
    ) ??
    images[0] ??
    members[0]
  );
}
