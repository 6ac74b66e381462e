import type { ReactNode } from 'react';

/** Numbers with what they are of. */
export function Figures({
  figures,
}: {
  figures: readonly (readonly [label: string, value: ReactNode])[];
}) {
  return (
    <dl className="sw-figures">
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{typeof value === 'number' ? value.toLocaleString('en') : value}</dd>
        </div>
      ))}
    </dl>
  );
}
