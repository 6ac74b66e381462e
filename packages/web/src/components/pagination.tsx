import { Group, Pagination as MantinePagination, Text } from '@mantine/core';

/** Pages of a list; nothing where there is but one. */
export function Pagination({
  page,
  pageSize,
  count,
  onChange,
  label,
}: {
  page: number;
  pageSize: number;
  count: number;
  onChange: (page: number) => void;
  /** What is listed: `tags`. */
  label: string;
}) {
  const total = Math.ceil(count / pageSize);
  if (total <= 1) return null;
  const first = (page - 1) * pageSize + 1;
  return (
    <Group justify="space-between" mt="md">
      <Text size="sm" c="dimmed">
        {first.toLocaleString('en')} to {Math.min(count, first + pageSize - 1).toLocaleString('en')}{' '}
        of {count.toLocaleString('en')} {label}
      </Text>
      <MantinePagination
        total={total}
        value={page}
        onChange={onChange}
        size="sm"
        aria-label={`Pages of ${label}`}
        getItemProps={(number) => ({ 'aria-label': `Page ${number}` })}
        getControlProps={(control) => ({ 'aria-label': `${control} page` })}
      />
    </Group>
  );
}
