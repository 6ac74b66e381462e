import { ActionIcon, Group, NumberInput, Select, TextInput, Tooltip } from '@mantine/core';
import type { RetentionRule } from '@slipway/api';
import { X } from 'lucide-react';

/** A new rule: all tags, the newest ten stay. */
export const emptyRule: RetentionRule = {
  tags: '.*',
  keep_last: 10,
  keep_last_by: 'push',
  keep_pushed_days: null,
  keep_pulled_days: null,
};

/** One rule: of which tags which stay. A tag stays if one of the conditions keeps it. */
export function RetentionRuleFields({
  number,
  rule,
  onChange,
  onRemove,
}: {
  number: number;
  rule: RetentionRule;
  onChange: (rule: RetentionRule) => void;
  onRemove: () => void;
}) {
  const change = (values: Partial<RetentionRule>) => onChange({ ...rule, ...values });
  const orNull = (value: string | number) => (typeof value === 'number' ? value : null);
  return (
    <fieldset className="sw-rule">
      <legend>
        Rule {number}
        <Tooltip label="Remove">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`Remove rule ${number}`}
            onClick={onRemove}
          >
            <X size={14} />
          </ActionIcon>
        </Tooltip>
      </legend>
      <TextInput
        label="Of the tags that match"
        value={rule.tags}
        onChange={(event) => change({ tags: event.currentTarget.value })}
        classNames={{ input: 'sw-mono' }}
        spellCheck={false}
      />
      <Group grow align="flex-end" mt="sm" className="sw-rule-fields">
        <NumberInput
          label="keep the last"
          placeholder="–"
          min={1}
          max={100_000}
          value={rule.keep_last ?? ''}
          onChange={(value) => change({ keep_last: orNull(value) })}
        />
        <Select
          label="counted by"
          allowDeselect={false}
          data={[
            { value: 'push', label: 'time of push' },
            { value: 'version', label: 'version' },
          ]}
          value={rule.keep_last_by}
          onChange={(value) => change({ keep_last_by: value === 'version' ? 'version' : 'push' })}
        />
        <NumberInput
          label="pushed within"
          placeholder="–"
          suffix=" days"
          min={1}
          max={36_500}
          value={rule.keep_pushed_days ?? ''}
          onChange={(value) => change({ keep_pushed_days: orNull(value) })}
        />
        <NumberInput
          label="pulled within"
          placeholder="–"
          suffix=" days"
          min={1}
          max={36_500}
          value={rule.keep_pulled_days ?? ''}
          onChange={(value) => change({ keep_pulled_days: orNull(value) })}
        />
      </Group>
    </fieldset>
  );
}
