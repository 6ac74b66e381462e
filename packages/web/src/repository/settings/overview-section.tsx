import { Button, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { FormErrors, fieldError } from '../../components/form-errors.tsx';
import { Markdown } from '../../components/markdown.tsx';
import { Section } from '../../components/section.tsx';
import { useRepository } from '../repository-context.ts';
import { useRepositoryChange } from './use-repository-change.ts';

const most = 25_000;

/** The README: written here, looked at before it is saved. */
export function OverviewSection() {
  const repository = useRepository();
  const [text, setText] = useState(repository.full_description);
  const [mode, setMode] = useState('write');
  const change = useRepositoryChange('Saved');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ method: 'PATCH', body: { full_description: text } });
  };
  return (
    <Section
      title="Overview"
      lead="Markdown as GitHub knows it: tables, task lists, code. Pictures from other hosts show as links."
      actions={
        <SegmentedControl
          aria-label="Write or look at it"
          size="xs"
          data={[
            { value: 'write', label: 'Write' },
            { value: 'preview', label: 'Preview' },
          ]}
          value={mode}
          onChange={setMode}
        />
      }
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          {mode === 'write' ? (
            <Textarea
              aria-label="Overview in Markdown"
              autosize
              minRows={10}
              maxRows={28}
              maxLength={most}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              error={fieldError(change.error, 'full_description')}
              classNames={{ input: 'sw-mono' }}
            />
          ) : (
            <div className="sw-preview">
              {text.trim() === '' ? (
                <Text c="dimmed">There is nothing to show yet.</Text>
              ) : (
                <Markdown source={text} />
              )}
            </div>
          )}
          <FormErrors error={change.error} shown={['full_description']} />
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {text.length.toLocaleString('en')} of {most.toLocaleString('en')} characters
            </Text>
            <Button
              type="submit"
              loading={change.isPending}
              disabled={text === repository.full_description}
            >
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
