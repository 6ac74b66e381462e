import { Button, Checkbox, Stack } from '@mantine/core';
import type { SearchFacets } from '@slipway/api';
import { filterGroups, listOf, toggled } from './filter-options.ts';

/** Narrows what was found. Boxes that are ticked stay, though nothing has what they ask for. */
export function FilterPanel({
  facets,
  state,
  onChange,
}: {
  facets: SearchFacets | undefined;
  state: URLSearchParams;
  onChange: (values: Readonly<Record<string, string | undefined>>) => void;
}) {
  const isNarrowed = filterGroups.some(({ key }) => listOf(state, key).length > 0);
  return (
    <Stack gap="lg" component="aside" className="sw-filters" aria-label="Filters">
      {filterGroups.map(({ key, label }) => {
        const ticked = listOf(state, key);
        const boxes = boxesOf(facets?.[key] ?? [], ticked);
        if (boxes.length === 0) return null;
        return (
          <fieldset key={key} className="sw-filter-group">
            <legend>{label}</legend>
            {boxes.map(({ name, label: text, count }) => (
              <Checkbox
                key={name}
                size="sm"
                checked={ticked.includes(name)}
                onChange={() => onChange({ [key]: toggled(ticked, name) })}
                label={
                  <>
                    {text} <span className="sw-quiet">{count.toLocaleString('en')}</span>
                  </>
                }
              />
            ))}
          </fieldset>
        );
      })}
      {isNarrowed && (
        <Button
          variant="default"
          size="xs"
          onClick={() => onChange(Object.fromEntries(filterGroups.map(({ key }) => [key, ''])))}
        >
          Clear filters
        </Button>
      )}
    </Stack>
  );
}

function boxesOf(
  facet: readonly { readonly name: string; readonly label: string; readonly count: number }[],
  ticked: readonly string[],
) {
  const absent = ticked.filter((word) => !facet.some(({ name }) => name === word));
  return [...facet, ...absent.map((name) => ({ name, label: name, count: 0 }))];
}
