import { Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { RepositoryChoice } from '../account/repository-choice.tsx';
import { tokenEnd, tokenLives } from '../account/token-scopes.ts';
import { type AnswerOf, call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useChange } from '../api/use-call.ts';
import { CopyCommand } from '../components/copy-command.tsx';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { SecretOnce } from '../components/secret-once.tsx';
import { resourcesOf } from './token-reach.ts';

type Made = AnswerOf<'organization-token.create'>;

/** A form for a new token of an organization, then its secret, shown once. */
export function CreateOrganizationToken({
  orgname,
  onClose,
}: {
  orgname: string;
  onClose: () => void;
}) {
  const { hub } = useSession();
  const [made, setMade] = useState<Made>();
  return (
    <div className="sw-inset">
      {made ? (
        <SecretOnce title={`The token ${made.label}`} secret={made.token} label="token">
          <span>Sign in with the organization’s name, and it as the password:</span>
          <CopyCommand command={`docker login -u ${orgname} ${hub?.registry_host}`} />
          <div>
            <Button size="xs" onClick={onClose}>
              I have kept it
            </Button>
          </div>
        </SecretOnce>
      ) : (
        <TokenForm orgname={orgname} onMade={setMade} onClose={onClose} />
      )}
    </div>
  );
}

function TokenForm({
  orgname,
  onMade,
  onClose,
}: {
  orgname: string;
  onMade: (made: Made) => void;
  onClose: () => void;
}) {
  const [label, setLabel] = useState('');
  const [description, setDescription] = useState('');
  const [life, setLife] = useState('365');
  const [repositories, setRepositories] = useState<string[]>([]);
  const [right, setRight] = useState('push');
  const [publicRead, setPublicRead] = useState(true);
  const create = useChange(
    () =>
      call('organization-token.create', {
        params: { org: orgname },
        body: {
          ...{ label, description },
          expires_at: tokenEnd(life, new Date()),
          resources: resourcesOf({ repositories, push: right === 'push', publicRead }),
        },
      }),
    { refresh: ['organization-token'], onDone: onMade },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const { error } = create;
  return (
    <form onSubmit={submit} aria-label="New access token">
      <Stack gap="md" maw={560}>
        <TextInput
          label="Name"
          maxLength={100}
          required
          withAsterisk={false}
          autoFocus
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          error={fieldError(error, 'label')}
        />
        <TextInput
          label="Description"
          maxLength={300}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          error={fieldError(error, 'description')}
        />
        <RepositoryChoice
          namespace={orgname}
          label="Repositories"
          description="Up to 50. Choose from the list, or type a name and press Enter."
          value={repositories}
          onChange={setRepositories}
          error={fieldError(error, 'resources')}
        />
        <Group grow align="flex-start">
          <Select
            label="May"
            allowDeselect={false}
            data={[
              { value: 'pull', label: 'Pull' },
              { value: 'push', label: 'Pull and push' },
            ]}
            value={right}
            onChange={(value) => setRight(value ?? 'push')}
          />
          <Select
            label="Ends after"
            allowDeselect={false}
            data={[...tokenLives]}
            value={life}
            onChange={(value) => setLife(value ?? '365')}
            error={fieldError(error, 'expires_at')}
          />
        </Group>
        <Checkbox
          label="Also pull whatever is public"
          checked={publicRead}
          onChange={(event) => setPublicRead(event.currentTarget.checked)}
        />
        <FormErrors error={error} shown={['label', 'description', 'resources', 'expires_at']} />
        <Group gap="xs">
          <Button
            type="submit"
            loading={create.isPending}
            disabled={repositories.length === 0 && !publicRead}
          >
            Make the token
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
