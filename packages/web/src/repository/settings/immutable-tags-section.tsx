import { Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { request } from '../../api/http.ts';
import { repositoryKey, repositoryPath } from '../../api/repository.ts';
import { FormErrors, fieldError } from '../../components/form-errors.tsx';
import { Section } from '../../components/section.tsx';
import { counted } from '../../format/count.ts';
import { useRepository } from '../repository-context.ts';
import { useRepositoryChange } from './use-repository-change.ts';

type Mode = 'none' | 'all' | 'rules';

/** Tags that are set once: which, by rules whose matches are shown. */
export function ImmutableTagsSection() {
  const repository = useRepository();
  const { enabled, rules } = repository.immutable_tags_settings;
  const [mode, setMode] = useState<Mode>(!enabled ? 'none' : rules.length === 0 ? 'all' : 'rules');
  const [drafts, setDrafts] = useState<readonly string[]>(rules.length === 0 ? [''] : rules);
  const change = useRepositoryChange<unknown>('Saved');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({
      method: 'PATCH',
      path: '/immutabletags',
      body: {
        immutable_tags: mode !== 'none',
        immutable_tags_rules: mode === 'rules' ? drafts.filter((rule) => rule !== '') : [],
      },
    });
  };
  return (
    <Section
      title="Immutable tags"
      lead="An immutable tag can be pushed once: it is neither moved nor deleted afterwards, by anybody or any rule."
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Radio.Group
            aria-label="Which tags are immutable"
            value={mode}
            onChange={(value) => setMode(value as Mode)}
          >
            <Stack gap="xs">
              <Radio value="none" label="None: every tag can be moved" />
              <Radio value="all" label="All, latest too" />
              <Radio value="rules" label="Those that a rule matches" />
            </Stack>
          </Radio.Group>
          {mode === 'rules' && (
            <Stack gap="sm">
              {drafts.map((rule, index) => (
                <Rule
                  // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity but their place
                  key={index}
                  rule={rule}
                  onChange={(next) => setDrafts(drafts.with(index, next))}
                  onRemove={() => setDrafts(drafts.filter((_, each) => each !== index))}
                />
              ))}
              <Button
                variant="subtle"
                size="xs"
                className="sw-fit"
                leftSection={<Plus size={14} />}
                onClick={() => setDrafts([...drafts, ''])}
              >
                Add a rule
              </Button>
            </Stack>
          )}
          <FormErrors error={change.error} />
          <Group justify="flex-end">
            <Button type="submit" loading={change.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function Rule({
  rule,
  onChange,
  onRemove,
}: {
  rule: string;
  onChange: (rule: string) => void;
  onRemove: () => void;
}) {
  const repository = useRepository();
  const [asked] = useDebouncedValue(rule, 300);
  const matches = useQuery({
    queryKey: repositoryKey(repository, 'verify-rule', asked),
    queryFn: ({ signal }) =>
      request<{ tags: string[]; count: number }>(
        repositoryPath(repository, '/immutabletags/verify'),
        { method: 'POST', body: { regex: asked }, signal },
      ),
    enabled: asked !== '',
  });
  const wrong = matches.error
    ? (fieldError(matches.error, 'regex') ?? matches.error.message)
    : undefined;
  return (
    <div>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <TextInput
          aria-label="Regular expression"
          placeholder="v\d+\.\d+\.\d+"
          value={rule}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={wrong}
          classNames={{ input: 'sw-mono' }}
          spellCheck={false}
          flex={1}
        />
        <Button variant="default" aria-label={`Remove the rule ${rule}`} onClick={onRemove}>
          <X size={16} />
        </Button>
      </Group>
      {matches.data && asked !== '' && (
        <Text size="sm" c="dimmed" mt={4} role="status">
          Matches {counted(matches.data.count, 'tag')}
          {matches.data.count > 0 && ': '}
          {matches.data.tags.slice(0, 10).map((tag) => (
            <code key={tag}>{tag} </code>
          ))}
          {matches.data.count > 10 && `and ${matches.data.count - 10} more`}
        </Text>
      )}
    </div>
  );
}
