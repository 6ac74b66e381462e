import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { FormErrors } from '../components/form-errors.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Entrance } from './entrance.tsx';
import { useFragmentCode } from './use-fragment-code.ts';

/** What an invitation's secret is kept under while one signs in or up: in this tab alone. */
const storageKey = 'slipway-invitation';

/** Where the link of an invitation to an organization leads. */
export function InvitationPage() {
  const given = useFragmentCode();
  const [kept] = useState(() => sessionStorage.getItem(storageKey) ?? '');
  const secret = given || kept;
  if (secret === '') {
    return (
      <Entrance title="This link does not work">
        <p>It is not whole: open it from the letter, or copy all of it.</p>
      </Entrance>
    );
  }
  return <Invitation secret={secret} />;
}

function Invitation({ secret }: { secret: string }) {
  const body = { code: secret };
  const { user, hub, isKnown } = useSession();
  const invitation = useCall('invite.read-link', { body });
  const [, navigate] = useLocation();
  const forget = () => sessionStorage.removeItem(storageKey);
  const accept = useChange(() => call('invite.accept-link', { body }), {
    refresh: ['organization', 'invite'],
    onDone: () => {
      forget();
      navigate(links.namespace(invitation.data?.org ?? ''));
    },
  });
  const decline = useChange(() => call('invite.decline-link', { body }), { onDone: forget });
  const keep = () => sessionStorage.setItem(storageKey, secret);
  if (decline.isSuccess) {
    return (
      <Entrance title="Invitation declined">
        <Button component={Link} href={links.home} variant="default" fullWidth>
          Home
        </Button>
      </Entrance>
    );
  }
  return (
    <Entrance title="An invitation">
      <QueryView query={invitation}>
        {({ org, org_full_name, inviter_username, role, team, expires_at }) => (
          <Stack gap="md">
            <p>
              <strong>{inviter_username}</strong> invites you to the organization{' '}
              <strong>{org_full_name || org}</strong> as {role}
              {team !== '' && (
                <>
                  , in the team <strong>{team}</strong>
                </>
              )}
              . The invitation ends <RelativeTime at={expires_at} />.
            </p>
            <FormErrors error={accept.error ?? decline.error} />
            {isKnown && !user && (
              <Group grow>
                <Button component={Link} href={links.signIn(links.invitation)} onClick={keep}>
                  Sign in to accept
                </Button>
                {hub?.sign_up === 'open' && (
                  <Button
                    component={Link}
                    href={`${links.signUp}?return=${encodeURIComponent(links.invitation)}`}
                    onClick={keep}
                    variant="default"
                  >
                    Sign up
                  </Button>
                )}
              </Group>
            )}
            {isKnown && !user && hub?.sign_up !== 'open' && (
              <p className="sw-quiet">
                No account yet? An administrator of this hub makes one; this link stays good for it.
              </p>
            )}
            <Group grow>
              {user && (
                <Button onClick={() => accept.mutate()} loading={accept.isPending}>
                  Join as {user.username}
                </Button>
              )}
              <Button
                variant="default"
                onClick={() => decline.mutate()}
                loading={decline.isPending}
              >
                Decline
              </Button>
            </Group>
          </Stack>
        )}
      </QueryView>
    </Entrance>
  );
}
