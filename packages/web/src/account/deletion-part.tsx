import { Alert, Button, List, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { type AnswerOf, call } from '../api/client.ts';
import { useSession, useSessionChanged } from '../api/session.ts';
import { useCall } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { VisibilityBadge } from '../components/badges.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { toastDone } from '../components/toast.ts';
import { useConfirmation } from '../components/use-confirmation.tsx';
import { capitalized } from '../format/capitalized.ts';

type AccountDeletion = AnswerOf<'account.preview-deletion'>;

/** The end of an account, with what goes with it said first. */
export function DeletionPart() {
  const query = useCall('account.preview-deletion', {});
  return (
    <Section title="Delete your account" lead="For good, and at once." danger>
      <QueryView query={query}>{(preview) => <Deletion preview={preview} />}</QueryView>
    </Section>
  );
}

/** What a Select has for "they go". */
const nobody = ':nobody';

function Deletion({ preview }: { preview: AccountDeletion }) {
  const { user } = useSession();
  const [heir, setHeir] = useState(nobody);
  const [isDeleting, setDeleting] = useState(false);
  const [, navigate] = useLocation();
  const sessionChanged = useSessionChanged();
  const { confirmed, dialog } = useConfirmation();
  const name = user?.username ?? '';
  const remove = async () => {
    await confirmed(() =>
      call('account.delete', {
        body: { username: name, ...(heir === nobody ? {} : { transfer_to: heir }) },
      }),
    );
    await sessionChanged();
    toastDone(`The account ${name} is deleted`);
    navigate(links.home);
  };
  const count = preview.repository_count;
  return (
    <Stack gap="md">
      {preview.blocked_by && (
        <Alert color="buoy" title="Something comes first">
          {capitalized(preview.blocked_by)}.
          {preview.last_owner_of.length > 0 && (
            <List size="sm" mt={4}>
              {preview.last_owner_of.map((each) => (
                <List.Item key={each}>
                  <Link href={links.organization(each, 'members')}>{each}</Link>: make somebody else
                  owner
                </List.Item>
              ))}
            </List>
          )}
        </Alert>
      )}
      {count > 0 && preview.may_transfer_to.length > 0 && (
        <Select
          label="Your repositories"
          maw={420}
          allowDeselect={false}
          data={[
            { value: nobody, label: 'are deleted' },
            ...preview.may_transfer_to.map((each) => ({ value: each, label: `go to ${each}` })),
          ]}
          value={heir}
          onChange={(value) => setHeir(value ?? nobody)}
        />
      )}
      <List spacing={4}>
        <List.Item>
          {count === 0
            ? 'You have no repositories.'
            : heir === nobody
              ? `${count === 1 ? 'One repository is' : `${count} repositories are`} deleted, with every tag.`
              : `${count === 1 ? 'One repository goes' : `${count} repositories go`} to ${heir}; the old names lead there.`}
        </List.Item>
        {preview.organizations.length > 0 && (
          <List.Item>You leave {preview.organizations.join(', ')}.</List.Item>
        )}
        <List.Item>
          {preview.access_token_count === 0
            ? 'You have no access tokens.'
            : `Access tokens that stop working: ${preview.access_token_count}.`}
        </List.Item>
        <List.Item>
          Nobody can have the name <strong>{name}</strong> until it is freed{' '}
          <RelativeTime at={preview.name_reserved_until} />.
        </List.Item>
      </List>
      {count > 0 && <Repositories preview={preview} />}
      <div>
        <Button
          color="red.8"
          onClick={() => setDeleting(true)}
          disabled={preview.blocked_by !== null}
        >
          Delete my account
        </Button>
      </div>
      <ConfirmDialog
        opened={isDeleting}
        onClose={() => setDeleting(false)}
        title="Delete your account"
        confirm="Delete the account"
        typed={name}
        onConfirm={remove}
      >
        {heir === nobody
          ? 'Repositories, tokens and sessions go with it. There is no way back.'
          : `Repositories go to ${heir}; tokens and sessions go with the account. There is no way back.`}
      </ConfirmDialog>
      {dialog}
    </Stack>
  );
}

function Repositories({ preview }: { preview: AccountDeletion }) {
  const more = preview.repository_count - preview.repositories.length;
  return (
    <div>
      <ul className="sw-rows sw-rows-long" aria-label="Repositories that this concerns">
        {preview.repositories.map((each) => (
          <li key={each.name}>
            <span className="sw-rows-main">{each.name}</span>
            <span className="sw-quiet">{each.pull_count.toLocaleString('en')} pulls</span>
            <VisibilityBadge isPrivate={each.is_private} />
          </li>
        ))}
      </ul>
      {more > 0 && <p className="sw-quiet">and {more.toLocaleString('en')} more</p>}
    </div>
  );
}
