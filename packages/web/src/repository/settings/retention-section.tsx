import { Button, Group, NumberInput, Stack, Switch, TagsInput, Text } from '@mantine/core';
import type { EffectiveRetention, RetentionPolicy } from '@slipway/api';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { request } from '../../api/http.ts';
import { repositoryKey, repositoryPath } from '../../api/repository.ts';
import { FormErrors } from '../../components/form-errors.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Section } from '../../components/section.tsx';
import { useRepository } from '../repository-context.ts';
import { RetentionPreviewView } from './retention-preview-view.tsx';
import { emptyRule, RetentionRuleFields } from './retention-rule-fields.tsx';
import { RetentionRuns } from './retention-runs.tsx';
import { useRepositoryChange } from './use-repository-change.ts';

/** Which tags and images go by themselves; shown before it happens. */
export function RetentionSection() {
  const repository = useRepository();
  const query = useQuery({
    queryKey: repositoryKey(repository, 'retention'),
    queryFn: ({ signal }) =>
      request<EffectiveRetention>(repositoryPath(repository, '/retention'), { signal }),
  });
  return (
    <Section
      title="Retention"
      lead="Rules by which old tags and images go. Immutable tags stay, and so does every image of an index that stays and every signature of an image that stays."
    >
      <QueryView query={query}>
        {(policy) => <Form key={policy.source} policy={policy} />}
      </QueryView>
      <RetentionRuns />
    </Section>
  );
}

function Form({ policy }: { policy: EffectiveRetention }) {
  const [draft, setDraft] = useState<RetentionPolicy>({
    enabled: policy.enabled,
    always_keep: policy.always_keep,
    rules: policy.rules,
    untagged_days: policy.untagged_days,
  });
  const [previewed, setPreviewed] = useState<RetentionPolicy>();
  const save = useRepositoryChange<EffectiveRetention>('Saved');
  const remove = useRepositoryChange<EffectiveRetention>('The namespace’s rules hold again');
  const change = (values: Partial<RetentionPolicy>) => setDraft({ ...draft, ...values });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ method: 'PUT', path: '/retention', body: draft });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {policy.source === 'namespace' && (
          <Text size="sm" c="dimmed">
            These are the namespace’s rules. Saving gives the repository rules of its own.
          </Text>
        )}
        <Switch
          label="Delete by these rules, once a day"
          checked={draft.enabled}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
        />
        {draft.rules.map((rule, index) => (
          <RetentionRuleFields
            // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity but their place
            key={index}
            number={index + 1}
            rule={rule}
            onChange={(next) => change({ rules: draft.rules.with(index, next) })}
            onRemove={() => change({ rules: draft.rules.filter((_, each) => each !== index) })}
          />
        ))}
        <Button
          variant="subtle"
          size="xs"
          className="sw-fit"
          leftSection={<Plus size={14} />}
          onClick={() => change({ rules: [...draft.rules, emptyRule] })}
        >
          Add a rule
        </Button>
        <Group grow align="flex-start" className="sw-rule-fields">
          <TagsInput
            label="Always keep"
            description="Tags, as regular expressions"
            value={draft.always_keep}
            onChange={(always_keep) => change({ always_keep })}
            placeholder={draft.always_keep.length === 0 ? 'latest' : ''}
          />
          <NumberInput
            label="Untagged images go after"
            description="Empty: they stay"
            suffix=" days"
            min={1}
            max={36_500}
            value={draft.untagged_days ?? ''}
            onChange={(days) => change({ untagged_days: typeof days === 'number' ? days : null })}
          />
        </Group>
        <FormErrors error={save.error ?? remove.error} />
        <Group justify="flex-end">
          {policy.source === 'repository' && (
            <Button
              variant="subtle"
              loading={remove.isPending}
              onClick={() => remove.mutate({ method: 'DELETE', path: '/retention' })}
            >
              Remove own rules
            </Button>
          )}
          <Button variant="default" onClick={() => setPreviewed(draft)}>
            Show what would go
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
        {previewed && <RetentionPreviewView policy={previewed} />}
      </Stack>
    </form>
  );
}
