import { TagsInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useCall } from '../api/use-call.ts';

/** Chooses repositories, `namespace/name`: typed, or of those that a namespace has. */
export function RepositoryChoice({
  namespace,
  label,
  description,
  value,
  onChange,
  error,
}: {
  /** Whose are proposed. */
  namespace: string;
  label: string;
  description?: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
  error?: string | undefined;
}) {
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search, 200);
  // `kirtan/my` is a namespace and the beginning of a name.
  const [owner, name] = asked.includes('/') ? asked.split('/', 2) : [namespace, asked];
  const found = useCall(
    'repository.list',
    {
      params: { namespace: owner || namespace },
      query: { name: name || undefined, page_size: 20 },
    },
    { keepPrevious: true },
  );
  return (
    <TagsInput
      label={label}
      description={description}
      placeholder={value.length === 0 ? `${namespace}/my-app` : undefined}
      data={found.data?.results.map((each) => `${each.namespace}/${each.name}`) ?? []}
      value={[...value]}
      onChange={(names) =>
        onChange(names.map((each) => (each.includes('/') ? each : `${namespace}/${each}`)))
      }
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) => options}
      acceptValueOnBlur
      clearable
      error={error}
    />
  );
}
