import { Button, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Section } from '../components/section.tsx';

const shown = ['orgname', 'full_name', 'description', 'default_visibility'];

/** A new organization; whoever makes it is its first owner. */
export function NewOrganizationPage() {
  const { hub } = useSession();
  const [, navigate] = useLocation();
  const [orgname, setName] = useState('');
  const [fullName, setFullName] = useState('');
  const [description, setDescription] = useState('');
  const [visibility, setVisibility] = useState('hub');
  const create = useChange(
    () =>
      call('organization.create', {
        body: {
          orgname,
          full_name: fullName,
          description,
          default_visibility: visibility === 'hub' ? null : (visibility as 'public' | 'private'),
        },
      }),
    {
      refresh: ['organization', 'namespace'],
      done: ({ orgname: name }) => `The organization ${name} is there`,
      onDone: ({ orgname: name }) => navigate(links.organization(name, 'members')),
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <div className="sw-page sw-page-narrow">
      <PageHeader
        title="New organization"
        lead="A namespace that several people share: its name stands in the names of its images."
      />
      <Section title="What it is called">
        <form onSubmit={submit}>
          <Stack gap="md">
            <TextInput
              label="Name"
              description={
                orgname === ''
                  ? 'Lower-case letters and digits, as an account’s.'
                  : `${hub?.registry_host ?? ''}/${orgname}/my-app`
              }
              autoCapitalize="none"
              spellCheck={false}
              required
              withAsterisk={false}
              autoFocus
              value={orgname}
              onChange={(event) => setName(event.currentTarget.value)}
              error={fieldError(create.error, 'orgname')}
            />
            <TextInput
              label="Full name"
              maxLength={100}
              value={fullName}
              onChange={(event) => setFullName(event.currentTarget.value)}
              error={fieldError(create.error, 'full_name')}
            />
            <Textarea
              label="Description"
              maxLength={300}
              autosize
              minRows={2}
              value={description}
              onChange={(event) => setDescription(event.currentTarget.value)}
              error={fieldError(create.error, 'description')}
            />
            <Select
              label="New repositories are"
              allowDeselect={false}
              data={[
                { value: 'hub', label: 'as this hub has it' },
                { value: 'private', label: 'private' },
                { value: 'public', label: 'public' },
              ]}
              value={visibility}
              onChange={(value) => setVisibility(value ?? 'hub')}
              error={fieldError(create.error, 'default_visibility')}
            />
            <FormErrors error={create.error} shown={shown} />
            <div>
              <Button type="submit" loading={create.isPending} mr="xs">
                Create the organization
              </Button>
              <Button component={Link} href={links.account('organizations')} variant="default">
                Cancel
              </Button>
            </div>
          </Stack>
        </form>
      </Section>
    </div>
  );
}
