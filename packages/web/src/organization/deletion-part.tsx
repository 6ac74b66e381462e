import { Alert, Button, List, Stack } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';
import type { OrganizationPartProps } from './organization-part.ts';

/** The end of an organization, with what goes with it said first. */
export function DeletionPart({ organization }: OrganizationPartProps) {
  const { orgname } = organization;
  const query = useCall('organization.deletion', { params: { org: orgname } });
  const [isDeleting, setDeleting] = useState(false);
  const [, navigate] = useLocation();
  const remove = useChange(
    () => call('organization.delete', { params: { org: orgname }, query: { confirm: orgname } }),
    {
      done: `The organization ${orgname} is deleted`,
      onDone: () => navigate(links.account('organizations')),
    },
  );
  return (
    <Section title={`Delete ${orgname}`} lead="For good, and at once. The name stays taken." danger>
      <QueryView query={query}>
        {(would) => (
          <Stack gap="md">
            {!would.can_delete && (
              <Alert color="buoy" title="Its repositories come first">
                It has {would.repository_count}.{' '}
                <Link href={links.namespace(orgname)}>Delete them or give them elsewhere</Link>,
                then come back.
              </Alert>
            )}
            <List spacing={4}>
              <List.Item>Members who lose it: {would.member_count}</List.Item>
              <List.Item>Teams: {would.team_count}</List.Item>
              <List.Item>Access tokens that stop working: {would.access_token_count}</List.Item>
              <List.Item>Invitations that end: {would.invite_count}</List.Item>
            </List>
            <div>
              <Button color="red.8" disabled={!would.can_delete} onClick={() => setDeleting(true)}>
                Delete the organization
              </Button>
            </div>
          </Stack>
        )}
      </QueryView>
      <ConfirmDialog
        opened={isDeleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${orgname}`}
        confirm="Delete the organization"
        typed={orgname}
        onConfirm={async () => {
          await remove.mutateAsync();
        }}
      >
        There is no way back.
      </ConfirmDialog>
    </Section>
  );
}
