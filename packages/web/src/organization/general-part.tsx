import { Button, Select, Stack, Textarea, TextInput } from '@mantine/core';
import type { Organization } from '@slipway/api';
import { type FormEvent, useState } from 'react';
import { AvatarForm } from '../account/avatar-form.tsx';
import { call } from '../api/client.ts';
import { useChange } from '../api/use-call.ts';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import type { OrganizationPartProps } from './organization-part.ts';

/** What an organization is and shows. */
export function GeneralPart({ organization, isOwner }: OrganizationPartProps) {
  return (
    <>
      <Section title="At a glance">
        <dl className="sw-figures">
          <div>
            <dt>Members</dt>
            <dd>{organization.member_count ?? '–'}</dd>
          </div>
          <div>
            <dt>Teams</dt>
            <dd>{organization.team_count ?? '–'}</dd>
          </div>
          <div>
            <dt>Founded</dt>
            <dd>
              <RelativeTime at={organization.date_joined} />
            </dd>
          </div>
        </dl>
        {!isOwner && organization.description && <p>{organization.description}</p>}
      </Section>
      {isOwner && (
        <>
          <Section title="Picture" lead="Until one is uploaded it is drawn from the name.">
            <AvatarForm namespace={organization.orgname} url={organization.gravatar_url} />
          </Section>
          <Section title="Profile" lead="Everybody sees it on the organization’s page.">
            <ProfileForm key={organization.orgname} organization={organization} />
          </Section>
        </>
      )}
    </>
  );
}

const fields = ['full_name', 'description', 'company', 'location', 'profile_url'] as const;

function ProfileForm({ organization }: { organization: Organization }) {
  const { orgname } = organization;
  const [values, setValues] = useState(() => ({
    full_name: organization.full_name,
    description: organization.description,
    company: organization.company,
    location: organization.location,
    profile_url: organization.profile_url,
  }));
  const [visibility, setVisibility] = useState<string>(organization.default_visibility ?? 'hub');
  const save = useChange(
    () =>
      call('organization.update', {
        params: { org: orgname },
        body: {
          ...values,
          default_visibility: visibility === 'hub' ? null : (visibility as 'public' | 'private'),
        },
      }),
    { refresh: ['organization', 'namespace', 'account'], done: 'Saved' },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const field = (name: (typeof fields)[number]) => ({
    name,
    value: values[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setValues({ ...values, [name]: event.currentTarget.value }),
    error: fieldError(save.error, name),
  });
  return (
    <form onSubmit={submit}>
      <Stack gap="md" maw={560}>
        <TextInput label="Full name" maxLength={100} {...field('full_name')} />
        <Textarea
          label="Description"
          maxLength={300}
          autosize
          minRows={2}
          {...field('description')}
        />
        <TextInput label="Company" maxLength={100} {...field('company')} />
        <TextInput label="Location" maxLength={100} {...field('location')} />
        <TextInput
          label="Web site"
          type="url"
          placeholder="https://"
          maxLength={200}
          {...field('profile_url')}
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
        />
        <FormErrors error={save.error} shown={fields} />
        <div>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </div>
      </Stack>
    </form>
  );
}
