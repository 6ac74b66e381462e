import type { Image } from '@slipway/api';
import { Bytes } from '../../components/bytes.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Digest } from '../../components/digest.tsx';
import { EmptyState } from '../../components/empty-state.tsx';

/** The files of an artifact that is no image. */
export function ArtifactFiles({ image }: { image: Image }) {
  if (image.layers.length === 0) {
    return <EmptyState title="It has no content of its own" />;
  }
  return (
    <DataTable
      label="content"
      columns={[
        {
          key: 'title',
          header: 'Name',
          cell: ({ title }) => title ?? <span className="sw-quiet">no name</span>,
        },
        { key: 'type', header: 'Media type', cell: (layer) => <code>{layer.media_type}</code> },
        { key: 'digest', header: 'Digest', cell: (layer) => <Digest value={layer.digest} /> },
        {
          key: 'size',
          header: 'Size',
          align: 'right',
          cell: (layer) => <Bytes value={layer.size} />,
        },
      ]}
      rows={image.layers}
      rowKey={(layer) => `${layer.digest}${layer.title ?? ''}`}
    />
  );
}
