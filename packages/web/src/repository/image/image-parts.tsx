import { Tabs } from '@mantine/core';
import type { Image } from '@slipway/api';
import { useSearchState } from '../../app/use-search-state.ts';
import { AnnotationTable } from './annotation-table.tsx';
import { ArtifactFiles } from './artifact-files.tsx';
import { ConfigView } from './config-view.tsx';
import { HistoryView } from './history-view.tsx';
import { ImageFacts } from './image-facts.tsx';
import { LayersView } from './layers-view.tsx';
import { ManifestView } from './manifest-view.tsx';
import { ReferrersView } from './referrers-view.tsx';

/** The parts of one manifest; `index` is the one that it was found in. */
export function ImageParts({ image, index }: { image: Image; index: Image | undefined }) {
  const [state, change] = useSearchState();
  const isImage = image.config !== null;
  const parts = [
    isImage
      ? {
          value: 'layers',
          label: `Layers (${image.layers.length})`,
          view: <LayersView image={image} />,
        }
      : {
          value: 'files',
          label: `Content (${image.layers.length})`,
          view: <ArtifactFiles image={image} />,
        },
    ...(image.config
      ? [
          { value: 'config', label: 'Configuration', view: <ConfigView config={image.config} /> },
          { value: 'history', label: 'History', view: <HistoryView image={image} /> },
        ]
      : []),
    {
      value: 'referrers',
      label: 'Signatures, SBOMs',
      view: <ReferrersView image={image} index={index} />,
    },
    {
      value: 'manifest',
      label: 'Manifest',
      view: <ManifestView digests={digests(image, index)} />,
    },
    ...(Object.keys(image.annotations).length > 0
      ? [
          {
            value: 'annotations',
            label: 'Annotations',
            view: <AnnotationTable label="annotations" values={image.annotations} />,
          },
        ]
      : []),
  ];
  const wanted = state.get('show');
  const shown = parts.find(({ value }) => value === wanted) ?? parts[0];
  return (
    <>
      <ImageFacts image={image} index={index} />
      <Tabs
        value={shown?.value ?? null}
        onChange={(value) => change({ show: value ?? undefined })}
        keepMounted={false}
      >
        <Tabs.List className="sw-part-tabs">
          {parts.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {parts.map(({ value, view }) => (
          <Tabs.Panel key={value} value={value} pt="md">
            {view}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}

function digests(image: Image, index: Image | undefined) {
  return index
    ? [
        { label: 'This platform', digest: image.digest },
        { label: 'Index', digest: index.digest },
      ]
    : [{ label: 'Manifest', digest: image.digest }];
}
