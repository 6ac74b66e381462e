import { Button, Checkbox, Group, Select, Stack, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type AnswerOf, call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useChange } from '../api/use-call.ts';
import { CopyCommand } from '../components/copy-command.tsx';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { SecretOnce } from '../components/secret-once.tsx';
import { RepositoryChoice } from './repository-choice.tsx';
import { type TokenScope, tokenEnd, tokenLives, tokenScopes } from './token-scopes.ts';

type AccessToken = AnswerOf<'access-token.create'>;

/** A form for a new token, then its secret, shown once. */
export function CreateToken({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<AccessToken>();
  return (
    <div className="sw-inset">
      {made ? (
        <MadeToken token={made} onClose={onClose} />
      ) : (
        <TokenForm onMade={setMade} onClose={onClose} />
      )}
    </div>
  );
}

function MadeToken({ token, onClose }: { token: AccessToken; onClose: () => void }) {
  const { user, hub } = useSession();
  return (
    <SecretOnce title={`The token ${token.token_label}`} secret={token.token} label="token">
      <span>Sign in with it, and paste it when the password is asked for:</span>
      <CopyCommand command={`docker login -u ${user?.username} ${hub?.registry_host}`} />
      <div>
        <Button size="xs" onClick={onClose}>
          I have kept it
        </Button>
      </div>
    </SecretOnce>
  );
}

function TokenForm({
  onMade,
  onClose,
}: {
  onMade: (token: AccessToken) => void;
  onClose: () => void;
}) {
  const { user } = useSession();
  const [label, setLabel] = useState('');
  const [scope, setScope] = useState<TokenScope>('repo:write');
  const [life, setLife] = useState<string>('90');
  const [isLimited, setLimited] = useState(false);
  const [repositories, setRepositories] = useState<string[]>([]);
  const [publicRead, setPublicRead] = useState(true);
  const create = useChange(
    () =>
      call('access-token.create', {
        body: {
          token_label: label,
          scopes: [scope],
          expires_at: tokenEnd(life, new Date()),
          ...(isLimited ? { repositories, public_read: publicRead } : {}),
        },
      }),
    { refresh: ['access-token'], onDone: onMade },
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
          description="What it is for: laptop, CI of my-app."
          maxLength={100}
          required
          withAsterisk={false}
          autoFocus
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          error={fieldError(error, 'token_label')}
        />
        <Group grow align="flex-start">
          <Select
            label="May"
            allowDeselect={false}
            data={[...tokenScopes]}
            value={scope}
            onChange={(value) => setScope(value as TokenScope)}
            error={fieldError(error, 'scopes')}
          />
          <Select
            label="Ends after"
            allowDeselect={false}
            data={[...tokenLives]}
            value={life}
            onChange={(value) => setLife(value ?? '90')}
            error={fieldError(error, 'expires_at')}
          />
        </Group>
        <Switch
          label="Only chosen repositories"
          description="Whatever your account may do elsewhere, the token may not."
          checked={isLimited}
          onChange={(event) => setLimited(event.currentTarget.checked)}
        />
        {isLimited && (
          <>
            <RepositoryChoice
              namespace={user?.username ?? ''}
              label="Repositories"
              description="Up to 100. Choose from the list, or type a name and press Enter."
              value={repositories}
              onChange={setRepositories}
              error={fieldError(error, 'repositories')}
            />
            <Checkbox
              label="Also pull whatever is public"
              checked={publicRead}
              onChange={(event) => setPublicRead(event.currentTarget.checked)}
            />
          </>
        )}
        <FormErrors error={error} shown={['token_label', 'scopes', 'expires_at', 'repositories']} />
        <Group gap="xs">
          <Button
            type="submit"
            loading={create.isPending}
            disabled={isLimited && repositories.length === 0}
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
