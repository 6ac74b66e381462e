import { Text } from '@mantine/core';
import type { Image } from '@slipway/api';
import { RelativeTime } from '../../components/relative-time.tsx';
import { formatBytes } from '../../format/bytes.ts';
import { instructionOf } from '../../format/instruction.ts';

/** Every step that the image's builder wrote down, those that made no layer too. */
export function HistoryView({ image }: { image: Image }) {
  if (image.history.length === 0) {
    return <Text c="dimmed">Its builder wrote no history.</Text>;
  }
  return (
    <ol className="sw-layers">
      {image.history.map((entry, index) => {
        const { keyword, text } = instructionOf(entry.created_by);
        const layer = entry.layer === null ? undefined : image.layers[entry.layer];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the history never changes
          <li key={index}>
            <div className="sw-layer-line">
              <span className="sw-layer-number">{index + 1}</span>
              <code className="sw-layer-instruction">
                {keyword && <strong>{keyword} </strong>}
                {text || entry.comment}
              </code>
              <span className="sw-layer-size">
                {layer ? formatBytes(layer.size) : <span className="sw-quiet">no layer</span>}
              </span>
            </div>
            <div className="sw-layer-more sw-quiet">
              {entry.created && <RelativeTime at={entry.created} />}
              {entry.comment && text && <span>{entry.comment}</span>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
