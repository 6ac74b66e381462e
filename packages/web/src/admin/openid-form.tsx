import {
  Button,
  Checkbox,
  Group,
  PasswordInput,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type AnswerOf, call } from '../api/client.ts';
import { useChange } from '../api/use-call.ts';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { mappingText, parseMapping } from './team-mapping.ts';

const shown = ['slug', 'name', 'issuer', 'client_id', 'client_secret', 'scopes', 'groups_claim'];

/** A form for a provider: a new one, or one that is there. */
export function OpenidForm({
  provider,
  onClose,
}: {
  provider?: AnswerOf<'openid-provider.read'>;
  onClose: () => void;
}) {
  const [slug, setSlug] = useState(provider?.slug ?? '');
  const [texts, setTexts] = useState({
    name: provider?.name ?? '',
    issuer: provider?.issuer ?? '',
    client_id: provider?.client_id ?? '',
    client_secret: '',
    groups_claim: provider?.groups_claim ?? 'groups',
  });
  const [scopes, setScopes] = useState([...(provider?.scopes ?? ['openid', 'profile', 'email'])]);
  const [domains, setDomains] = useState([...(provider?.allowed_domains ?? [])]);
  const [mapping, setMapping] = useState(mappingText(provider?.teams ?? []));
  const [signUp, setSignUp] = useState(provider?.sign_up ?? false);
  const [isEnabled, setEnabled] = useState(provider?.is_enabled ?? true);
  const parsed = parseMapping(mapping);
  const save = useChange(
    async () => {
      const { client_secret, ...others } = texts;
      const body = {
        ...others,
        ...{ scopes, allowed_domains: domains, sign_up: signUp, is_enabled: isEnabled },
        teams: 'teams' in parsed ? parsed.teams : [],
        // Nothing typed keeps the one that is there.
        ...(client_secret === '' ? {} : { client_secret }),
      };
      if (provider) {
        await call('openid-provider.update', { params: { slug: provider.slug }, body });
      } else await call('openid-provider.create', { body: { ...body, slug } });
    },
    {
      refresh: ['openid-provider', 'session'],
      done: `${texts.name} is saved`,
      onDone: onClose,
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const text = (key: keyof typeof texts) => ({
    value: texts[key],
    onChange: (event: { currentTarget: { value: string } }) =>
      setTexts({ ...texts, [key]: event.currentTarget.value }),
    error: fieldError(save.error, key),
  });
  return (
    <form
      className="sw-inset"
      onSubmit={submit}
      aria-label={provider ? `Change ${provider.name}` : 'New provider'}
    >
      <Stack gap="md" maw={600}>
        <TextInput
          label="Name"
          description="As it stands on the button that signs in."
          required
          withAsterisk={false}
          autoFocus
          {...text('name')}
        />
        {!provider && (
          <TextInput
            label="Short name"
            description="In its addresses here; it stays. Lower-case letters, digits, hyphens."
            required
            withAsterisk={false}
            value={slug}
            onChange={(event) => setSlug(event.currentTarget.value)}
            error={fieldError(save.error, 'slug')}
          />
        )}
        <TextInput
          label="Issuer"
          description="Its address, to which /.well-known/openid-configuration is added."
          type="url"
          placeholder="https://accounts.example.com"
          required
          withAsterisk={false}
          {...text('issuer')}
        />
        <Group grow align="flex-start">
          <TextInput label="Client id" required withAsterisk={false} {...text('client_id')} />
          <PasswordInput
            label="Client secret"
            placeholder={provider?.has_client_secret ? 'kept as it is' : undefined}
            autoComplete="off"
            {...text('client_secret')}
          />
        </Group>
        <TagsInput
          label="Scopes"
          description="Some providers tell groups only to who asks for the scope groups."
          value={scopes}
          onChange={setScopes}
          acceptValueOnBlur
          error={fieldError(save.error, 'scopes')}
        />
        <TagsInput
          label="Domains of addresses that are let in"
          description="None: every address."
          placeholder={domains.length === 0 ? 'example.com' : undefined}
          value={domains}
          onChange={setDomains}
          acceptValueOnBlur
          error={fieldError(save.error, 'allowed_domains')}
        />
        <Checkbox
          label="Who has no account here gets one"
          description="He chooses a name when he first signs in."
          checked={signUp}
          onChange={(event) => setSignUp(event.currentTarget.checked)}
        />
        <TextInput label="Claim that lists groups" spellCheck={false} {...text('groups_claim')} />
        <Textarea
          label="Groups that are teams here"
          description="A line for each: group = organization/team"
          placeholder="engineers = acme/dev"
          autosize
          minRows={2}
          spellCheck={false}
          value={mapping}
          onChange={(event) => setMapping(event.currentTarget.value)}
          error={
            'wrong' in parsed ? `“${parsed.wrong}” is not: group = organization/team` : undefined
          }
        />
        <Checkbox
          label="Switched on"
          checked={isEnabled}
          onChange={(event) => setEnabled(event.currentTarget.checked)}
        />
        <FormErrors error={save.error} shown={shown} />
        <Group gap="xs">
          <Button type="submit" loading={save.isPending} disabled={'wrong' in parsed}>
            {provider ? 'Save' : 'Add the provider'}
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
