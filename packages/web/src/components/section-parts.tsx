import { type ComponentType, Suspense } from 'react';
import { ListSkeleton } from './query-view.tsx';
import { SectionLayout } from './section-layout.tsx';

/** One part of a page that has many, loaded when it is gone to. */
export interface SectionPart<Props extends object = object> {
  /** The last segment of its address; empty for the first. */
  readonly path: string;
  readonly label: string;
  readonly Icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  readonly Content: ComponentType<Props>;
}

/** The list of a page's parts, and the one that is open beside it. */
export function SectionParts<Props extends object>({
  label,
  parts,
  current,
  href,
  content,
}: {
  /** What the list is of, for those who hear it. */
  label: string;
  parts: readonly SectionPart<Props>[];
  current: SectionPart<Props>;
  /** The address of a part. */
  href: (path: string) => string;
  /** What the open part is given. */
  content: Props;
}) {
  return (
    <SectionLayout
      label={label}
      sections={parts.map(({ path, label: name, Icon }) => ({
        href: href(path),
        label: name,
        icon: <Icon size={16} aria-hidden />,
      }))}
    >
      <Suspense fallback={<ListSkeleton rows={3} />}>
        <current.Content {...content} />
      </Suspense>
    </SectionLayout>
  );
}
