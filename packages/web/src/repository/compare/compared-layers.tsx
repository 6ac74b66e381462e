import { Title } from '@mantine/core';
import type { ComparedLayer } from '@slipway/api';
import { Equal, Minus, Plus } from 'lucide-react';
import { formatBytes } from '../../format/bytes.ts';
import { shortDigest } from '../../format/digest.ts';
import { instructionOf } from '../../format/instruction.ts';

const sides = {
  both: { Icon: Equal, label: 'in both' },
  from: { Icon: Minus, label: 'only in the first' },
  to: { Icon: Plus, label: 'only in the second' },
};

/** Layers of both images: shared, gone, new. */
export function ComparedLayers({ layers }: { layers: readonly ComparedLayer[] }) {
  return (
    <section aria-label="Layers">
      <Title order={3} mb="sm">
        Layers
      </Title>
      <ol className="sw-layers">
        {layers.map((layer, index) => {
          const { Icon, label } = sides[layer.where];
          const { keyword, text } = instructionOf(layer.instruction);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: one layer may be there twice
            <li key={`${index}${layer.digest}`} data-where={layer.where}>
              <div className="sw-layer-line">
                <span className="sw-change" data-where={layer.where}>
                  <Icon size={14} role="img" aria-label={label} />
                </span>
                <code className="sw-layer-instruction">
                  {keyword && <strong>{keyword} </strong>}
                  {text || shortDigest(layer.digest)}
                </code>
                <span className="sw-layer-size">{formatBytes(layer.size)}</span>
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
