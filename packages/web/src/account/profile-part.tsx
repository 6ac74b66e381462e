import { Alert, Button, Select, Stack, Textarea, TextInput } from '@mantine/core';
import type { User } from '@slipway/api';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { type BodyOf, call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';
import { capitalized } from '../format/capitalized.ts';
import { AvatarForm } from './avatar-form.tsx';

/** What others see of an account, and what its new repositories are. */
export function ProfilePart() {
  const query = useCall('user.self', {});
  const { user } = useSession();
  return (
    <>
      {user?.readOnly && (
        <Alert color="buoy" title="You may only read for now">
          {capitalized(user.readOnly)}.{' '}
          <Link href={links.account('email')}>See your e-mail address</Link>
        </Alert>
      )}
      <QueryView query={query}>
        {(self) => (
          <>
            <Section
              title="Picture"
              lead="Until you upload one it is drawn from your name, on this hub."
            >
              <AvatarForm namespace={self.username} url={self.gravatar_url} />
            </Section>
            <Section
              title="Profile"
              lead={
                <>
                  Everybody sees it on <Link href={links.namespace(self.username)}>your page</Link>.
                </>
              }
            >
              <ProfileForm self={self} />
            </Section>
            <DefaultVisibility self={self} />
          </>
        )}
      </QueryView>
    </>
  );
}

const fields = ['full_name', 'bio', 'company', 'location', 'profile_url'] as const;

function ProfileForm({ self }: { self: User }) {
  const [values, setValues] = useState(() => ({
    full_name: self.full_name,
    bio: self.bio,
    company: self.company,
    location: self.location,
    profile_url: self.profile_url,
  }));
  const save = useChange(() => call('user.update-self', { body: values }), {
    refresh: ['user', 'session', 'namespace', 'account'],
    done: 'Profile saved',
  });
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
        <TextInput label="Name" maxLength={100} autoComplete="name" {...field('full_name')} />
        <Textarea label="About you" maxLength={500} autosize minRows={3} {...field('bio')} />
        <TextInput
          label="Company"
          maxLength={100}
          autoComplete="organization"
          {...field('company')}
        />
        <TextInput label="Location" maxLength={100} {...field('location')} />
        <TextInput
          label="Web site"
          type="url"
          placeholder="https://"
          maxLength={300}
          autoComplete="url"
          {...field('profile_url')}
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

type Visibility = NonNullable<BodyOf<'user.update-self'>['default_visibility']>;

function DefaultVisibility({ self }: { self: User }) {
  const { hub } = useSession();
  const save = useChange(
    (value: Visibility | null) => call('user.update-self', { body: { default_visibility: value } }),
    { refresh: ['user', 'session'], done: 'Saved' },
  );
  const usual = hub === undefined ? '' : ` (${hub.default_visibility})`;
  return (
    <Section
      title="New repositories"
      lead="What a repository is that comes about by pushing to a name that was free."
    >
      <Stack gap="sm" maw={320}>
        <Select
          label="Visibility by default"
          allowDeselect={false}
          data={[
            { value: 'hub', label: `As this hub has it${usual}` },
            { value: 'private', label: 'Private' },
            { value: 'public', label: 'Public' },
          ]}
          value={self.default_visibility ?? 'hub'}
          disabled={save.isPending}
          onChange={(value) => save.mutate(value === 'hub' ? null : (value as Visibility))}
        />
        <FormErrors error={save.error} />
      </Stack>
    </Section>
  );
}
