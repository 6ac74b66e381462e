import { Button, Menu, Stack } from '@mantine/core';
import type { UserEntry } from '@slipway/api';
import {
  DoorClosed,
  DoorOpen,
  Link2,
  MailCheck,
  MonitorSmartphone,
  Shield,
  ShieldOff,
} from 'lucide-react';
import { useState } from 'react';
import { SessionDetail, SessionTitle } from '../account/session-lines.tsx';
import { type BodyOf, call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { Dialog } from '../components/dialog.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FormErrors } from '../components/form-errors.tsx';
import { MoreButton } from '../components/more-button.tsx';
import { QueryView } from '../components/query-view.tsx';
import { toastFailure } from '../components/toast.ts';
import { LinkOnce } from './link-once.tsx';

type Shown = 'close' | 'admin' | 'link' | 'sessions' | 'two-factor';

/** What an administrator does about an account. */
export function UserActions({ user }: { user: UserEntry }) {
  const [dialog, setDialog] = useState<Shown>();
  const { user: self } = useSession();
  const { username } = user;
  const params = { username };
  const refresh = ['user', 'administration'];
  const close = () => setDialog(undefined);
  const update = useChange((body: BodyOf<'user.update'>) => call('user.update', { params, body }), {
    refresh,
    done: `${username} is changed`,
  });
  const shut = useChange(() => call('user.close', { params }), {
    refresh,
    done: `The account ${username} is closed`,
  });
  const resetFactor = useChange(() => call('two-factor.reset', { params }), {
    refresh,
    done: `Two-factor authentication of ${username} is off`,
  });
  const isSelf = self?.username === username;
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <MoreButton label={`Actions for ${username}`} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Link2 size={14} />} onClick={() => setDialog('link')}>
            Link for a new password
          </Menu.Item>
          <Menu.Item
            leftSection={<MonitorSmartphone size={14} />}
            onClick={() => setDialog('sessions')}
          >
            Sessions
          </Menu.Item>
          {user.email !== null && !user.email_verified && (
            <Menu.Item
              leftSection={<MailCheck size={14} />}
              onClick={() => update.mutate({ email_verified: true }, { onError: toastFailure })}
            >
              Take the address as confirmed
            </Menu.Item>
          )}
          {user.two_factor && (
            <Menu.Item
              leftSection={<ShieldOff size={14} />}
              onClick={() => setDialog('two-factor')}
            >
              Turn two-factor off
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<Shield size={14} />}
            disabled={isSelf}
            onClick={() => setDialog('admin')}
          >
            {user.is_admin ? 'Administrator no more' : 'Make administrator'}
          </Menu.Item>
          {user.is_active ? (
            <Menu.Item
              leftSection={<DoorClosed size={14} />}
              disabled={isSelf}
              onClick={() => setDialog('close')}
            >
              Close the account
            </Menu.Item>
          ) : (
            <Menu.Item
              leftSection={<DoorOpen size={14} />}
              onClick={() => update.mutate({ is_active: true }, { onError: toastFailure })}
            >
              Open the account again
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Dialog opened={dialog === 'link'} onClose={close} title="Link for a new password">
        {dialog === 'link' && <MakeLink username={username} />}
      </Dialog>
      <Dialog
        opened={dialog === 'sessions'}
        onClose={close}
        title={`Where ${username} is signed in`}
        size="lg"
      >
        {dialog === 'sessions' && <Sessions username={username} />}
      </Dialog>
      <ConfirmDialog
        opened={dialog === 'two-factor'}
        onClose={close}
        title={`Turn two-factor off for ${username}`}
        confirm="Turn it off"
        onConfirm={async () => {
          await resetFactor.mutateAsync();
        }}
      >
        The password alone signs in then. Be sure who asks you for it.
      </ConfirmDialog>
      <ConfirmDialog
        opened={dialog === 'admin'}
        onClose={close}
        title={
          user.is_admin ? `${username}: administrator no more` : `Make ${username} administrator`
        }
        confirm={user.is_admin ? 'Take it away' : 'Make administrator'}
        danger={false}
        onConfirm={async () => {
          await update.mutateAsync({ is_admin: !user.is_admin });
        }}
      >
        Administrators see and change everything on this hub.
      </ConfirmDialog>
      <ConfirmDialog
        opened={dialog === 'close'}
        onClose={close}
        title={`Close the account ${username}`}
        confirm="Close the account"
        onConfirm={async () => {
          await shut.mutateAsync();
        }}
      >
        It is signed out everywhere, and its tokens are refused within a second. Its repositories
        stay; you can open it again.
      </ConfirmDialog>
    </>
  );
}

function MakeLink({ username }: { username: string }) {
  const make = useChange(() => call('password-reset.link', { params: { username } }));
  return (
    <Stack gap="md">
      {make.data ? (
        <LinkOnce link={make.data} />
      ) : (
        <>
          <span>
            Whoever opens the link chooses the password of {username}, once. Former links of this
            kind work no more.
          </span>
          <FormErrors error={make.error} />
          <div>
            <Button onClick={() => make.mutate()} loading={make.isPending} data-autofocus>
              Make the link
            </Button>
          </div>
        </>
      )}
    </Stack>
  );
}

function Sessions({ username }: { username: string }) {
  const params = { username };
  const query = useCall('session.list-of', { params });
  const end = useChange(() => call('session.end-all-of', { params }), {
    refresh: ['session', 'user'],
    done: `${username} is signed out everywhere`,
  });
  return (
    <QueryView query={query}>
      {({ results }) =>
        results.length === 0 ? (
          <EmptyState title="Nowhere">No browser is signed in to this account.</EmptyState>
        ) : (
          <Stack gap="md">
            <ul className="sw-rows" aria-label={`Sessions of ${username}`}>
              {results.map((session) => (
                <li key={session.id}>
                  <div className="sw-rows-main">
                    <div className="sw-rows-title">
                      <SessionTitle session={session} />
                    </div>
                    <SessionDetail session={session} />
                  </div>
                </li>
              ))}
            </ul>
            <FormErrors error={end.error} />
            <div>
              <Button variant="default" onClick={() => end.mutate()} loading={end.isPending}>
                Sign out everywhere
              </Button>
            </div>
          </Stack>
        )
      }
    </QueryView>
  );
}
