import { Badge, Button } from '@mantine/core';
import type { SessionEntry } from '@slipway/api';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { call } from '../api/client.ts';
import { useSessionChanged } from '../api/session.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { FormErrors } from '../components/form-errors.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';
import { SessionDetail, SessionTitle } from './session-lines.tsx';

/** Where one is signed in. */
export function SessionsPart() {
  const query = useCall('session.list', {});
  const [isEnding, setEnding] = useState(false);
  const [, navigate] = useLocation();
  const sessionChanged = useSessionChanged();
  const endEverywhere = async () => {
    await call('session.end-all');
    await sessionChanged();
    navigate(links.signIn());
  };
  return (
    <Section
      title="Where you are signed in"
      lead="Browsers. What signed in with an access token is listed with the token."
      actions={
        <Button variant="default" size="xs" onClick={() => setEnding(true)}>
          Sign out everywhere
        </Button>
      }
    >
      <QueryView query={query}>
        {({ results }) => (
          <ul className="sw-rows" aria-label="Sessions">
            {results.map((session) => (
              <Row key={session.id} session={session} />
            ))}
          </ul>
        )}
      </QueryView>
      <ConfirmDialog
        opened={isEnding}
        onClose={() => setEnding(false)}
        title="Sign out everywhere"
        confirm="Sign out everywhere"
        danger={false}
        onConfirm={endEverywhere}
      >
        Every browser is signed out, this one too. What <code>docker login</code> got with your
        password is void as well; access tokens stay.
      </ConfirmDialog>
    </Section>
  );
}

function Row({ session }: { session: SessionEntry }) {
  const end = useChange(() => call('session.end-one', { params: { id: session.id } }), {
    refresh: ['session'],
    done: 'Session ended',
  });
  return (
    <li>
      <div className="sw-rows-main">
        <div className="sw-rows-title">
          <SessionTitle session={session} />
          {session.current && <Badge>This browser</Badge>}
        </div>
        <SessionDetail session={session} />
        <FormErrors error={end.error} />
      </div>
      {!session.current && (
        <Button
          variant="default"
          size="xs"
          onClick={() => end.mutate()}
          loading={end.isPending}
          aria-label={`End the session from ${session.address}`}
        >
          End
        </Button>
      )}
    </li>
  );
}
