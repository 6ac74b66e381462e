import { Alert, Button, Checkbox, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import type { ResetLink } from '@slipway/api';
import { type FormEvent, useState } from 'react';
import { call } from '../api/client.ts';
import { useChange } from '../api/use-call.ts';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { LinkOnce } from './link-once.tsx';

/** An account made by an administrator: with a password, or with a link to choose one. */
export function CreateUser({ onClose }: { onClose: () => void }) {
  const [link, setLink] = useState<ResetLink>();
  return (
    <div className="sw-inset">
      {link ? (
        <Alert color="harbor" title="The account is there" role="status">
          <Stack gap="sm">
            <span>Hand this link over: whoever opens it chooses the account’s password, once.</span>
            <LinkOnce link={link} />
            <div>
              <Button size="xs" onClick={onClose}>
                Done
              </Button>
            </div>
          </Stack>
        </Alert>
      ) : (
        <UserForm onLink={setLink} onClose={onClose} />
      )}
    </div>
  );
}

function UserForm({ onLink, onClose }: { onLink: (link: ResetLink) => void; onClose: () => void }) {
  const [username, setUsername] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [byLink, setByLink] = useState(true);
  const [isAdmin, setAdmin] = useState(false);
  const create = useChange(
    async () => {
      await call('user.create', {
        body: {
          username,
          is_admin: isAdmin,
          ...(email === '' ? {} : { email }),
          ...(byLink ? {} : { password }),
        },
      });
      return byLink ? await call('password-reset.link', { params: { username } }) : undefined;
    },
    {
      refresh: ['user', 'administration'],
      onDone: (link) => (link ? onLink(link) : onClose()),
      done: `The account ${username} is there`,
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const { error } = create;
  return (
    <form onSubmit={submit} aria-label="New user">
      <Stack gap="md" maw={480}>
        <TextInput
          label="User name"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          required
          withAsterisk={false}
          autoFocus
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          error={fieldError(error, 'username')}
        />
        <TextInput
          label="E-mail (optional)"
          type="email"
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={fieldError(error, 'email')}
        />
        <Checkbox
          label="A link to choose the password"
          checked={byLink}
          onChange={(event) => setByLink(event.currentTarget.checked)}
        />
        {!byLink && (
          <PasswordInput
            label="Password"
            description="At least 8 characters."
            autoComplete="new-password"
            minLength={8}
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={fieldError(error, 'password')}
          />
        )}
        <Checkbox
          label="Administrator of this hub"
          checked={isAdmin}
          onChange={(event) => setAdmin(event.currentTarget.checked)}
        />
        <FormErrors error={error} shown={['username', 'email', 'password']} />
        <Group gap="xs">
          <Button type="submit" loading={create.isPending}>
            Make the account
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
