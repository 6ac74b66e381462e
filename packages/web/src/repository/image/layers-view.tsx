import type { Image } from '@slipway/api';
import { useId, useState } from 'react';
import { Digest } from '../../components/digest.tsx';
import { formatBytes } from '../../format/bytes.ts';
import { instructionOf } from '../../format/instruction.ts';
import { layerWidths } from '../../format/layer-scale.ts';
import { LayerFiles } from './layer-files.tsx';

/** Layers drawn to scale, each with the instruction that made it; base first. */
export function LayersView({ image }: { image: Image }) {
  const [chosen, setChosen] = useState<number>();
  const id = useId();
  const { layers } = image;
  const total = layers.reduce((sum, { size }) => sum + size, 0);
  const widths = layerWidths(layers.map(({ size }) => size));
  return (
    <section aria-label="Layers">
      <div className="sw-layer-bar">
        {layers.map((layer, index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: one layer may be there twice
            key={`${index}${layer.digest}`}
            type="button"
            className="sw-layer-block"
            data-tone={index % 4}
            aria-label={`Layer ${index + 1}, ${formatBytes(layer.size)}`}
            aria-pressed={chosen === index}
            title={`${formatBytes(layer.size)} · ${instructionOf(layer.instruction).keyword || 'layer'} ${index + 1}`}
            style={{ width: `${widths[index]}%` }}
            onClick={() => {
              setChosen(index);
              document.getElementById(`${id}-${index}`)?.scrollIntoView({ block: 'nearest' });
            }}
          />
        ))}
      </div>
      <p className="sw-quiet sw-layer-total">
        {layers.length} layers, {formatBytes(total)} compressed; widths are to scale.
      </p>
      <ol className="sw-layers">
        {layers.map((layer, index) => {
          const { keyword, text } = instructionOf(layer.instruction);
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: one layer may be there twice
              key={`${index}${layer.digest}`}
              id={`${id}-${index}`}
              data-chosen={chosen === index || undefined}
            >
              <div className="sw-layer-line">
                <span className="sw-layer-mark" data-tone={index % 4} aria-hidden="true" />
                <span className="sw-layer-number">{index + 1}</span>
                <code className="sw-layer-instruction">
                  {keyword && <strong>{keyword} </strong>}
                  {text || (keyword ? '' : 'made by an instruction that the image does not name')}
                </code>
                <span className="sw-layer-size">
                  {formatBytes(layer.size)}
                  <small>{total > 0 && ` ${Math.round((layer.size / total) * 100)}%`}</small>
                </span>
              </div>
              <div className="sw-layer-more">
                <Digest value={layer.digest} />
                <LayerFiles digest={layer.digest} />
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
