import { Button, Group, MultiSelect, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useCall } from '../../api/use-call.ts';
import { FormErrors, fieldError } from '../../components/form-errors.tsx';
import { Section } from '../../components/section.tsx';
import { useRepository } from '../repository-context.ts';
import { useRepositoryChange } from './use-repository-change.ts';

/** The line that lists show, and what it is found by. */
export function DescriptionSection() {
  const repository = useRepository();
  const [description, setDescription] = useState(repository.description);
  const [chosen, setChosen] = useState(repository.categories.map(({ slug }) => slug));
  const categories = useCall('category.list', {});
  const change = useRepositoryChange('Saved');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ method: 'PATCH', body: { description, categories: chosen } });
  };
  return (
    <Section title="About">
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label="Short description"
            description={`${100 - description.length} characters left`}
            maxLength={100}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            error={fieldError(change.error, 'description')}
          />
          <MultiSelect
            label="Categories"
            description="At most three"
            maxValues={3}
            searchable
            data={(categories.data ?? []).map(({ name, slug }) => ({ label: name, value: slug }))}
            value={chosen}
            onChange={setChosen}
            error={fieldError(change.error, 'categories')}
          />
          <FormErrors error={change.error} shown={['description', 'categories']} />
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
