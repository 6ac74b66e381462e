import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { Plus, X } from 'lucide-react';

/** A header to send along; a value of null keeps the one that the hub has and does not show. */
export interface AskedHeader {
  readonly name: string;
  readonly value: string | null;
}

/** Headers of one's own, one line each. */
export function HeaderFields({
  headers,
  onChange,
}: {
  headers: readonly AskedHeader[];
  onChange: (headers: readonly AskedHeader[]) => void;
}) {
  const change = (index: number, part: Partial<AskedHeader>) =>
    onChange(headers.map((header, at) => (at === index ? { ...header, ...part } : header)));
  return (
    <fieldset className="sw-fieldset">
      <legend>Headers to send along</legend>
      <Stack gap="xs">
        {headers.length === 0 && (
          <Text size="sm" c="dimmed">
            None; a receiver may want a key of its own in one.
          </Text>
        )}
        {headers.map((header, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place; names change as they are typed
          <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
            <TextInput
              aria-label={`Name of header ${index + 1}`}
              placeholder="X-Api-Key"
              value={header.name}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
            />
            <TextInput
              aria-label={`Value of header ${index + 1}`}
              placeholder={header.value === null ? 'kept as it is' : 'value'}
              value={header.value ?? ''}
              flex={1}
              onChange={(event) => change(index, { value: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`Take header ${index + 1} away`}
              onClick={() => onChange(headers.filter((_, at) => at !== index))}
            >
              <X size={16} />
            </ActionIcon>
          </Group>
        ))}
        <div>
          <Button
            size="xs"
            variant="default"
            leftSection={<Plus size={14} />}
            disabled={headers.length >= 20}
            onClick={() => onChange([...headers, { name: '', value: '' }])}
          >
            Add a header
          </Button>
        </div>
      </Stack>
    </fieldset>
  );
}
